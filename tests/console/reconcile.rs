//! After a doubt the user is read again: what is then said of the action is what the sandbox knows to have happened, and nothing is ever
//! sent again.

use crate::browser::Browser;
use crate::desk::{AUDITOR, CUSTOMERS, Desk, HELPDESK_INES, HELPDESK_TOMASZ, SUPERVISOR};
use crate::html;
use crate::sandbox::RESET;
use passdesk::compose::compose;
use passdesk::domain::audit::RecordKind;
use passdesk::features::audit_trail::{UNDER_WAY, sweep};
use passdesk::features::reconcile::reconcile_doubts;
use reqwest::Method;
use serde_json::json;
use std::collections::BTreeMap;
use std::time::Duration;

const SET: &str = "AdminSetUserPassword";
const USER: &str = "amara.okafor";

/// Each way to lose an answer, and whether the effect happens. The last one happens after the console has given up.
const LOST: [(&str, u64); 8] =
    [("cut_before", 0), ("cut_after", 1), ("garbage", 1), ("unavailable", 0), ("internal_error", 0), ("timeout_before", 0), ("timeout_after", 1), ("late", 1)];

/// Sets a fault that meets one call.
async fn lose(desk: &Desk, operation: &str, kind: &str) {
    let fault = match kind {
        "late" => json!({ "operation": operation, "delay_ms": 700, "times": 1 }),
        kind => json!({ "operation": operation, "kind": kind, "times": 1 }),
    };
    desk.control(Method::POST, "faults", Some(fault)).await;
}

/// Posts a form whose answer gets lost, and gives its id.
async fn lost(desk: &Desk, browser: &Browser, kind: &str, fields: &BTreeMap<String, String>) -> String {
    let (path, operation) = if fields.contains_key("lasts") { ("/api/passwords/set", SET) } else { ("/api/passwords/reset", RESET) };
    lose(desk, operation, kind).await;
    let id = browser.post(path, fields).await.result_id();
    assert_eq!(desk.outcome(&id).await.0, "unknown", "{kind}");
    id
}

#[tokio::test]
async fn each_lost_answer_of_a_reset_gets_the_verdict_that_is_true() {
    let desk = Desk::hasty().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    for (kind, effects) in LOST {
        desk.change_user(CUSTOMERS, USER, json!({ "status": "CONFIRMED" })).await;
        let before = desk.effects().await;
        let id = lost(&desk, &tomasz, kind, &desk.reset_form(CUSTOMERS, USER).await).await;
        let (verdict, seen) = desk.verdict(&id).await;
        assert_eq!((verdict.as_str(), desk.effects().await - before), (if effects == 1 { "took_effect" } else { "no_effect" }, effects), "{kind}: {seen}");
        let told = desk.records(&id).await.remove(2).entry;
        assert_eq!((told.actor, told.state_after.as_deref()), (None, Some(if effects == 1 { "RESET_REQUIRED" } else { "CONFIRMED" })), "{kind}");
    }
    desk.verified_records().await;
}

#[tokio::test]
async fn a_password_on_a_state_that_stays_is_told_by_the_date_where_aws_documents_it() {
    let desk = Desk::hasty().await;
    let hana = desk.signed_in(SUPERVISOR).await;
    for (status, lasts, kind, expected) in [
        ("CONFIRMED", "temporary", "cut_after", "took_effect"),
        ("CONFIRMED", "temporary", "cut_before", "no_effect"),
        ("FORCE_CHANGE_PASSWORD", "temporary", "cut_after", "took_effect"),
        ("FORCE_CHANGE_PASSWORD", "temporary", "timeout_before", "no_effect"),
        ("FORCE_CHANGE_PASSWORD", "permanent", "garbage", "took_effect"),
        ("CONFIRMED", "permanent", "cut_after", "took_effect"),
        ("CONFIRMED", "permanent", "cut_before", "unresolved"),
    ] {
        desk.change_user(CUSTOMERS, USER, json!({ "status": status })).await;
        let id = lost(&desk, &hana, kind, &desk.set_form(CUSTOMERS, USER, lasts).await).await;
        let (verdict, seen) = desk.verdict(&id).await;
        assert_eq!(verdict, expected, "{lasts} on {status}, {kind}: {seen}");
        let page = hana.page(&format!("/results/{id}")).await;
        assert!(html::revealed(&page.body).is_none(), "no password is shown after a doubt, whatever became of it");
    }
    desk.change_user(CUSTOMERS, USER, json!({ "status": "RESET_REQUIRED" })).await;
    let id = lost(&desk, &hana, "cut_before", &desk.reset_form(CUSTOMERS, USER).await).await;
    assert_eq!(desk.verdict(&id).await.0, "unresolved", "a second code may leave the date as it is");
}

#[tokio::test]
async fn the_result_page_tells_what_is_done_and_then_what_is_true() {
    let desk = Desk::hasty().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let fields = desk.reset_form(CUSTOMERS, USER).await;
    let id = lost(&desk, &tomasz, "unavailable", &fields).await;
    let path = format!("/results/{id}");
    let waiting = tomasz.page(&path).await;
    assert!(waiting.text().contains("The console is reading the user again") && waiting.text().contains("Reload"), "{}", waiting.text());
    assert!(waiting.body.contains("data-looks-again=\"8\"") && !waiting.body.contains("http-equiv=\"refresh\""), "a script looks again; nobody else is hurried");
    desk.verdict(&id).await;
    let page = tomasz.page(&path).await;
    for words in ["Had no effect", "You can send it again", "Reset code for Amara Okafor (amara.okafor, eu-west-1_Nw4Customers): Had no effect"] {
        assert!(page.text().contains(words), "{words}: {}", page.text());
    }
    let again = html::tags(&page.body).into_iter().find(|tag| tag.get("href").contains("from=")).expect("a way to send it again");
    let offered = html::reset_fields(&tomasz.page(again.get("href")).await.body);
    assert_eq!(offered["reason"], fields["reason"]);
    assert_ne!(offered["action_id"], fields["action_id"]);

    let mut set = desk.set_form(CUSTOMERS, "kofi.mensah", "temporary").await;
    set.insert("signs_out".into(), "yes".into());
    let id = lost(&desk, &tomasz, "cut_after", &set).await;
    desk.verdict(&id).await;
    let page = tomasz.page(&format!("/results/{id}")).await;
    for words in ["Took effect", "nobody knows it", "Set a new password", "They were not signed out everywhere: that follows a success only, and never a doubt."] {
        assert!(page.text().contains(words), "{words}: {}", page.text());
    }
    assert!(!page.body.contains("data-tone=\"success\"") && !page.text().contains("Succeeded"), "no tick for what Cognito never said");
    assert_eq!(desk.count(RecordKind::Intent, "user.sign_out").await, 0);
}

#[tokio::test]
async fn the_trail_lists_an_action_under_what_it_came_to() {
    let desk = Desk::hasty().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let id = lost(&desk, &tomasz, "cut_after", &desk.reset_form(CUSTOMERS, USER).await).await;
    desk.verdict(&id).await;
    let auditor = desk.signed_in(AUDITOR).await;
    let listed = async |outcome: &str| auditor.page(&format!("/audit?outcome={outcome}")).await.body.contains(&id);
    assert!(listed("took_effect").await && !listed("unknown").await && !listed("no_effect").await);
    let page = auditor.page(&format!("/audit/{id}")).await;
    for words in ["What was asked for", "How it ended", "What reading the user again told", "the console itself", "the status was CONFIRMED and is RESET_REQUIRED"] {
        assert!(page.text().contains(words), "{words}: {}", page.text());
    }
}

#[tokio::test]
async fn a_sign_out_leaves_no_trace_and_says_so_at_once() {
    let desk = Desk::hasty().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let mut fields = desk.reset_form(CUSTOMERS, USER).await;
    fields.insert("signs_out".into(), "yes".into());
    desk.fault("AdminUserGlobalSignOut", "cut_after", Some(1)).await;
    let page = tomasz.follow(&tomasz.reset(&fields).await).await;
    assert!(page.text().contains("Nobody can tell whether they were signed out everywhere. Doing it again is safe."), "{}", page.text());
    let part = desk.newest(RecordKind::Intent, "user.sign_out").await.expect("an intent").entry.action_id.to_string();
    let (verdict, seen) = desk.verdict(&part).await;
    assert!(verdict == "unresolved" && seen.contains("doing it again is safe"), "{verdict}: {seen}");
}

#[tokio::test]
async fn a_cognito_that_cannot_be_read_is_asked_until_it_answers_and_not_for_ever() {
    for (give_up, expected) in [(Duration::from_secs(600), "took_effect"), (Duration::from_millis(800), "unresolved")] {
        let desk = Desk::open_with(|settings| {
            settings.reconciling.settling = Duration::from_millis(100);
            settings.reconciling.give_up = give_up;
        })
        .await;
        let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
        let fields = desk.reset_form(CUSTOMERS, USER).await;
        // The reads before the call are the first to come, and are let through.
        desk.control(Method::POST, "faults", Some(json!({ "operation": "AdminGetUser", "delay_ms": 0, "times": 1 }))).await;
        desk.fault("AdminGetUser", "internal_error", None).await;
        let id = lost(&desk, &tomasz, "cut_after", &fields).await;
        tokio::time::sleep(Duration::from_millis(1_500)).await;
        assert_eq!(reconcile_doubts(&desk.console).await.expect("the trail"), usize::from(expected == "unresolved"));
        if expected == "took_effect" {
            assert_eq!(desk.records(&id).await.len(), 2, "it stays unknown");
            desk.clear_faults().await;
            assert_eq!(reconcile_doubts(&desk.console).await.expect("the trail"), 1);
        }
        let (verdict, seen) = desk.verdict(&id).await;
        assert_eq!(verdict, expected, "{seen}");
        assert_eq!(reconcile_doubts(&desk.console).await.expect("the trail"), 0, "once");
        assert_eq!(desk.effects().await, 1);
    }
}

#[tokio::test]
async fn what_a_colleague_did_meanwhile_is_no_evidence() {
    let desk = Desk::hasty().await;
    let (tomasz, ines) = (desk.signed_in(HELPDESK_TOMASZ).await, desk.signed_in(HELPDESK_INES).await);
    let (mine, theirs) = (desk.reset_form(CUSTOMERS, USER).await, desk.reset_form(CUSTOMERS, USER).await);
    let id = lost(&desk, &tomasz, "cut_before", &mine).await;
    assert_eq!(desk.outcome(&ines.reset(&theirs).await.result_id()).await.0, "succeeded");
    let (verdict, seen) = desk.verdict(&id).await;
    assert!(verdict == "unresolved" && seen.contains("password.reset"), "{verdict}: {seen}");
    assert_eq!(desk.effects().await, 1);
}

#[tokio::test]
async fn what_a_crash_left_open_is_closed_and_then_reconciled_by_whichever_instance() {
    let desk = Desk::hasty().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let done = tomasz.reset(&desk.reset_form(CUSTOMERS, "kofi.mensah").await).await.result_id();
    let mut ids = Vec::new();
    for (number, username) in ["mei.chen", "lena.fischer"].into_iter().enumerate() {
        desk.change_user(CUSTOMERS, username, json!({ "status": "CONFIRMED" })).await;
        let user = desk
            .console
            .directory
            .get_user(&"eu-west-1_Nw4Customers".to_owned().try_into().expect("a pool"), &username.to_owned().try_into().expect("a name"))
            .await
            .expect("a user");
        let mut intent = desk.records(&done).await.remove(0).entry;
        intent.action_id = uuid::Uuid::new_v4();
        intent.occurred_at -= 46_000_000;
        intent.target = Some(passdesk::domain::audit::RecordedTarget { pool: CUSTOMERS.into(), username: username.into(), sub: user.sub.as_str().into(), name: String::new() });
        intent.changed_before = user.changed_at.map(passdesk::domain::clock::to_micros);
        ids.push(intent.action_id.to_string());
        desk.console.audit.append(intent).await.expect("an intent as before the crash");
        if number == 0 {
            desk.cognito(RESET, json!({ "UserPoolId": CUSTOMERS, "Username": username })).await.expect("the effect before the crash");
        }
    }
    let second = compose(&desk.settings).await.expect("another instance").console;
    assert_eq!(sweep(&desk.console, UNDER_WAY).await.expect("the trail"), 0, "closed at the other one's start");
    tokio::time::sleep(Duration::from_millis(700)).await;
    let (one, other) = futures::join!(reconcile_doubts(&desk.console), reconcile_doubts(&second));
    assert!(one.is_ok() && other.is_ok());
    assert_eq!((desk.verdict(&ids[0]).await.0.as_str(), desk.verdict(&ids[1]).await.0.as_str()), ("took_effect", "no_effect"));
    for id in &ids {
        assert_eq!(desk.records(id).await.len(), 3);
    }
    desk.verified_records().await;
}

#[tokio::test]
async fn a_username_that_came_to_somebody_else_tells_nothing() {
    let desk = Desk::hasty().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let fields = desk.reset_form(CUSTOMERS, USER).await;
    let id = lost(&desk, &tomasz, "cut_before", &fields).await;
    desk.delete_user(CUSTOMERS, USER).await;
    let (verdict, seen) = desk.verdict(&id).await;
    assert!(verdict == "unresolved" && seen.contains("not there any more"), "{verdict}: {seen}");
}
