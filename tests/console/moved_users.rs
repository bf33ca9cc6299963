//! Users who change between the page and the click: nothing is sent to anyone else.

use crate::desk::{CUSTOMERS, Desk, HELPDESK_TOMASZ};
use crate::html;
use passdesk::domain::audit::RecordKind;
use reqwest::Method;
use serde_json::json;

/// The newest denial of a reset names this code, and whom the form was for.
async fn is_on_record(desk: &Desk, code: &str, sub: &str) {
    let record = desk.newest(RecordKind::Denied, "password.reset").await.expect("a record").entry;
    assert_eq!((record.code.as_deref(), record.target.expect("whom").sub.as_str()), (Some(code), sub));
    assert_eq!(record.reason.as_deref(), Some("Caller lost the old phone"));
}

#[tokio::test]
async fn a_user_who_was_deleted_since_gets_nothing_and_what_was_typed_is_kept() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let fields = desk.reset_form(CUSTOMERS, "amara.okafor").await;
    desk.delete_user(CUSTOMERS, "amara.okafor").await;
    let page = tomasz.follow(&tomasz.reset(&fields).await).await;
    assert!(page.status == 404 && page.text().contains("This user is not in the pool."), "{} {}", page.status, page.text());
    assert_eq!(html::reset_fields(&page.body)["reason"], fields["reason"]);
    is_on_record(&desk, "user_gone", &fields["sub"]).await;
    assert_eq!(tomasz.get(&format!("/users/{CUSTOMERS}/{}", fields["sub"])).await.status, 404);
    assert_eq!(desk.effects().await, 0);
}

#[tokio::test]
async fn a_username_that_now_belongs_to_someone_else_gets_nothing() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let fields = desk.reset_form(CUSTOMERS, "amara.okafor").await;
    // Deleted and created anew under the same username: another person, with another `sub`.
    desk.change_user(CUSTOMERS, "amara.okafor", json!({ "attributes": { "sub": "0f9a0000-0000-4000-8000-00000000beef" } })).await;
    let page = tomasz.follow(&tomasz.reset(&fields).await).await;
    assert!(page.status == 409 && page.text().contains("This username now belongs to someone else."), "{} {}", page.status, page.text());
    assert_eq!(html::reset_fields(&page.body)["reason"], fields["reason"]);
    is_on_record(&desk, "user_moved", &fields["sub"]).await;
    let again = tomasz.follow(&tomasz.reset(&html::reset_fields(&page.body)).await).await;
    assert_eq!(again.status, 409, "trying again does not get around it");
    assert_eq!((desk.effects().await, desk.outbox().await.len()), (0, 0));
}

#[tokio::test]
async fn an_alias_in_the_place_of_the_username_leads_to_nobody_but_its_own_sub() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let mut fields = desk.reset_form(CUSTOMERS, "amara.okafor").await;
    // A form that names an alias: Cognito would resolve it to whoever has it now.
    fields.insert("username".into(), "amara".into());
    desk.change_user(CUSTOMERS, "amara.okafor", json!({ "attributes": { "preferred_username": null } })).await;
    desk.change_user(CUSTOMERS, "kofi.mensah", json!({ "attributes": { "preferred_username": "amara" } })).await;
    let page = tomasz.follow(&tomasz.reset(&fields).await).await;
    assert_eq!(page.status, 409, "{}", page.text());
    // And one that resolves to the right person is carried out on, and recorded under, the canonical username.
    fields.insert("username".into(), "amara.okafor@example.com".into());
    let sent = tomasz.reset(&fields).await;
    let records = desk.console.audit.action(sent.result_id().parse().expect("an id")).await.expect("the trail");
    assert_eq!(records[0].entry.target.as_ref().expect("a target").username, "amara.okafor");
    assert_eq!((desk.effects().await, desk.outbox().await[0]["username"].as_str()), (1, Some("amara.okafor")));
}

#[tokio::test]
async fn rights_are_asked_again_with_the_user_as_they_are_at_the_click() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let user = desk.reset_form(CUSTOMERS, "amara.okafor").await;
    let page = tomasz.page(&format!("/users/{CUSTOMERS}/{}", user["sub"])).await;
    let mut fields = html::reset_fields(&page.body);
    fields.insert("reason".into(), "Caller lost the old phone".into());
    desk.change_user(CUSTOMERS, "amara.okafor", json!({ "groups": ["admins"] })).await;
    let told = tomasz.follow(&tomasz.reset(&fields).await).await;
    assert!(told.status == 403 && told.text().contains("This user is protected."), "{}", told.text());
    assert_eq!(desk.effects().await, 0);
}

#[tokio::test]
async fn an_alias_that_moves_between_two_answers_hides_nobodys_groups() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let mut fields = desk.set_form(CUSTOMERS, "root.operator", "temporary").await;
    fields.insert("username".into(), "opsroot".into());
    desk.change_user(CUSTOMERS, "root.operator", json!({ "attributes": { "preferred_username": "opsroot" } })).await;
    // The user is read at once, the groups later, when the alias is another's.
    desk.control(Method::POST, "faults", Some(json!({ "operation": "AdminListGroupsForUser", "delay_ms": 900, "times": 1 }))).await;
    let moves = async {
        tokio::time::sleep(std::time::Duration::from_millis(400)).await;
        desk.change_user(CUSTOMERS, "root.operator", json!({ "attributes": { "preferred_username": null } })).await;
        desk.change_user(CUSTOMERS, "amara.okafor", json!({ "attributes": { "preferred_username": "opsroot" } })).await;
    };
    let (answer, ()) = futures::join!(tomasz.post_for_json("/api/passwords/set", &fields), moves);
    assert_eq!(answer.code(), "protected_user", "{}", answer.body);
    assert_eq!(desk.effects().await, 0);
}
