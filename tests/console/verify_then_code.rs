//! A contact marked verified, and then a reset code to it: a chain of two actions, each with records and an ending of its own.

use crate::desk::{CUSTOMERS, Desk, KIOSKS, SUPERVISOR, form};
use crate::forms::{Form, VERIFY_EMAIL, VERIFY_PHONE};
use crate::sandbox::RESET;
use passdesk::domain::audit::{AuditEntry, AuditRecord, Outcome, RecordKind};
use passdesk::domain::part::part_id;
use serde_json::json;
use std::collections::BTreeMap;
use uuid::Uuid;

const VERIFY: &str = "AdminUpdateUserAttributes";

async fn chain(desk: &Desk, of: Form) -> BTreeMap<String, String> {
    let mut fields = of.forged(desk, CUSTOMERS, of.user).await;
    fields.extend(form(&[("sends_code", "yes"), ("caller_verified_by", "manager")]));
    fields
}

/// The records of the code that follows an action.
async fn part(desk: &Desk, action_id: &str) -> Vec<AuditRecord> {
    let action = Uuid::parse_str(action_id).expect("an id");
    desk.console.audit.action(part_id(action, "password.reset")).await.expect("the trail")
}

fn ended(part: &[AuditRecord]) -> Option<(Outcome, Option<&str>)> {
    let outcome = part.iter().find(|record| record.entry.kind == RecordKind::Outcome)?;
    Some((outcome.entry.outcome?, outcome.entry.code.as_deref()))
}

async fn verified(desk: &Desk, attribute: &str) -> bool {
    desk.user(CUSTOMERS, "lena.fischer").await["attributes"][attribute] == "true"
}

#[tokio::test]
async fn both_are_done_and_the_code_goes_to_the_contact_that_counts_now() {
    for (of, attribute, destination, announced) in [
        (VERIFY_EMAIL, "email_verified", "lena.fischer@example.com", "an e-mail at l•••@example.com with a reset code"),
        (VERIFY_PHONE, "phone_number_verified", "+33639980042", "a text message at +33•••••042 with a reset code"),
    ] {
        let desk = Desk::open().await;
        let hana = desk.signed_in(SUPERVISOR).await;
        let page = hana.page(&of.address(&desk).await).await;
        assert_eq!(of.offered(&page)["sends_code"], "yes", "the code that is the reason for it follows, unless somebody says otherwise");
        let fields = chain(&desk, of).await;
        let sent = hana.post(of.path, &fields).await;
        let result = hana.follow(&sent).await;
        for words in
            ["counts as verified.", "In the app, they enter the code and choose a new password.", &format!("A reset code is on its way: {announced}. It works for 1 hour.")]
        {
            assert!(result.text().contains(words), "{words}: {}", result.text());
        }
        assert!(verified(&desk, attribute).await);
        let outbox = desk.outbox().await;
        assert_eq!((outbox.len(), &outbox[0]["destination"]), (1, &json!(destination)));
        assert_eq!((desk.user(CUSTOMERS, "lena.fischer").await["status"].as_str(), desk.effects().await), (Some("RESET_REQUIRED"), 2));

        let whole = desk.newest(RecordKind::Intent, of.event).await.expect("an intent").entry;
        assert_eq!((whole.action_id.to_string(), whole.then.as_deref(), whole.part_of), (fields["action_id"].clone(), Some("password.reset"), None));
        let part = part(&desk, &fields["action_id"]).await;
        let AuditEntry { part_of, reason, ticket, caller_verified_by, state_before, note, target, .. } = part[0].entry.clone();
        assert_eq!(part_of, Some(whole.action_id));
        assert_eq!((reason, ticket, caller_verified_by, target), (whole.reason, whole.ticket, whole.caller_verified_by, whole.target));
        assert_eq!((state_before.as_deref(), note), (Some("CONFIRMED"), Some(format!("announced: {announced}"))));
        assert_eq!((ended(&part), part[1].entry.part_of), (Some((Outcome::Succeeded, None)), Some(whole.action_id)));
        assert_eq!(part[1].entry.state_after.as_deref(), Some("RESET_REQUIRED"));

        assert!(hana.post(of.path, &fields).await.location().ends_with("?repeated=yes"));
        assert_eq!((desk.effects().await, desk.outbox().await.len()), (2, 1), "the same form again does neither again");
    }
}

#[tokio::test]
async fn without_the_tick_no_code_follows() {
    let desk = Desk::open().await;
    let hana = desk.signed_in(SUPERVISOR).await;
    let mut fields = chain(&desk, VERIFY_EMAIL).await;
    fields.remove("sends_code");
    let result = hana.follow(&hana.post(VERIFY_EMAIL.path, &fields).await).await;
    assert!(result.text().contains("counts as verified.") && !result.text().contains("reset code is on its way"), "{}", result.text());
    assert_eq!((desk.effects().await, desk.outbox().await.len(), part(&desk, &fields["action_id"]).await.len()), (1, 0, 0));
}

#[tokio::test]
async fn a_code_that_fails_leaves_the_contact_verified_and_the_page_says_both() {
    for (kind, outcome, code, words, codes) in [
        (
            "limit_exceeded",
            Outcome::Refused,
            "too_many_attempts",
            "The contact stays marked verified, and no reset code was sent. Cognito's limit for this user or for messages is reached.",
            0,
        ),
        (
            "access_denied",
            Outcome::NotSent,
            "cognito_access_denied",
            "The contact stays marked verified, and no reset code was sent. This console's own access to Cognito was refused.",
            0,
        ),
        ("cut_before", Outcome::Unknown, "outcome_unknown", "Nobody can tell yet whether the reset code was sent. Do not send another yet: open their page first.", 0),
        // The user is read again at once, and shows that it went out.
        ("cut_after", Outcome::Unknown, "outcome_unknown", "A reset code is on its way", 1),
    ] {
        let desk = Desk::open().await;
        let hana = desk.signed_in(SUPERVISOR).await;
        desk.fault(RESET, kind, Some(1)).await;
        let fields = chain(&desk, VERIFY_EMAIL).await;
        let sent = hana.post(VERIFY_EMAIL.path, &fields).await;
        assert_eq!(desk.outcome(&sent.result_id()).await, ("succeeded".into(), String::new()), "{kind}: the first half stands");
        let result = hana.follow(&sent).await;
        assert!(result.text().contains("counts as verified.") && result.text().contains(words), "{kind}: {}", result.text());
        assert_eq!(result.text().contains("is on its way"), codes == 1, "{kind}: {}", result.text());
        let is_alert = result.body.split("role=\"alert\"").skip(1).any(|region| crate::html::text(region).contains(words.split('.').next().unwrap_or_default()));
        assert!(is_alert || codes == 1, "{kind}: the failure is an alert: {}", result.body);
        assert!(verified(&desk, "email_verified").await, "{kind}");
        let part = part(&desk, &fields["action_id"]).await;
        assert_eq!(ended(&part), Some((outcome, Some(code))), "{kind}");
        assert_eq!(part[1].entry.part_of.map(|of| of.to_string()), Some(fields["action_id"].clone()), "{kind}");
        assert_eq!((desk.outbox().await.len(), desk.effects().await), (codes, 1 + codes as u64), "{kind}");
    }
}

#[tokio::test]
async fn a_chain_that_stops_before_the_code_is_asked_for_says_that_none_was_sent() {
    let desk = Desk::open().await;
    let hana = desk.signed_in(SUPERVISOR).await;
    let fields = chain(&desk, VERIFY_EMAIL).await;
    // The first read of the user passes; the second one is that between the two halves.
    desk.control(reqwest::Method::POST, "faults", Some(json!({ "operation": "AdminGetUser", "delay_ms": 0, "times": 1 }))).await;
    desk.fault("AdminGetUser", "access_denied", Some(1)).await;
    let result = hana.follow(&hana.post(VERIFY_EMAIL.path, &fields).await).await;
    assert!(result.text().contains("counts as verified."), "{}", result.text());
    assert!(result.text().contains("No reset code has been sent so far."), "{}", result.text());
    assert!(verified(&desk, "email_verified").await);
    assert_eq!((desk.outbox().await.len(), part(&desk, &fields["action_id"]).await.len()), (0, 0));
}

#[tokio::test]
async fn no_code_follows_what_failed() {
    for (kind, outcome, words) in [
        ("alias_exists", "refused", "Somebody else in the pool signs in with this contact."),
        ("access_denied", "not_sent", "This console's own access to Cognito was refused."),
        ("cut_after", "unknown", "Marking the e-mail address of Lena Fischer verified took effect"),
    ] {
        let desk = Desk::open().await;
        let hana = desk.signed_in(SUPERVISOR).await;
        desk.fault(VERIFY, kind, Some(1)).await;
        let fields = chain(&desk, VERIFY_EMAIL).await;
        let sent = hana.post(VERIFY_EMAIL.path, &fields).await;
        assert_eq!(desk.outcome(&sent.result_id()).await.0, outcome, "{kind}");
        let result = hana.follow(&sent).await;
        for words in [words, "No reset code was sent: that follows a success only"] {
            assert!(result.text().contains(words), "{kind} {words}: {}", result.text());
        }
        assert_eq!((desk.outbox().await.len(), desk.count(RecordKind::Intent, "password.reset").await), (0, 0), "{kind}");
    }
}

#[tokio::test]
async fn a_contact_that_somebody_else_signs_in_with_is_refused_and_the_page_says_what_to_find_out() {
    let desk = Desk::open().await;
    let hana = desk.signed_in(SUPERVISOR).await;
    desk.change_user(CUSTOMERS, "lena.fischer", json!({ "attributes": { "email": "amara.okafor@example.com" } })).await;
    let sent = hana.post(VERIFY_EMAIL.path, &chain(&desk, VERIFY_EMAIL).await).await;
    assert_eq!(desk.outcome(&sent.result_id()).await, ("refused".into(), "contact_taken".into()));
    let result = hana.follow(&sent).await;
    for words in ["Somebody else in the pool signs in with this contact.", "which of the two accounts is theirs", "Who can mend it: the pool's owner."] {
        assert!(result.text().contains(words), "{words}: {}", result.text());
    }
    assert!(!verified(&desk, "email_verified").await);
    assert_eq!(desk.effects().await, 0);
}

#[tokio::test]
async fn in_a_pool_without_codes_the_box_is_refused_before_the_contact_is_touched() {
    let desk = Desk::open().await;
    let hana = desk.signed_in(SUPERVISOR).await;
    desk.change_user(KIOSKS, "kiosk-lisbon-01", json!({ "attributes": { "email_verified": "false" } })).await;
    let mut fields = VERIFY_EMAIL.forged(&desk, KIOSKS, "kiosk-lisbon-01").await;
    fields.extend(form(&[("sends_code", "yes")]));
    let told = hana.follow(&hana.post(VERIFY_EMAIL.path, &fields).await).await;
    assert!(told.text().contains("A reset code would be refused afterwards: the pool has no self-service recovery."), "{}", told.text());
    assert_eq!((desk.effects().await, desk.outbox().await.len()), (0, 0));
    fields.remove("sends_code");
    let result = hana.follow(&hana.post(VERIFY_EMAIL.path, &fields).await).await;
    assert!(result.text().contains("counts as verified."), "{}", result.text());
}
