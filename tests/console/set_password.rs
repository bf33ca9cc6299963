//! Setting a password: what the user can do afterwards, who may, what it is refused for, and one effect for each form.

use crate::browser::{SESSION, encode};
use crate::desk::{AUDITOR, CUSTOMERS, Desk, HELPDESK_TOMASZ, SUPERVISOR};
use crate::html;
use futures::future::join_all;
use passdesk::domain::audit::RecordKind;
use passdesk::domain::part::part_id;
use passdesk::sandbox::SEED_PASSWORD;
use serde_json::json;
use uuid::Uuid;

/// What the console does that sets a password.
const SET: &str = "AdminSetUserPassword";
/// Nobody's password anywhere else in these tests.
const TYPED: &str = "Quartz-Meadow-58-lantern";

#[tokio::test]
async fn a_temporary_password_is_read_out_and_must_be_changed_at_the_next_sign_in() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let fields = desk.set_form(CUSTOMERS, "dana.kowalczyk", "temporary").await;
    let page = tomasz.page(&format!("/users/{CUSTOMERS}/{}?do=password", fields["sub"])).await;
    for words in ["the temporary password expired", "Set a password", "7 days, until", "stays", "asked for a new password of their own", "AdminSetUserPassword takes none"] {
        assert!(page.text().contains(words), "{words}: {}", page.text());
    }
    let sent = tomasz.set_password(&fields).await;
    let result = tomasz.follow(&sent).await;
    assert!(result.text().contains("has a temporary password."), "{}", result.text());
    let password = html::revealed(&result.body).expect("the password");
    let challenge = desk.application_sign_in("dana.kowalczyk", &password).await.expect("it works");
    assert_eq!(challenge["ChallengeName"], "NEW_PASSWORD_REQUIRED");
    assert_eq!(desk.outcome(&sent.result_id()).await, ("succeeded".into(), String::new()));
    let intent = desk.newest(RecordKind::Intent, "password.set_temporary").await.expect("an intent").entry;
    assert_eq!((intent.state_before.as_deref(), intent.reason.as_deref()), (Some("FORCE_CHANGE_PASSWORD"), Some("Caller lost the old phone")));
    assert_eq!(intent.password_source.as_deref(), Some("generated"));
    assert!(desk.outbox().await.is_empty(), "Cognito sends no message");
}

#[tokio::test]
async fn a_permanent_password_signs_in_at_once_and_the_old_one_no_more() {
    let desk = Desk::open().await;
    let hana = desk.signed_in(SUPERVISOR).await;
    let sent = hana.set_password(&desk.set_form(CUSTOMERS, "amara.okafor", "permanent").await).await;
    let password = html::revealed(&hana.follow(&sent).await.body).expect("the password");
    assert!(desk.application_sign_in("amara.okafor", &password).await.expect("it works").get("AuthenticationResult").is_some());
    assert_eq!(desk.application_sign_in("amara.okafor", SEED_PASSWORD).await.unwrap_err(), "NotAuthorizedException");
    assert_eq!(desk.user(CUSTOMERS, "amara.okafor").await["status"], "CONFIRMED");
}

#[tokio::test]
async fn words_are_generated_where_they_are_asked_for() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let mut fields = desk.set_form(CUSTOMERS, "amara.okafor", "temporary").await;
    fields.insert("source".into(), "words".into());
    let password = html::revealed(&tomasz.follow(&tomasz.set_password(&fields).await).await.body).expect("the password");
    assert!(password.split('-').filter(|part| part.chars().count() > 2).count() >= 8, "{} parts", password.split('-').count());
    assert!(desk.application_sign_in("amara.okafor", &password).await.is_ok());
}

#[tokio::test]
async fn only_with_the_right_is_a_password_permanent_or_typed() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let permanent = desk.set_form(CUSTOMERS, "amara.okafor", "permanent").await;
    let typed = desk.typed_form(CUSTOMERS, "amara.okafor", "temporary", TYPED).await;
    for (fields, event) in [(&permanent, "password.set_permanent"), (&typed, "password.type")] {
        let answer = tomasz.set_password(fields).await;
        assert!(tomasz.follow(&answer).await.text().contains("Your role does not allow this."), "{event}");
        assert_eq!(desk.count(RecordKind::Denied, event).await, 1, "{event}");
    }
    let auditor = desk.signed_in(AUDITOR).await;
    let answer = auditor.set_password(&desk.set_form(CUSTOMERS, "amara.okafor", "temporary").await).await;
    assert!(auditor.follow(&answer).await.text().contains("Your role does not allow this."));
    assert_eq!(desk.effects().await, 0);
    let page = tomasz.page(&format!("/users/{CUSTOMERS}/{}?do=password", permanent["sub"])).await;
    for words in ["Not possible: your role sets temporary passwords only.", "Not possible: your role has passwords generated."] {
        assert!(page.text().contains(words), "{words}: {}", page.text());
    }
    assert!(!page.body.contains("id=\"password\""), "no field for what is not theirs to type");
}

#[tokio::test]
async fn a_typed_password_is_held_to_the_pools_rules_and_is_never_sent_back() {
    let desk = Desk::open().await;
    let hana = desk.signed_in(SUPERVISOR).await;
    for (password, sentences) in [
        ("xqzkvw", vec!["at least 12 characters", "a capital letter", "a digit"]),
        ("Password-12345", vec!["Many people use this password"]),
        ("Okafor-77-Meadow-x", vec!["Leave out the names, numbers and addresses"]),
        ("", vec!["Type the password, or have one generated."]),
    ] {
        let answer = hana.set_password(&desk.typed_form(CUSTOMERS, "amara.okafor", "temporary", password).await).await;
        let page = hana.follow(&answer).await;
        assert_eq!(page.status, 422, "{password}");
        for sentence in sentences {
            assert!(page.text().contains(sentence), "{sentence}: {}", page.text());
        }
        assert!(page.body.contains("Caller lost the old phone") && page.text().contains("There is a problem"), "what was typed is kept");
        assert!(password.is_empty() || !page.body.contains(password), "and the password is not");
    }
    assert_eq!(desk.effects().await, 0);
    assert_eq!(desk.count(RecordKind::Denied, "password.type").await, 3, "each refused password is on record, and an empty field is none");
    let refused = desk.newest(RecordKind::Denied, "password.type").await.expect("a record").entry;
    assert_eq!((refused.code.as_deref(), refused.target.map(|target| target.username).as_deref()), (Some("password_refused"), Some("amara.okafor")));
    let sent = hana.set_password(&desk.typed_form(CUSTOMERS, "amara.okafor", "permanent", TYPED).await).await;
    let result = hana.follow(&sent).await;
    assert!(result.text().contains("has a new password.") && !result.body.contains(TYPED), "{}", result.text());
    assert_eq!(html::revealed(&result.body), None, "whoever typed it knows it");
    assert!(desk.application_sign_in("amara.okafor", TYPED).await.is_ok());
}

#[tokio::test]
async fn what_cognito_says_of_a_typed_password_stands_beside_the_field() {
    let desk = Desk::open().await;
    let hana = desk.signed_in(SUPERVISOR).await;
    for (kind, words, code) in [
        ("password_history_policy_violation", "They had this password before.", "password_used_before"),
        ("invalid_password", "The pool's rules do not allow this password.", "password_against_policy"),
    ] {
        desk.fault(SET, kind, Some(1)).await;
        let fields = desk.typed_form(CUSTOMERS, "amara.okafor", "temporary", TYPED).await;
        let page = hana.follow(&hana.set_password(&fields).await).await;
        assert!(page.body.contains("id=\"password-error\"") && page.text().contains(words), "{}", page.text());
        assert_eq!(desk.outcome(&fields["action_id"]).await, ("refused".into(), code.into()));
        assert_ne!(html::form_fields(&page.body, "/api/passwords/set")["action_id"], fields["action_id"], "the next try is a new action");
    }
    assert_eq!(desk.effects().await, 0);
}

#[tokio::test]
async fn a_password_that_the_pool_remembers_is_refused_by_its_history() {
    let desk = Desk::open().await;
    let hana = desk.signed_in(SUPERVISOR).await;
    let first = hana.set_password(&desk.typed_form(CUSTOMERS, "amara.okafor", "permanent", TYPED).await).await;
    first.result_id();
    let again = hana.set_password(&desk.typed_form(CUSTOMERS, "amara.okafor", "permanent", TYPED).await).await;
    let page = hana.follow(&again).await;
    assert!(page.text().contains("They had this password before."), "{}", page.text());
    assert_eq!(desk.effects().await, 1);
}

#[tokio::test]
async fn users_whom_a_password_does_not_help_get_none() {
    let desk = Desk::open().await;
    let hana = desk.signed_in(SUPERVISOR).await;
    for (username, code, words) in [
        ("samir.haddad", "user_disabled", "This user is disabled."),
        ("Google_108214573920164837261", "external_user", "Another identity provider signs this user in."),
        ("root.operator", "protected_user", "This user is protected."),
    ] {
        let fields = desk.set_form(CUSTOMERS, username, "temporary").await;
        let answer = hana.post_for_json("/api/passwords/set", &fields).await;
        assert_eq!(answer.code(), code, "{}", answer.body);
        let denied = desk.newest(RecordKind::Denied, "password.set_temporary").await.expect("a record").entry;
        assert_eq!((denied.code.as_deref(), denied.reason.as_deref()), (Some(code), Some("Caller lost the old phone")), "{username}");
        let page = hana.page(&format!("/users/{CUSTOMERS}/{}?do=password", fields["sub"])).await;
        let asks = code == "protected_user";
        assert!(page.text().contains("Not possible:") && page.body.contains("/api/passwords/set") == asks, "{}", page.text());
        assert!(!page.text().contains("Set temporary password") && page.text().contains("Ask for approval") == asks, "{}", page.text());
        let told = hana.follow(&hana.set_password(&desk.set_form(CUSTOMERS, username, "temporary").await).await).await;
        assert!(told.text().contains(words), "{words}: {}", told.text());
    }
    let google = desk.set_form(CUSTOMERS, "Google_108214573920164837261", "temporary").await;
    let page = hana.page(&format!("/users/{CUSTOMERS}/{}", google["sub"])).await;
    assert!(page.text().contains("signs in through Google"), "{}", page.text());
    assert_eq!(desk.effects().await, 0);
}

#[tokio::test]
async fn eight_clicks_are_one_call_and_one_record_and_one_of_them_gets_the_password() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let fields = desk.set_form(CUSTOMERS, "amara.okafor", "temporary").await;
    desk.control(reqwest::Method::POST, "faults", Some(json!({ "operation": SET, "delay_ms": 300, "times": 1 }))).await;
    let answers = join_all((0..8).map(|_| tomasz.set_password(&fields))).await;
    assert!(answers.iter().all(|answer| answer.result_id() == fields["action_id"]));
    assert_eq!(answers.iter().filter(|answer| !answer.cookies().is_empty()).count(), 1, "the first one's answer carries the way to see it");
    assert_eq!(desk.effects().await, 1);
    assert_eq!(desk.count(RecordKind::Intent, "password.set_temporary").await, 1);
    let pages = join_all((0..4).map(|_| tomasz.follow(&answers[0]))).await;
    assert_eq!(pages.iter().filter(|page| html::revealed(&page.body).is_some()).count(), 1, "and it is shown once");
}

#[tokio::test]
async fn a_lost_answer_is_a_doubt_and_its_password_is_never_shown() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    desk.fault(SET, "cut_after", Some(1)).await;
    let fields = desk.set_form(CUSTOMERS, "amara.okafor", "temporary").await;
    let sent = tomasz.set_password(&fields).await;
    assert!(sent.cookies().is_empty(), "{:?}", sent.cookies());
    let result = tomasz.follow(&sent).await;
    assert!(result.text().contains("The temporary password for Amara Okafor took effect after all."), "{}", result.text());
    assert_eq!(html::revealed(&result.body), None);
    assert_eq!(desk.outcome(&fields["action_id"]).await.0, "unknown");
    assert_eq!(desk.effects().await, 1, "it was never repeated");
}

#[tokio::test]
async fn two_tabs_that_show_the_same_state_have_one_effect() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let address = format!("/users/{CUSTOMERS}/{}?do=password", desk.user(CUSTOMERS, "amara.okafor").await["sub"].as_str().expect("a sub"));
    let (first, second) = (tomasz.page(&address).await, tomasz.page(&address).await);
    let forms = [first, second].map(|page| {
        let mut fields = html::form_fields(&page.body, "/api/passwords/set");
        fields.insert("reason".into(), "Caller lost the old phone".into());
        fields
    });
    assert_eq!(forms[0]["action_id"], forms[1]["action_id"]);
    let set = tomasz.set_password(&forms[0]).await;
    assert!(html::revealed(&tomasz.follow(&set).await.body).is_some());
    let repeated = tomasz.follow(&tomasz.set_password(&forms[1]).await).await;
    assert!(repeated.text().contains("This form was sent before. Nothing was done now"), "{}", repeated.text());
    assert_eq!(desk.effects().await, 1);
    let third = html::form_fields(&tomasz.page(&address).await.body, "/api/passwords/set");
    assert_ne!(third["action_id"], forms[0]["action_id"], "what is on record by now makes it a new form");
    let ines = desk.signed_in(crate::desk::HELPDESK_INES).await;
    assert_ne!(html::form_fields(&ines.page(&address).await.body, "/api/passwords/set")["action_id"], third["action_id"], "nobody shares a key with a colleague");
}

#[tokio::test]
async fn a_form_cannot_take_the_id_of_what_belongs_to_an_action() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let victim = Uuid::new_v4();
    for event in ["user.sign_out", "password.reveal"] {
        let mut fields = desk.set_form(CUSTOMERS, "amara.okafor", "temporary").await;
        fields.insert("action_id".into(), part_id(victim, event).to_string());
        let answer = tomasz.post_for_json("/api/passwords/set", &fields).await;
        assert_eq!(answer.code(), "invalid_form", "{event}");
    }
    assert_eq!(desk.effects().await, 0);
}

#[tokio::test]
async fn the_same_form_on_two_instances_is_one_call_and_one_record() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let fields = desk.set_form(CUSTOMERS, "amara.okafor", "temporary").await;
    let address = desk.second_instance().await;
    desk.control(reqwest::Method::POST, "faults", Some(json!({ "operation": SET, "delay_ms": 300, "times": 1 }))).await;
    let cookie = format!("{SESSION}={}", tomasz.cookie(SESSION).expect("a session"));
    let elsewhere = async || {
        let request = desk.http.post(format!("http://{address}/api/passwords/set")).header("host", desk.url.trim_start_matches("http://")).header("cookie", cookie.clone());
        let request = request.header("accept", "text/html").header("sec-fetch-site", "same-origin").header("content-type", "application/x-www-form-urlencoded");
        let answer = request.body(encode(&fields)).send().await.expect("an answer");
        let header = |name: &str| answer.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
        (header("location"), header("set-cookie"))
    };
    let (here, there) = futures::join!(tomasz.set_password(&fields), elsewhere());
    assert_eq!(here.result_id(), fields["action_id"]);
    assert!(there.0.starts_with(&format!("/results/{}", fields["action_id"])), "{}", there.0);
    assert_eq!(here.cookies().iter().chain([&there.1]).filter(|cookie| cookie.contains("reveal")).count(), 1, "one of them gets the way to see it");
    assert_eq!((desk.effects().await, desk.count(RecordKind::Intent, "password.set_temporary").await), (1, 1));
}
