//! A form that comes twice has one effect.

use crate::desk::{CUSTOMERS, Desk, HELPDESK_INES, HELPDESK_TOMASZ};
use futures::future::join_all;
use passdesk::domain::audit::RecordKind;
use serde_json::json;

#[tokio::test]
async fn a_double_click_has_one_effect_and_both_land_on_the_same_result() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let fields = desk.reset_form(CUSTOMERS, "amara.okafor").await;
    desk.control(reqwest::Method::POST, "faults", Some(json!({ "operation": "AdminResetUserPassword", "delay_ms": 300, "times": 1 }))).await;
    let answers = join_all((0..8).map(|_| tomasz.reset(&fields))).await;
    for answer in &answers {
        assert_eq!(answer.result_id(), fields["action_id"]);
    }
    assert!(tomasz.follow(&answers[7]).await.text().contains("is on its way"), "the second click waits for the first one's end");
    assert_eq!(desk.effects().await, 1);
    assert_eq!(desk.count(RecordKind::Intent, "password.reset").await, 1);
}

#[tokio::test]
async fn a_form_sent_again_later_leads_to_its_first_result() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let mut fields = desk.reset_form(CUSTOMERS, "amara.okafor").await;
    let first = tomasz.reset(&fields).await;
    fields.insert("reason".into(), "Sent by the back button".into());
    let second = tomasz.reset(&fields).await;
    assert_eq!(first.result_id(), second.result_id());
    assert_eq!(desk.effects().await, 1);
    assert!(tomasz.follow(&second).await.text().contains("Caller lost the old phone"), "the record keeps the first reason");
}

#[tokio::test]
async fn a_form_that_was_sent_serves_no_other_user_and_no_other_person() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let ines = desk.signed_in(HELPDESK_INES).await;
    let fields = desk.reset_form(CUSTOMERS, "amara.okafor").await;
    tomasz.reset(&fields).await.result_id();
    let mut for_another_user = desk.reset_form(CUSTOMERS, "kofi.mensah").await;
    for_another_user.insert("action_id".into(), fields["action_id"].clone());
    for (browser, fields) in [(&tomasz, &for_another_user), (&ines, &fields)] {
        let answer = browser.reset(fields).await;
        let page = browser.follow(&answer).await;
        assert!(page.status == 409 && page.body.contains("Caller lost the old phone"), "what was typed is offered again: {}", page.text());
        assert!(page.text().contains("This form was sent before, for something else."), "{}", page.text());
        let json = browser.post_for_json("/api/passwords/reset", fields).await;
        assert_eq!((json.status, json.code().as_str()), (409, "form_reused"));
    }
    assert_eq!(desk.effects().await, 1);
    assert!(desk.outbox().await.iter().all(|message| message["username"] == "amara.okafor"));
}

#[tokio::test]
async fn the_id_of_another_kind_of_record_is_no_key_for_a_reset() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let read = desk.trail().await.into_iter().next().expect("the sign-in").opening.entry.action_id;
    let mut fields = desk.reset_form(CUSTOMERS, "amara.okafor").await;
    fields.insert("action_id".into(), read.to_string());
    let answer = tomasz.reset(&fields).await;
    let records = desk.console.audit.action(read).await.expect("the trail");
    assert_eq!((answer.location().starts_with("/again/"), records.len(), desk.effects().await), (true, 1, 0), "{} {records:?}", answer.location());
}
