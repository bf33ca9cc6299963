//! A contact that changed lately is said loudly; where the desk wants it so, nobody acts on such a user alone.

use crate::desk::{CUSTOMERS, Desk, HELPDESK_TOMASZ};
use passdesk::domain::audit::RecordKind;
use serde_json::json;
use std::sync::Arc;

const LOUD: &str = "of this user changed lately";

async fn page_of(desk: &Desk, username: &str) -> String {
    let fields = desk.reset_form(CUSTOMERS, username).await;
    format!("/users/{CUSTOMERS}/{}", fields["sub"])
}

#[tokio::test]
async fn a_contact_that_changed_since_it_was_last_seen_is_said_loudly_and_stops_nobody() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let page = page_of(&desk, "amara.okafor").await;
    assert!(!tomasz.page(&page).await.text().contains(LOUD), "nobody has seen another contact");
    assert!(!tomasz.page(&page).await.text().contains(LOUD), "it is the same");
    desk.change_user(CUSTOMERS, "amara.okafor", json!({ "attributes": { "email": "a.other@example.com" } })).await;
    for _ in 0..2 {
        let told = tomasz.page(&page).await.text();
        assert!(told.contains("The e-mail address of this user changed lately") && told.contains("Be sure who is calling"), "{told}");
    }
    let sent = tomasz.reset(&desk.reset_form(CUSTOMERS, "amara.okafor").await).await;
    assert_eq!(desk.outcome(&sent.result_id()).await.0, "succeeded", "it is said, and no more");
}

#[tokio::test]
async fn a_desk_that_wants_an_approval_after_a_change_denies_and_records() {
    let desk = Desk::open_with(|settings| Arc::make_mut(&mut settings.desk.policy).contact_change_needs_approval = true).await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let page = page_of(&desk, "amara.okafor").await;
    tomasz.page(&page).await;
    desk.change_user(CUSTOMERS, "amara.okafor", json!({ "attributes": { "phone_number": "+447700900999" } })).await;
    let told = tomasz.page(&page).await;
    assert!(told.text().contains("The phone number of this user changed lately"), "{}", told.text());
    assert!(!told.text().contains("Send reset code") && told.text().contains("Ask for approval"), "{}", told.text());
    let fields = desk.reset_form(CUSTOMERS, "amara.okafor").await;
    let answer = tomasz.follow(&tomasz.reset(&fields).await).await;
    assert!(answer.status == 403 && answer.text().contains("A contact of this user changed lately."), "{}", answer.text());
    let record = desk.newest(RecordKind::Denied, "password.reset").await.expect("a record").entry;
    assert_eq!(record.code.as_deref(), Some("contact_changed"));
    assert_eq!(desk.effects().await, 0);
    let signed_out = tomasz.post("/api/users/sign_out", &desk.reset_form(CUSTOMERS, "amara.okafor").await).await;
    assert_eq!(desk.outcome(&signed_out.result_id()).await.0, "succeeded", "ending sessions gives nothing to whoever changed it");
}

#[tokio::test]
async fn a_change_counts_for_as_many_days_as_the_desk_says() {
    let desk = Desk::open_with(|settings| settings.desk.contact_changes.days = 0).await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let page = page_of(&desk, "amara.okafor").await;
    tomasz.page(&page).await;
    desk.change_user(CUSTOMERS, "amara.okafor", json!({ "attributes": { "email": "a.other@example.com" } })).await;
    assert!(!tomasz.page(&page).await.text().contains(LOUD), "nobody looks");
}

#[tokio::test]
async fn an_attribute_of_the_pool_may_tell_when_a_contact_changed() {
    let desk = Desk::open_with(|settings| settings.desk.contact_changes.attribute = Some("custom:contact_changed_at".to_owned())).await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let page = page_of(&desk, "kofi.mensah").await;
    let yesterday = (desk.console.now() - time::Duration::days(1)).unix_timestamp();
    for (value, is_loud) in [("2020-01-01T00:00:00Z".to_owned(), false), ("soon".to_owned(), false), (yesterday.to_string(), true)] {
        desk.change_user(CUSTOMERS, "kofi.mensah", json!({ "attributes": { "custom:contact_changed_at": value } })).await;
        assert_eq!(tomasz.page(&page).await.text().contains("A contact of this user changed lately: 1 day ago"), is_loud, "{value}");
    }
}

#[tokio::test]
async fn records_hold_marks_that_differ_from_user_to_user_and_no_contact() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    desk.change_user(CUSTOMERS, "kofi.mensah", json!({ "attributes": { "email": "amara.okafor@example.com" } })).await;
    tomasz.page(&page_of(&desk, "amara.okafor").await).await;
    let amara = desk.newest(RecordKind::Read, "user.read").await.expect("a record").entry;
    tomasz.page(&page_of(&desk, "kofi.mensah").await).await;
    let kofi = desk.newest(RecordKind::Read, "user.read").await.expect("a record").entry;
    assert_eq!((amara.contact_marks.len(), kofi.contact_marks.len()), (2, 2));
    assert_ne!(amara.contact_marks[0], kofi.contact_marks[0], "the same address, and no way to see that");
    assert!(!amara.canonical().contains("amara.okafor@"), "{}", amara.canonical());
}
