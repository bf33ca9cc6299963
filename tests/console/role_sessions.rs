//! A pool with a role: AWS sees who acts, and without a session of theirs nothing is sent.

use crate::desk::{CUSTOMERS, Desk, HELPDESK_INES, HELPDESK_TOMASZ, KIOSKS, SUPERVISOR};
use crate::forms::ALL;
use passdesk::config::Settings;
use passdesk::domain::audit::{AuditEntry, RecordKind};
use passdesk::ports::user_directory::UserDirectory;
use reqwest::Method;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::Duration;

const ROLE: &str = "arn:aws:iam::123456789012:role/desk/passdesk-customers";

fn with_role(settings: &mut Settings) {
    settings.pools.iter_mut().filter(|pool| pool.pool.id.as_str() == CUSTOMERS).for_each(|pool| pool.role_arn = Some(ROLE.to_owned()));
}

async fn newest_effect(desk: &Desk) -> Value {
    let effects = desk.control(Method::GET, "effects", None).await;
    effects["effects"].as_array().and_then(|effects| effects.last().cloned()).expect("an effect")
}

/// The intent and the outcome of an action.
async fn entries(desk: &Desk, action_id: &str) -> (AuditEntry, AuditEntry) {
    let mut records = desk.records(action_id).await.into_iter().map(|record| record.entry);
    (records.next().expect("an intent"), records.next().expect("an outcome"))
}

#[tokio::test]
async fn whoever_acts_is_whom_aws_sees_and_the_trail_says_under_which_name() {
    let desk = Desk::open_with(with_role).await;
    let mut seen = BTreeSet::new();
    for (persona, readable) in
        [(SUPERVISOR, "hana.sato@northwind.example-"), (HELPDESK_TOMASZ, "tomasz.wilk@northwind.example-"), (HELPDESK_INES, "ines.duarte@northwind.example-")]
    {
        let browser = desk.signed_in(persona).await;
        let id = browser.reset(&desk.reset_form(CUSTOMERS, "amara.okafor").await).await.result_id();
        let (intent, outcome) = entries(&desk, &id).await;
        let effect = newest_effect(&desk).await;
        let session = intent.role_session.expect("a role session on record");
        assert!(session.starts_with(readable), "{session}");
        assert_eq!((&effect["role_session"], &effect["source_identity"]), (&json!(session), &json!(session)));
        assert_eq!(effect["request_id"], json!(outcome.aws_request_id.expect("AWS's id")), "the record and CloudTrail have the same id");
        seen.insert(session);
    }
    assert_eq!(seen.len(), 3, "nobody has a colleague's session");
}

#[tokio::test]
async fn every_effect_is_made_in_a_session_of_the_person_and_reads_are_the_consoles_own() {
    let desk = Desk::open_with(with_role).await;
    let supervisor = desk.signed_in(SUPERVISOR).await;
    for form in ALL {
        let (before, path) = (desk.effects().await, form.word);
        let id = supervisor.post(form.path, &form.forged(&desk, CUSTOMERS, form.user).await).await.result_id();
        assert_eq!((desk.outcome(&id).await.0.as_str(), desk.effects().await), ("succeeded", before + 1), "{path}");
        let effect = newest_effect(&desk).await;
        assert_eq!(effect["source_identity"], json!(entries(&desk, &id).await.0.role_session), "{path}");
        assert!(effect["source_identity"].is_string(), "{path}");
    }
    let page = supervisor.get("/users?q=amara").await;
    assert!(page.text().contains("Amara"), "{}", page.text());
    // A person's session is asked for once: from now on STS refuses, and what was given goes on.
    desk.fault("AssumeRole", "access_denied", None).await;
    let id = supervisor.reset(&desk.reset_form(CUSTOMERS, "amara.okafor").await).await.result_id();
    assert_eq!(desk.outcome(&id).await.0, "succeeded");
}

#[tokio::test]
async fn without_a_role_nothing_is_asked_of_sts_and_nothing_is_said_of_it() {
    let desk = Desk::open_with(with_role).await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    desk.fault("AssumeRole", "access_denied", None).await;
    let id = tomasz.post("/api/users/sign_out", &desk.reset_form(KIOSKS, "kiosk-lisbon-01").await).await.result_id();
    assert_eq!(desk.outcome(&id).await.0, "succeeded");
    assert_eq!(entries(&desk, &id).await.0.role_session, None);
    let effect = newest_effect(&desk).await;
    assert!(effect["role_session"].is_null() && effect["source_identity"].is_null(), "{effect}");
}

#[tokio::test]
async fn where_the_trust_policy_allows_no_source_identity_the_sessions_name_says_it() {
    let deny = json!({ "denied": [{ "operations": ["SetSourceIdentity"] }] });
    let desk = Desk::open_with(with_role).await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    desk.control(Method::POST, "switches", Some(deny.clone())).await;
    let id = tomasz.reset(&desk.reset_form(CUSTOMERS, "amara.okafor").await).await.result_id();
    assert_eq!(desk.outcome(&id).await, ("not_sent".to_owned(), "cognito_access_denied".to_owned()));
    assert_eq!(desk.effects().await, 0);

    let desk = Desk::open_with(|settings| {
        with_role(settings);
        settings.pools.iter_mut().for_each(|pool| pool.sets_source_identity = false);
    })
    .await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    desk.control(Method::POST, "switches", Some(deny)).await;
    let id = tomasz.reset(&desk.reset_form(CUSTOMERS, "amara.okafor").await).await.result_id();
    let effect = newest_effect(&desk).await;
    assert_eq!(effect["role_session"], json!(entries(&desk, &id).await.0.role_session.expect("a session")));
    assert!(effect["source_identity"].is_null());
}

#[tokio::test]
async fn without_a_session_nothing_is_sent_and_it_heals() {
    let desk = Desk::open_with(|settings| {
        with_role(settings);
        settings.pools.iter_mut().for_each(|pool| pool.attempt_limit = Duration::from_secs(2));
    })
    .await;
    for (persona, kind, code, aws_code) in [
        (HELPDESK_TOMASZ, "access_denied", "cognito_access_denied", Some("AccessDenied")),
        (HELPDESK_TOMASZ, "expired_token", "cognito_access_denied", Some("ExpiredToken")),
        (HELPDESK_TOMASZ, "throttle", "busy", Some("Throttling")),
        (HELPDESK_TOMASZ, "garbage", "cognito_unreachable", None),
        (HELPDESK_TOMASZ, "unavailable", "cognito_unreachable", None),
        (HELPDESK_TOMASZ, "internal_error", "cognito_unreachable", Some("InternalFailure")),
        (HELPDESK_TOMASZ, "cut_before", "cognito_unreachable", None),
        (HELPDESK_TOMASZ, "cut_after", "cognito_unreachable", None),
        (HELPDESK_TOMASZ, "stall_after", "cognito_unreachable", None),
        (HELPDESK_TOMASZ, "timeout_before", "cognito_unreachable", None),
    ] {
        let browser = desk.signed_in(persona).await;
        // The console's own session is there already: the page was read.
        let fields = desk.reset_form(CUSTOMERS, "amara.okafor").await;
        browser.page(&format!("/users/{CUSTOMERS}/{}", fields["sub"])).await;
        desk.fault("AssumeRole", kind, None).await;
        let id = browser.reset(&fields).await.result_id();
        assert_eq!(desk.outcome(&id).await, ("not_sent".to_owned(), code.to_owned()), "{kind}");
        let (_, outcome) = entries(&desk, &id).await;
        assert_eq!(outcome.aws_code.as_deref(), aws_code, "{kind}");
        assert!(outcome.aws_request_id.is_some() || aws_code.is_none(), "an answer has an id: {kind}");
        desk.clear_faults().await;
    }
    assert_eq!((desk.effects().await, desk.outbox().await.len()), (0, 0));
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let id = tomasz.reset(&desk.reset_form(CUSTOMERS, "amara.okafor").await).await.result_id();
    assert_eq!((desk.outcome(&id).await.0.as_str(), desk.effects().await), ("succeeded", 1), "a failure is not kept");
    desk.verified_records().await;
}

#[tokio::test]
async fn a_session_that_cognito_refuses_is_asked_for_anew() {
    let desk = Desk::open_with(with_role).await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let reset = async || tomasz.reset(&desk.reset_form(CUSTOMERS, "amara.okafor").await).await.result_id();
    assert_eq!(desk.outcome(&reset().await).await.0, "succeeded");
    desk.fault("AdminResetUserPassword", "expired_token", Some(1)).await;
    assert_eq!(desk.outcome(&reset().await).await, ("not_sent".to_owned(), "cognito_access_denied".to_owned()));
    desk.fault("AssumeRole", "access_denied", Some(1)).await;
    assert_eq!(desk.outcome(&reset().await).await.0, "not_sent", "the old session is not used again");
    assert_eq!(desk.outcome(&reset().await).await.0, "succeeded");
    assert_eq!(desk.effects().await, 2);
}

#[tokio::test]
async fn many_tabs_of_one_person_ask_for_one_session() {
    let desk = Desk::open_with(with_role).await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let sub = desk.reset_form(CUSTOMERS, "amara.okafor").await["sub"].clone();
    // The console's own session, for reading.
    tomasz.page(&format!("/users/{CUSTOMERS}/{sub}")).await;
    // One answer, and every further question is refused.
    desk.control(Method::POST, "faults", Some(json!({ "operation": "AssumeRole", "delay_ms": 300, "times": 1 }))).await;
    desk.fault("AssumeRole", "access_denied", None).await;
    let mut forms = Vec::new();
    for username in ["amara.okafor", "kofi.mensah", "amara.okafor", "kofi.mensah"] {
        forms.push(desk.reset_form(CUSTOMERS, username).await);
    }
    let answers = futures::future::join_all(forms.iter().map(|fields| tomasz.reset(fields))).await;
    for answer in answers {
        assert_eq!(desk.outcome(&answer.result_id()).await.0, "succeeded");
    }
}

#[tokio::test]
async fn the_record_shows_the_session_and_a_check_of_the_configuration_tries_one() {
    let desk = Desk::open_with(with_role).await;
    let supervisor = desk.signed_in(SUPERVISOR).await;
    let id = supervisor.reset(&desk.reset_form(CUSTOMERS, "amara.okafor").await).await.result_id();
    let session = entries(&desk, &id).await.0.role_session.expect("a session");
    let page = supervisor.page(&format!("/audit/{id}")).await;
    assert!(page.text().contains(&format!("AWS role session {session}")), "{}", page.text());

    let directory = passdesk::compose::directory(&desk.settings).await.expect("a directory");
    let of = |id: &str| desk.settings.pools.iter().find(|pool| pool.pool.id.as_str() == id).map(|pool| pool.pool.id.clone()).expect("a pool");
    let arn = directory.check_role(&of(CUSTOMERS)).await.expect("a session").expect("an ARN");
    assert_eq!(arn, "arn:aws:sts::123456789012:assumed-role/passdesk-customers/passdesk-check-0000000000000000");
    assert_eq!(directory.check_role(&of(KIOSKS)).await.expect("no session"), None);
    desk.control(Method::POST, "switches", Some(json!({ "denied": [{ "operations": ["SetSourceIdentity"] }] }))).await;
    let refused = directory.check_role(&of(CUSTOMERS)).await.expect_err("a fault").to_string();
    assert!(refused.contains("sts:SetSourceIdentity") && refused.contains(ROLE), "{refused}");
    assert_eq!(desk.count(RecordKind::Intent, "password.reset").await, 1, "a check of the configuration is no action");
}
