//! A page that has gone out of date: what a colleague or the user did meanwhile is shown before anything else is done.

use crate::browser::Browser;
use crate::desk::{CUSTOMERS, Desk, HELPDESK_INES, HELPDESK_TOMASZ, SUPERVISOR, form};
use crate::forms::{ALL, ENABLE, Form, INVITATION, RESET, SET, SIGN_OUT, VERIFY_EMAIL, typed};
use futures::future::join_all;
use passdesk::domain::audit::RecordKind;
use serde_json::json;
use std::collections::BTreeMap;

const CHANGED: &str = "Something has changed for this user since you opened the page.";

/// Sends a form that must come back, and gives it as the page offers it now.
async fn expect_stale(desk: &Desk, browser: &Browser, of: Form, fields: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let (effects, intents) = (desk.effects().await, desk.count(RecordKind::Intent, of.event).await);
    let answer = browser.post(of.path, fields).await;
    assert!(answer.location().contains("&draft="), "{}: {}", of.word, answer.location());
    let page = browser.follow(&answer).await;
    assert!(page.text().contains("There is a problem") && page.text().contains(CHANGED) && page.text().contains("Nothing was done."), "{}: {}", of.word, page.text());
    assert_eq!((desk.effects().await, desk.count(RecordKind::Intent, of.event).await), (effects, intents), "{}: nothing was called", of.word);
    let json = browser.post_for_json(of.path, fields).await;
    assert_eq!(json.code(), "page_is_stale", "{}: {}", of.word, json.body);
    let offered = of.offered(&page);
    assert_eq!(typed(&offered), typed(fields), "{}: what was typed is kept", of.word);
    assert_ne!(offered["seen"], fields["seen"], "{}: the page shows the user as they are now", of.word);
    offered
}

/// What a colleague may do for any of the forms' users without making the forms impossible.
async fn colleague_acts(desk: &Desk, of: Form) {
    let ines = desk.signed_in(HELPDESK_INES).await;
    if of.word == "enable" {
        // Nothing else is possible for a disabled user.
        let mikael = desk.signed_in("nw-1006").await;
        mikael.post(ENABLE.path, &ENABLE.filled(desk, &mikael).await).await.result_id();
        desk.change_user(CUSTOMERS, of.user, json!({ "enabled": false })).await;
    } else {
        let other = Form { user: of.user, ..SIGN_OUT };
        ines.post(other.path, &other.filled(desk, &ines).await).await.result_id();
    }
}

#[tokio::test]
async fn what_a_colleague_did_meanwhile_comes_first_and_then_the_form_can_be_sent() {
    for of in ALL {
        let desk = Desk::open().await;
        let hana = desk.signed_in(SUPERVISOR).await;
        let fields = of.filled(&desk, &hana).await;
        colleague_acts(&desk, of).await;
        let effects = desk.effects().await;
        let mut offered = expect_stale(&desk, &hana, of, &fields).await;
        offered.extend(form(of.fields));
        let sent = hana.post(of.path, &offered).await;
        assert_eq!(desk.outcome(&sent.result_id()).await.0, "succeeded", "{}", of.word);
        assert!(desk.effects().await > effects, "{}", of.word);
    }
}

#[tokio::test]
async fn what_the_user_did_themselves_comes_first_too() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    for (of, patch) in [(RESET, json!({ "status": "RESET_REQUIRED" })), (SET, json!({ "status": "FORCE_CHANGE_PASSWORD" }))] {
        let fields = of.filled(&desk, &tomasz).await;
        desk.change_user(CUSTOMERS, of.user, patch).await;
        let offered = expect_stale(&desk, &tomasz, of, &fields).await;
        tomasz.post(of.path, &offered).await.result_id();
    }
    assert_eq!(desk.effects().await, 2);
}

#[tokio::test]
async fn an_account_that_was_disabled_meanwhile_is_shown_as_disabled() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    for of in [RESET, SET, SIGN_OUT] {
        let fields = of.filled(&desk, &tomasz).await;
        desk.change_user(CUSTOMERS, of.user, json!({ "enabled": false })).await;
        let page = tomasz.follow(&tomasz.post(of.path, &fields).await).await;
        for words in [CHANGED, "is disabled and cannot sign in.", "Not possible: the account is disabled."] {
            assert!(page.text().contains(words), "{} {words}: {}", of.word, page.text());
        }
        assert!(!page.body.contains(&format!("action=\"{}\"", of.path)), "{}", of.word);
    }
    assert_eq!(desk.effects().await, 0);
}

#[tokio::test]
async fn what_changes_nothing_about_the_sign_in_does_not_make_a_page_old() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let hana = desk.signed_in(SUPERVISOR).await;
    let fields = RESET.filled(&desk, &tomasz).await;
    // Another attribute; a look at the page; a refused attempt; what was done for somebody else.
    desk.change_user(CUSTOMERS, RESET.user, json!({ "attributes": { "locale": "fr-FR" } })).await;
    hana.page(&RESET.address(&desk).await).await;
    hana.post_for_json(crate::forms::INVITATION.path, &crate::forms::INVITATION.forged(&desk, CUSTOMERS, RESET.user).await).await;
    hana.post(SIGN_OUT.path, &SIGN_OUT.filled(&desk, &hana).await).await.result_id();
    assert_eq!(tomasz.post(RESET.path, &fields).await.result_id(), fields["action_id"]);
}

#[tokio::test]
async fn a_double_click_is_no_old_page_but_leads_to_the_first_result() {
    for of in ALL {
        let desk = Desk::open().await;
        let hana = desk.signed_in(SUPERVISOR).await;
        let mut fields = of.filled(&desk, &hana).await;
        fields.remove("sends_code");
        desk.control(reqwest::Method::POST, "faults", Some(json!({ "operation": of.operation, "delay_ms": 300, "times": 1 }))).await;
        for answer in join_all((0..8).map(|_| hana.post(of.path, &fields))).await {
            assert_eq!(answer.result_id(), fields["action_id"], "{}", of.word);
        }
        // And once more, when all is done: the page is old by then, and the form is still the first one.
        assert_eq!(hana.post(of.path, &fields).await.location(), format!("/results/{}?repeated=yes", fields["action_id"]), "{}", of.word);
        assert_eq!((desk.effects().await, desk.count(RecordKind::Intent, of.event).await), (1, 1), "{}", of.word);
    }
}

#[tokio::test]
async fn a_form_that_no_page_made_passes() {
    for of in ALL {
        let desk = Desk::open().await;
        let hana = desk.signed_in(SUPERVISOR).await;
        colleague_acts(&desk, of).await;
        for seen in [None, Some(""), Some("nonsense"), Some("x CONFIRMED enabled")] {
            let mut fields = of.forged(&desk, CUSTOMERS, of.user).await;
            fields.extend(seen.map(|seen| ("seen".to_owned(), seen.to_owned())));
            let answer = hana.post(of.path, &crate::forms::asking(&fields)).await;
            assert!(!hana.follow(&answer).await.text().contains(CHANGED), "{} {seen:?}", of.word);
        }
        let fields = of.forged(&desk, CUSTOMERS, of.user).await;
        assert_eq!(hana.post(of.path, &fields).await.result_id(), fields["action_id"], "{}", of.word);
    }
}

#[tokio::test]
async fn a_form_kept_over_a_failure_is_old_as_well_once_somebody_has_acted() {
    let desk = Desk::open().await;
    let hana = desk.signed_in(SUPERVISOR).await;
    let fields = RESET.filled(&desk, &hana).await;
    desk.fault("AdminGetUser", "throttle", None).await;
    let again = hana.follow(&hana.post(RESET.path, &fields).await).await;
    desk.clear_faults().await;
    colleague_acts(&desk, RESET).await;
    expect_stale(&desk, &hana, RESET, &RESET.offered(&again)).await;
}

#[tokio::test]
async fn where_the_form_has_become_impossible_the_reason_is_kept_for_the_one_that_helps() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let invitation = crate::forms::INVITATION;
    for (of, user, status, shown) in [
        (RESET, "amara.okafor", "FORCE_CHANGE_PASSWORD", invitation),
        (RESET, "kofi.mensah", "UNCONFIRMED", crate::forms::CONFIRM),
        (invitation, "dana.kowalczyk", "CONFIRMED", RESET),
    ] {
        let of = Form { user, ..of };
        let fields = of.filled(&desk, &tomasz).await;
        desk.change_user(CUSTOMERS, user, json!({ "status": status })).await;
        for sent in [fields.clone(), crate::forms::asking(&fields)] {
            let offered = shown.offered(&tomasz.follow(&tomasz.post(of.path, &sent).await).await);
            for name in ["reason", "ticket", "caller_verified_by"] {
                assert_eq!(offered[name], fields[name], "{} {status} {name}", of.word);
            }
        }
    }
    assert_eq!(desk.effects().await, 0);
}

#[tokio::test]
async fn of_two_colleagues_in_the_same_instant_one_has_an_effect() {
    let desk = Desk::open().await;
    let (tomasz, ines) = (desk.signed_in(HELPDESK_TOMASZ).await, desk.signed_in(HELPDESK_INES).await);
    for username in ["amara.okafor", "kofi.mensah", "mei.chen"] {
        let of = Form { user: username, ..RESET };
        let before = desk.effects().await;
        let (first, second) = (of.filled(&desk, &tomasz).await, of.filled(&desk, &ines).await);
        let answers = futures::join!(tomasz.post(RESET.path, &first), ines.post(RESET.path, &second));
        assert_eq!(desk.effects().await, before + 1, "{username}: {} {}", answers.0.location(), answers.1.location());
    }
}

#[tokio::test]
async fn a_contact_that_changed_between_page_and_send_brings_the_form_back() {
    let desk = Desk::open().await;
    let hana = desk.signed_in(SUPERVISOR).await;
    for of in [RESET, VERIFY_EMAIL, INVITATION] {
        let fields = of.filled(&desk, &hana).await;
        desk.change_user(CUSTOMERS, of.user, json!({ "attributes": { "email": "somebody.else@evil.example" } })).await;
        let answer = hana.follow(&hana.post(of.path, &fields).await).await;
        assert!(answer.text().contains("Something has changed for this user since you opened the page."), "{}: {}", of.word, answer.text());
        assert_eq!((desk.effects().await, desk.outbox().await.len()), (0, 0), "{}", of.word);
    }
}
