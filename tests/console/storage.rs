//! A database that is locked, gone, or was left in the middle of something: nothing is sent unrecorded, and nothing typed is lost.

use crate::browser::Browser;
use crate::desk::{AUDITOR, CUSTOMERS, Desk, HELPDESK_TOMASZ};
use crate::html;
use passdesk::compose::compose;
use passdesk::domain::actor::RequestOrigin;
use passdesk::domain::audit::{AuditEntry, Outcome, RecordKind};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};
use std::collections::BTreeMap;
use uuid::Uuid;

/// The reset is refused with the form kept; gives the form that the page offers.
async fn refused_and_kept(desk: &Desk, browser: &Browser, fields: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let answer = browser.reset(fields).await;
    assert!(answer.location().starts_with("/again/"), "{} {}", answer.location(), answer.text());
    let page = browser.follow(&answer).await;
    assert!(page.status == 503 && page.text().contains("The audit trail cannot be written, so nothing was done."), "{} {}", page.status, page.text());
    let offered = html::reset_fields(&page.body);
    for name in ["reason", "ticket", "metadata[0][key]", "metadata[0][value]"] {
        assert_eq!(offered[name], fields[name], "{name} is kept");
    }
    assert_eq!((desk.effects().await, desk.outbox().await.len()), (0, 0));
    offered
}

async fn form_with_metadata(desk: &Desk) -> BTreeMap<String, String> {
    let mut fields = desk.reset_form(CUSTOMERS, "amara.okafor").await;
    fields.extend([("metadata[0][key]".to_owned(), "locale".to_owned()), ("metadata[0][value]".to_owned(), "en-GB".to_owned())]);
    fields
}

#[tokio::test]
async fn a_locked_database_sends_nothing_and_the_same_form_works_once_it_is_free() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let fields = form_with_metadata(&desk).await;
    let other = desk.lock_trail().await;
    let offered = refused_and_kept(&desk, &tomasz, &fields).await;
    let reading = tomasz.get(&format!("/users/{CUSTOMERS}/{}", fields["sub"])).await;
    assert_eq!(reading.status, 503, "a read that cannot be recorded is not shown");
    assert!(!reading.text().contains("Amara"), "{}", reading.text());
    other.close().await.expect("released");
    assert_eq!(desk.outcome(&tomasz.reset(&offered).await.result_id()).await.0, "succeeded");
    assert_eq!(desk.effects().await, 1);
    desk.verified_records().await;
}

#[tokio::test]
async fn a_locked_database_lets_nobody_in() {
    let desk = Desk::open().await;
    let browser = desk.browser();
    let callback = browser.callback_of(AUDITOR).await;
    let other = desk.lock_trail().await;
    let answer = browser.get(&callback).await;
    assert_eq!(answer.sign_in_problem(), "database_unavailable");
    assert!(browser.cookie(crate::browser::SESSION).is_none());
    assert!(browser.follow(&answer).await.text().contains("The console's database does not answer."));
    other.close().await.expect("released");
    desk.signed_in(AUDITOR).await;
}

#[tokio::test]
async fn a_database_file_that_is_gone_sends_nothing_and_heals_when_it_is_back() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let fields = form_with_metadata(&desk).await;
    let aside = desk.database_file().with_extension("aside");
    std::fs::rename(desk.database_file(), &aside).expect("moved away");
    let answer = tomasz.reset(&fields).await;
    // Connections that are open go on reading; where one has to be opened, not even the session can be had.
    let page = if answer.status == 303 { tomasz.follow(&answer).await } else { answer };
    assert!(page.status == 503 && page.text().contains("Reference"), "{} {}", page.status, page.text());
    assert_eq!(desk.effects().await, 0);
    std::fs::rename(&aside, desk.database_file()).expect("moved back");
    assert_eq!(desk.outcome(&tomasz.reset(&fields).await.result_id()).await.0, "succeeded");
    assert_eq!(desk.effects().await, 1);
}

#[tokio::test]
async fn an_intent_that_a_crash_left_open_becomes_unknown_at_the_next_start() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let done = tomasz.reset(&desk.reset_form(CUSTOMERS, "kofi.mensah").await).await.result_id();
    let mut intent = desk.console.audit.action(done.parse().expect("an id")).await.expect("the trail")[0].entry.clone();
    intent.action_id = Uuid::new_v4();
    desk.console.audit.append(intent.clone()).await.expect("an intent of another instance, under way");
    let young = intent.action_id.to_string();
    intent.action_id = Uuid::new_v4();
    intent.occurred_at -= 46_000_000;
    desk.console.audit.append(intent.clone()).await.expect("an intent as before the crash");
    let id = intent.action_id.to_string();
    let page = tomasz.page(&format!("/results/{id}")).await;
    assert!(page.text().contains("is under way"), "{}", page.text());

    compose(&desk.settings).await.expect("a second start");
    assert_eq!(desk.outcome(&id).await, ("unknown".to_owned(), "outcome_unknown".to_owned()));
    assert_eq!(desk.outcome(&done).await.0, "succeeded", "what had ended stays as it was");
    let page = tomasz.page(&format!("/results/{id}")).await;
    assert!(page.text().contains("Nobody can tell yet"), "{}", page.text());
    let under_way = tomasz.page(&format!("/results/{young}")).await;
    assert!(under_way.text().contains("is under way"), "a start closes nothing that may still end: {}", under_way.text());
    compose(&desk.settings).await.expect("a third start");
    assert_eq!(desk.outcome(&id).await.0, "unknown", "closed once");
    assert_eq!(desk.effects().await, 1, "the sweeper calls nothing");
    desk.verified_records().await;
}

#[tokio::test]
async fn a_reset_goes_on_when_the_browser_goes_away() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let fields = desk.reset_form(CUSTOMERS, "amara.okafor").await;
    desk.control(reqwest::Method::POST, "faults", Some(serde_json::json!({ "operation": "AdminResetUserPassword", "delay_ms": 600, "times": 1 }))).await;
    let gone = tokio::time::timeout(std::time::Duration::from_millis(350), tomasz.reset(&fields)).await;
    assert!(gone.is_err(), "the browser closes before the answer");
    let id: Uuid = fields["action_id"].parse().expect("an id");
    for _ in 0..100 {
        if desk.console.audit.action(id).await.expect("the trail").len() == 2 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert_eq!(desk.outcome(&fields["action_id"]).await.0, "succeeded");
    assert_eq!(desk.effects().await, 1);
}

#[tokio::test]
async fn a_record_that_was_edited_is_found() {
    let desk = Desk::open().await;
    let mut entry = AuditEntry::new(RecordKind::SignIn, "session.start", 1, None, &RequestOrigin::default());
    entry.outcome = Some(Outcome::Succeeded);
    desk.console.audit.append(entry.clone()).await.expect("a record");
    desk.console.audit.append(entry).await.expect("a second one");
    assert_eq!(desk.verified_records().await, 2);
    let mut other = SqliteConnectOptions::new().filename(desk.database_file()).connect().await.expect("a connection");
    let changed = sqlx::query("UPDATE audit_records SET body = replace(body, 'succeeded', 'refused') WHERE sequence = 1").execute(&mut other).await;
    assert!(changed.is_err_and(|error| error.to_string().contains("append-only")), "the database itself refuses");
    sqlx::query("DROP TRIGGER audit_records_no_update").execute(&mut other).await.expect("an attacker with the file");
    sqlx::query("UPDATE audit_records SET body = replace(body, 'succeeded', 'refused') WHERE sequence = 1").execute(&mut other).await.expect("an edit");
    let database = passdesk::adapters::sqlite::connect(&desk.settings.database_url).await.expect("the database");
    let fault = passdesk::adapters::sqlite::SqliteAuditLog::new(database).verify_chain().await.expect_err("a fault");
    assert_eq!(fault.first, 1);
}
