//! The main job, from the sign-in to the auditor's page.

use crate::desk::{AUDITOR, CUSTOMERS, Desk, HELPDESK_TOMASZ};
use crate::html;
use crate::sandbox::RESET;
use passdesk::domain::audit::RecordKind;
use passdesk::sandbox::SEED_PASSWORD;
use serde_json::json;
use uuid::Uuid;

#[tokio::test]
async fn a_help_desk_worker_sends_a_reset_code_and_an_auditor_sees_it() {
    let desk = Desk::open().await;
    assert!(desk.application_sign_in("amara.okafor", SEED_PASSWORD).await.is_ok(), "she can sign in before");
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;

    let found = tomasz.get("/users?q=amara.okafor%40example.com").await;
    let user_page = tomasz.follow(&found).await;
    for words in ["Amara Okafor", "an e-mail at a•••@example.com with a reset code", "1 hour", "RESET_REQUIRED"] {
        assert!(user_page.text().contains(words), "{words} stands on the page: {}", user_page.text());
    }
    let mut fields = html::reset_fields(&user_page.body);
    let typed = [("reason", "Caller lost the old phone"), ("ticket", "INC-204817"), ("caller_verified_by", "call_back")];
    let pairs = [("metadata[0][key]", "ticket"), ("metadata[0][value]", "INC-204817"), ("metadata[1][key]", "locale"), ("metadata[1][value]", "en-GB")];
    fields.extend(typed.iter().chain(&pairs).map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    let sent = tomasz.reset(&fields).await;
    let action_id = sent.result_id();
    assert_eq!(action_id, fields["action_id"], "the form's key is the action's id");
    let result = tomasz.follow(&sent).await;
    assert!(result.status == 200 && result.text().contains("The reset code for Amara Okafor is on its way."), "{}", result.text());
    assert!(!result.body.contains("amara.okafor@example.com"), "the result keeps the contact masked");
    assert!(result.text().contains("aws cognito-idp admin-reset-user-password"), "and shows the call: {}", result.text());

    assert_eq!(desk.effects().await, 1);
    let outbox = desk.outbox().await;
    assert_eq!(outbox.len(), 1);
    assert_eq!(outbox[0]["destination"], "amara.okafor@example.com");
    assert_eq!(outbox[0]["client_metadata"], json!({ "ticket": "INC-204817", "locale": "en-GB" }));
    assert_eq!(desk.application_sign_in("amara.okafor", SEED_PASSWORD).await.unwrap_err(), "PasswordResetRequiredException");
    let code = outbox[0]["code"].as_str().expect("a code");
    desk.confirm_code("amara.okafor", code, "Tulip-42-Harbour!").await.expect("the code works");
    assert!(desk.application_sign_in("amara.okafor", "Tulip-42-Harbour!").await.is_ok());
    assert_eq!(desk.application_sign_in("amara.okafor", SEED_PASSWORD).await.unwrap_err(), "NotAuthorizedException");

    let auditor = desk.signed_in(AUDITOR).await;
    let list = auditor.page("/audit?action=password.reset").await;
    for words in ["Tomasz Wilk", "Amara Okafor", "Succeeded", "Caller lost the old phone", "INC-204817"] {
        assert!(list.text().contains(words), "{words} stands in the list: {}", list.text());
    }
    let record = auditor.page(&format!("/audit/{action_id}")).await;
    let request_id = outbox[0]["request_id"].as_str().expect("an id");
    for words in ["What was asked for", "How it ended", request_id, "nw-1002", "ticket: INC-204817", "Call-back to the number on file", "CONFIRMED", "RESET_REQUIRED"] {
        assert!(record.text().contains(words), "{words} stands in the record: {}", record.text());
    }
    assert!(!list.body.contains(code) && !record.body.contains(code), "the code is nobody's business");

    let records = desk.console.audit.action(Uuid::parse_str(&action_id).expect("an id")).await.expect("the trail");
    assert_eq!(records.iter().map(|record| record.entry.kind).collect::<Vec<_>>(), [RecordKind::Intent, RecordKind::Outcome]);
    assert_eq!(records[1].entry.aws_request_id.as_deref(), Some(request_id));
    assert_eq!((records[0].entry.address.as_str(), records[0].entry.user_agent.as_str()), ("127.0.0.1", "passdesk-tests"));
    assert!(desk.verified_records().await >= 2);
}

#[tokio::test]
async fn the_users_page_tells_what_happened_and_the_code_can_be_sent_again() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let first = desk.reset_form(CUSTOMERS, "kofi.mensah").await;
    tomasz.reset(&first).await.result_id();
    let page = tomasz.page(&format!("/users/{CUSTOMERS}/{}", first["sub"])).await;
    assert!(page.text().contains("Tomasz Wilk") && page.text().contains("INC-204817"), "the timeline: {}", page.text());
    assert!(page.text().contains("stays RESET_REQUIRED"), "{}", page.text());
    let mut second = html::reset_fields(&page.body);
    assert_ne!(second["action_id"], first["action_id"], "each page has its own key");
    second.insert("reason".into(), "No message arrived".into());
    tomasz.reset(&second).await.result_id();
    let effects = desk.control(reqwest::Method::GET, &format!("effects?operation={RESET}&username=kofi.mensah"), None).await;
    assert_eq!(effects["count"], 2);
    assert_eq!(desk.outbox().await[0]["medium"], "SMS");
}
