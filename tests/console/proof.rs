//! The proof of the trail: what pages say of it while it is whole, and once it is not.

use crate::browser::{Answer, Browser};
use crate::desk::{AUDITOR, CUSTOMERS, Desk, HELPDESK_TOMASZ, SUPERVISOR};
use crate::html;
use ::time::OffsetDateTime;
use passdesk::adapters::files::NewestCheckpointFile;
use passdesk::domain::audit::{CheckpointSigner, RecordKind, VerifierKeys};
use passdesk::domain::clock::Clock;
use passdesk::features::audit_trail::Sealer;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

/// What stands in regions that a screen reader announces at once.
fn has_alert(page: &Answer) -> bool {
    html::tags(&page.body).iter().any(|tag| tag.get("role") == "alert" && !tag.attributes.contains_key("hidden"))
}

async fn damage(desk: &Desk, sql: &'static str) {
    let mut other = SqliteConnectOptions::new().filename(desk.database_file()).connect().await.expect("a connection");
    for trigger in ["audit_records_no_update", "audit_records_no_delete"] {
        sqlx::query(sqlx::AssertSqlSafe(format!("DROP TRIGGER {trigger}"))).execute(&mut other).await.expect("no trigger");
    }
    sqlx::query(sql).execute(&mut other).await.expect("damage");
    other.close().await.expect("closed");
}

/// Has the trail verified by the form, and gives the page once that is over.
async fn verified_by_form(desk: &Desk, browser: &Browser) -> Answer {
    let before = desk.console.verification.state().verdict.map(|verdict| verdict.at);
    let answer = browser.post("/audit/verify", &BTreeMap::new()).await;
    assert_eq!((answer.status, answer.location()), (303, "/audit/proof"), "{}", answer.text());
    for _ in 0..200 {
        let state = desk.console.verification.state();
        if state.running.is_none() && state.verdict.map(|verdict| verdict.at) != before {
            return browser.page("/audit/proof").await;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("no verdict");
}

#[tokio::test]
async fn the_proof_is_for_readers_of_the_trail_and_who_is_none_is_on_record() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let answer = tomasz.get("/audit/proof").await;
    assert!(answer.status == 403 && answer.text().contains("The audit trail is for supervisors and auditors."), "{}", answer.text());
    assert_eq!(desk.count(RecordKind::Denied, "trail.read").await, 1);
    let answer = tomasz.post("/audit/verify", &BTreeMap::new()).await;
    assert_eq!((answer.status, desk.count(RecordKind::Denied, "trail.verify").await), (403, 1));
    for (persona, exports) in [(AUDITOR, true), (SUPERVISOR, false)] {
        let page = desk.signed_in(persona).await.page("/audit/proof").await;
        assert_eq!(page.body.contains("/audit/export"), exports, "{persona}");
        assert!(page.body.contains("action=\"/audit/verify\"") && page.text().contains("Verify trail"), "{persona}");
    }
}

#[tokio::test]
async fn a_whole_trail_is_said_to_be_whole_once_it_was_verified() {
    let desk = Desk::open().await;
    let auditor = desk.signed_in(AUDITOR).await;
    for path in ["/audit", "/audit/proof"] {
        let page = auditor.page(path).await;
        assert!(page.text().contains("Not verified since the console was started.") && !has_alert(&page), "{path}: {}", page.text());
    }
    let kept = desk.console.sealer.seal().await.expect("a checkpoint");
    let proof = verified_by_form(&desk, &auditor).await;
    assert!(proof.text().contains("Every record is what it was, and every checkpoint fits.") && !has_alert(&proof), "{}", proof.text());
    let verdict = desk.console.verification.state().verdict.expect("a verdict");
    let report = verdict.found.expect("a report");
    for words in [
        format!("Records that fit {} records", report.records()),
        format!("Sealed up to record {}", kept.size),
        "Checkpoints that fit 1".to_owned(),
        "Less than a second".to_owned(),
    ] {
        assert!(proof.text().contains(&words), "{words}: {}", proof.text());
    }
    let list = auditor.page("/audit").await;
    let line = format!("Verified just now: {} records, sealed up to record {} at ", report.records(), kept.size);
    assert!(list.text().contains(&line) && list.body.contains("href=\"/audit/proof\""), "{line}: {}", list.text());
}

#[tokio::test]
async fn the_newest_checkpoints_and_the_keys_are_there_to_be_taken_away() {
    let desk = Desk::open().await;
    let auditor = desk.signed_in(AUDITOR).await;
    for _ in 0..22 {
        desk.console.sealer.seal().await.expect("a checkpoint");
    }
    let page = auditor.page("/audit/proof").await;
    assert_eq!(page.text().matches("Signed note").count(), 20);
    let newest = desk.console.proof.newest_checkpoints(1).await.expect("checkpoints").pop().expect("one");
    let note = newest.note.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(page.text().contains(&note), "{note}: {}", page.text());
    let key = desk.console.sealer.keys().0[0].to_string();
    assert!(page.text().contains(&key) && page.body.contains("data-copy=\"key-0\""), "{key}");
    let download = html::tags(&page.body).into_iter().find(|tag| tag.get("href") == "/audit/checkpoints").expect("a download");
    assert!(download.attributes.contains_key("download"));
    let all = auditor.get("/audit/checkpoints").await.body;
    assert!(all.contains(&newest.note) && all.matches("\n— ").count() == 22, "{all}");
}

#[tokio::test]
async fn a_broken_trail_is_said_loudly_on_both_pages_with_the_record() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    tomasz.reset(&desk.reset_form(CUSTOMERS, "amara.okafor").await).await.result_id();
    let auditor = desk.signed_in(AUDITOR).await;
    desk.console.sealer.seal().await.expect("a checkpoint");
    damage(&desk, "UPDATE audit_records SET body = replace(body, 'Tomasz', 'Thomas') WHERE sequence = 1").await;
    let proof = verified_by_form(&desk, &auditor).await;
    for words in
        ["The trail is not what it was", "Edited: record 1", "First record 1", "Last record 1", "What it means", "What to do", "nothing here may be relied on from record 1 on"]
    {
        assert!(proof.text().contains(words), "{words}: {}", proof.text());
    }
    assert!(has_alert(&proof));
    let list = auditor.page("/audit").await;
    assert!(has_alert(&list) && list.text().contains("Edited, record 1: its content, or its hash, was changed."), "{}", list.text());
    assert!(list.text().contains("Tell whoever runs this console; nothing here may be relied on from record 1 on."), "{}", list.text());
    assert!(!list.text().contains("Verified just now"), "{}", list.text());
}

#[tokio::test]
async fn what_keeps_the_sealer_from_signing_is_said_before_the_next_verification() {
    let desk = Desk::open().await;
    let auditor = desk.signed_in(AUDITOR).await;
    desk.console.sealer.seal().await.expect("a checkpoint");
    desk.console.verification.verify().await.expect("a verdict");
    damage(&desk, "DELETE FROM audit_records WHERE sequence = (SELECT max(sequence) FROM audit_records)").await;
    desk.console.sealer.seal().await.expect_err("a trail that was cut");
    let list = auditor.get("/audit/proof").await;
    assert!(has_alert(&list) && list.text().contains("Truncated"), "{}", list.text());
}

#[tokio::test]
async fn a_checkpoint_that_the_database_swallows_is_said_on_both_pages() {
    for (trigger, and_then) in [
        ("CREATE TRIGGER evil BEFORE INSERT ON AUDIT_CHECKPOINTS BEGIN SELECT RAISE(IGNORE); END", ""),
        ("CREATE TRIGGER evil BEFORE INSERT ON audit_checkpoints BEGIN SELECT RAISE(ABORT, 'no'); END", ""),
        ("DROP TRIGGER audit_checkpoints_no_delete", "CREATE TRIGGER evil AFTER INSERT ON audit_checkpoints BEGIN DELETE FROM audit_checkpoints WHERE id = NEW.id; END"),
    ] {
        let desk = Desk::open().await;
        let auditor = desk.signed_in(AUDITOR).await;
        let kept = desk.console.sealer.seal().await.expect("a checkpoint");
        desk.console.verification.verify().await.expect("a verdict");
        let mut other = SqliteConnectOptions::new().filename(desk.database_file()).connect().await.expect("a connection");
        for text in [trigger, and_then] {
            sqlx::raw_sql(text).execute(&mut other).await.expect("planted");
        }
        desk.console.sealer.seal().await.expect_err("a checkpoint that is not there");
        for path in ["/audit", "/audit/proof"] {
            let page = auditor.get(path).await;
            let words = format!("Not sealed, record {}: no checkpoint could be made, and the log says why.", kept.size + 1);
            assert!(has_alert(&page) && page.text().contains("The trail is not being sealed") && page.text().contains(&words), "{trigger}: {}", page.text());
        }
        sqlx::raw_sql("DROP TRIGGER evil").execute(&mut other).await.expect("no trigger");
        desk.console.sealer.seal().await.expect("a checkpoint again");
        assert!(!has_alert(&auditor.get("/audit").await), "{trigger}");
    }
}

/// A clock that is turned by seconds.
struct Turned(AtomicI64);

impl Clock for Turned {
    fn now(&self) -> OffsetDateTime {
        OffsetDateTime::UNIX_EPOCH + ::time::Duration::seconds(self.0.load(Ordering::Relaxed))
    }
}

#[tokio::test]
async fn a_trail_that_was_not_sealed_for_two_intervals_and_a_little_is_a_fault() {
    let (desk, folder) = (Desk::open().await, tempfile::tempdir().expect("a folder"));
    let signer = CheckpointSigner::new("late", &CheckpointSigner::generate().expect("a key")).expect("a signer");
    let clock = Arc::new(Turned(AtomicI64::new(1_700_000_000)));
    let newest = Arc::new(NewestCheckpointFile(folder.path().join("newest")));
    let sealer = Sealer::new(Arc::clone(&desk.console.proof), newest, signer, VerifierKeys::default(), clock.clone());
    let turn = |seconds| clock.0.fetch_add(seconds, Ordering::Relaxed);
    turn(100_000);
    assert_eq!(sealer.refused(), None, "nobody said that it would be sealed");
    sealer.expect_every(Duration::from_secs(300));
    let kept = sealer.seal().await.expect("a checkpoint");
    turn(660);
    assert_eq!(sealer.refused(), None);
    turn(1);
    // Nobody seals: as if the task had ended, or hung.
    let fault = sealer.refused().expect("a fault");
    assert_eq!(fault.to_string(), format!("not sealed, record {}: no checkpoint was made for more than 11 minutes", kept.size + 1));
    sealer.seal().await.expect("a checkpoint");
    assert_eq!(sealer.refused(), None);
}

#[tokio::test]
async fn a_trail_that_takes_no_record_is_not_shown_and_the_proof_says_why() {
    let desk = Desk::open().await;
    let auditor = desk.signed_in(AUDITOR).await;
    let other = desk.lock_trail().await;
    let list = auditor.get("/audit").await;
    assert_eq!(list.status, 503);
    for words in ["The audit trail cannot be written, so nothing was done.", "goes on by itself as soon as it can write again"] {
        assert!(list.text().contains(words), "{}", list.text());
    }
    let proof = auditor.page("/audit/proof").await;
    assert!(has_alert(&proof) && proof.text().contains("The audit trail cannot be written now."), "{}", proof.text());
    other.close().await.expect("released");
    assert!(!auditor.page("/audit/proof").await.text().contains("cannot be written now"));
    assert_eq!(auditor.get("/audit").await.status, 200);
}

#[tokio::test]
async fn the_auditors_pages_load_no_islands() {
    let desk = Desk::open().await;
    let auditor = desk.signed_in(AUDITOR).await;
    for path in ["/audit", "/audit/proof"] {
        let page = auditor.page(path).await;
        assert!(!page.body.contains("islands.js") && !page.body.contains("wasm"), "{path}");
        assert!(page.body.len() < 60_000, "{path}: {} bytes", page.body.len());
    }
}
