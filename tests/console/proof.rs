//! The proof of the trail: what pages say of it while it is whole, and once it is not.

use crate::browser::{Answer, Browser};
use crate::desk::{AUDITOR, CUSTOMERS, Desk, HELPDESK_TOMASZ, SUPERVISOR};
use crate::html;
use ::time::OffsetDateTime;
use passdesk::adapters::files::NewestCheckpointFile;
use passdesk::domain::audit::{AuditEntry, CheckpointSigner, Outcome, RecordKind, VerifierKeys, record_hash};
use passdesk::domain::clock::Clock;
use passdesk::features::audit_trail::{Sealer, verify_regularly};
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
    // At once: a verification in between would find, and put on record, half of it.
    sqlx::query("BEGIN IMMEDIATE").execute(&mut other).await.expect("begun");
    for trigger in ["audit_records_no_update", "audit_records_no_delete"] {
        sqlx::query(sqlx::AssertSqlSafe(format!("DROP TRIGGER {trigger}"))).execute(&mut other).await.expect("no trigger");
    }
    sqlx::query(sql).execute(&mut other).await.expect("damage");
    sqlx::query("COMMIT").execute(&mut other).await.expect("done");
    other.close().await.expect("closed");
}

/// Has the trail verified by the form, and gives the page once that is over and its result on record.
async fn verified_by_form(desk: &Desk, browser: &Browser) -> Answer {
    let before = desk.count(RecordKind::Read, "trail.verified").await;
    let answer = browser.post("/audit/verify", &BTreeMap::new()).await;
    assert_eq!((answer.status, answer.location()), (303, "/audit/proof"), "{}", answer.text());
    for _ in 0..200 {
        if desk.count(RecordKind::Read, "trail.verified").await > before {
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
    assert!(!has_alert(&proof) && !proof.text().contains("not what it was"), "{}", proof.text());
    let verdict = desk.console.verification.state().verdict.expect("a verdict");
    let report = verdict.found.expect("a report");
    for words in [
        format!("{0} of {1} records verified, just now; 1 is newer.", report.records(), report.records() + 1),
        format!("Records that fit {} records", report.records()),
        format!("Sealed Up to record {}, at ", kept.size),
        "Checkpoints that fit 1".to_owned(),
        "Less than a second".to_owned(),
    ] {
        assert!(proof.text().contains(&words), "{words}: {}", proof.text());
    }
    let list = auditor.page("/audit").await;
    let line = format!("{} of {} records verified, just now; 2 are newer. Signed up to record {}, at ", report.records(), report.records() + 2, kept.size);
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
    for words in [
        "The trail is not what it was: 2 things are wrong.",
        "Edited: record 1",
        "First record Record 1, which says now: Thomas Wilk, sign-in, ",
        "Last record 1",
        "What it means",
        "What to do",
        "No record is proved by a signature. From 1 on nothing may be relied on. The database's protections were changed as well.",
    ] {
        assert!(proof.text().contains(words), "{words}: {}", proof.text());
    }
    assert!(has_alert(&proof));
    let list = auditor.page("/audit").await;
    assert!(has_alert(&list) && list.text().contains("Edited, record 1: its content, or its hash, was changed."), "{}", list.text());
    assert!(list.text().contains("From 1 on nothing may be relied on."), "{}", list.text());
    assert!(!list.text().contains("records verified"), "{}", list.text());
    assert!(!proof.text().contains("Guards changed: ") && !proof.text().contains("records 1 to"), "protections have no range: {}", proof.text());
    assert!(proof.text().contains("This trail is broken, and an export of it is evidence of that."), "{}", proof.text());
    let first = desk.console.proof.stored(0, 1).await.expect("records").pop().expect("the first");
    let id = serde_json::from_str::<serde_json::Value>(&first.body).expect("a body")["action_id"].as_str().expect("an id").to_owned();
    assert!(html::tags(&proof.body).iter().any(|tag| tag.get("href") == format!("/audit/{id}")), "the way to the record");
    let told = desk.newest(RecordKind::Read, "trail.read").await.expect("a record").entry.note;
    assert_eq!(told.as_deref(), Some("/audit?"), "the list was read last");
}

/// Damages a record of a reset and gives the auditor's page of it.
async fn damaged_reset(desk: &Desk, sql: &'static str) -> (Browser, String) {
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let id = tomasz.reset(&desk.reset_form(CUSTOMERS, "amara.okafor").await).await.result_id();
    let auditor = desk.signed_in(AUDITOR).await;
    desk.console.sealer.seal().await.expect("a checkpoint");
    let whole = auditor.page(&format!("/audit/{id}")).await;
    assert!(!has_alert(&whole) && whole.text().contains("By the checkpoint of ") && !whole.text().contains("ot vouched for"), "{}", whole.text());
    damage(desk, sql).await;
    (auditor, format!("/audit/{id}"))
}

#[tokio::test]
async fn a_record_whose_content_was_changed_is_not_vouched_for_before_anyone_verified() {
    let desk = Desk::open().await;
    let changed = "UPDATE audit_records SET body = replace(body, 'Amara', 'Imara') WHERE event = 'password.reset' AND kind = 'intent'";
    let (auditor, path) = damaged_reset(&desk, changed).await;
    let page = auditor.page(&path).await;
    for words in ["This record is not what was recorded: its content does not fit its hash.", "Sealed Not vouched for", "Says: Succeeded", "Do not rely on what this page says."] {
        assert!(page.text().contains(words), "{words}: {}", page.text());
    }
    assert!(has_alert(&page));
    let notice = html::tags(&page.body).into_iter().find(|tag| tag.get("role") == "alert" && !tag.attributes.contains_key("hidden")).expect("a notice");
    assert!(!notice.get("class").contains("no-print"), "it is printed");
}

#[tokio::test]
async fn a_record_that_was_changed_with_its_hash_is_told_by_its_neighbour() {
    let desk = Desk::open().await;
    let (auditor, path) = damaged_reset(&desk, "SELECT 1").await;
    let intent = desk.records(path.trim_start_matches("/audit/")).await.remove(0);
    let stored = desk.console.proof.stored(intent.sequence - 1, 1).await.expect("records").pop().expect("the intent");
    let body = stored.body.replace("Amara", "Imara");
    let hash = record_hash(stored.sequence, &stored.previous_hash, &body);
    let mut other = SqliteConnectOptions::new().filename(desk.database_file()).connect().await.expect("a connection");
    let forged = sqlx::query("UPDATE audit_records SET body = ?, hash = ? WHERE sequence = ?").bind(body).bind(hash.as_slice()).bind(stored.sequence);
    forged.execute(&mut other).await.expect("a forged record");
    other.close().await.expect("closed");
    let page = auditor.page(&path).await;
    for words in ["This record does not fit the one beside it: one of the two is not what was recorded.", "the record behind it names another hash", "Sealed Not vouched for"] {
        assert!(page.text().contains(words), "{words}: {}", page.text());
    }
    assert!(has_alert(&page) && !page.text().contains("Sealed By"), "{}", page.text());
}

#[tokio::test]
async fn behind_a_fault_nothing_is_vouched_for_and_before_it_a_checkpoint_still_does() {
    let desk = Desk::open().await;
    let tomasz = desk.signed_in(HELPDESK_TOMASZ).await;
    let before = tomasz.reset(&desk.reset_form(CUSTOMERS, "amara.okafor").await).await.result_id();
    desk.console.sealer.seal().await.expect("a checkpoint");
    let auditor = desk.signed_in(AUDITOR).await;
    auditor.page("/audit?who=marker").await;
    let broken = desk.newest(RecordKind::Read, "trail.read").await.expect("a record").sequence;
    let behind = tomasz.reset(&desk.reset_form(CUSTOMERS, "freya.lindholm").await).await.result_id();
    desk.console.sealer.seal().await.expect("a checkpoint");
    damage(&desk, "UPDATE audit_records SET body = replace(body, 'marker', 'market') WHERE body LIKE '%who=marker%'").await;
    desk.console.verification.verify().await.expect("a verdict");
    let something = format!("Something is wrong with the trail from record {broken} on.");
    let page = auditor.page(&format!("/audit/{before}")).await;
    assert!(page.text().contains(&something) && page.text().contains("Sealed By the checkpoint of") && !page.text().contains("ot vouched for"), "{}", page.text());
    assert!(!has_alert(&page) && page.body.contains("href=\"/audit/proof\""));
    let page = auditor.page(&format!("/audit/{behind}")).await;
    assert!(page.text().contains(&something) && page.text().contains("Sealed Not vouched for") && !page.text().contains("Sealed By"), "{}", page.text());
    assert!(has_alert(&page));
    let proof = auditor.page("/audit/proof").await;
    let relied = format!(
        "Record{} proved by a signature.",
        if broken > 2 { format!("s 1 to {} are", desk.console.verification.state().verdict.expect("one").found.expect("a report").sealed) } else { " 1 is".into() }
    );
    assert!(proof.text().contains(&relied) && proof.text().contains(&format!("From {broken} on nothing may be relied on.")), "{relied}: {}", proof.text());
}

#[tokio::test]
async fn the_result_of_a_verification_is_on_record_and_belongs_to_the_asking() {
    let desk = Desk::open().await;
    let auditor = desk.signed_in(AUDITOR).await;
    desk.console.sealer.seal().await.expect("a checkpoint");
    verified_by_form(&desk, &auditor).await;
    let asked = desk.newest(RecordKind::Read, "trail.verify").await.expect("the asking").entry;
    let result = result_of(&desk, 1).await;
    assert_eq!((result.part_of, result.outcome, result.actor.as_ref()), (Some(asked.action_id), Some(Outcome::Succeeded), asked.actor.as_ref()));
    let report = desk.console.verification.state().verdict.expect("a verdict").found.expect("a report");
    let note = format!("{} records verified, sealed up to record {}; nothing wrong", report.records(), report.sealed);
    assert_eq!(result.note.as_deref(), Some(note.as_str()));
    let page = auditor.page(&format!("/audit/{}", asked.action_id)).await;
    assert!(page.text().contains("Trail verified: nothing wrong") && page.body.contains(&format!("/audit/{}", result.action_id)), "{}", page.text());
    assert!(auditor.page(&format!("/audit/{}", result.action_id)).await.text().contains("Priya Raghavan had the trail verified: nothing was wrong."));
}

#[tokio::test]
async fn a_verification_by_the_console_itself_is_on_record_where_it_found_something_else() {
    let desk = Desk::open().await;
    let auditor = desk.signed_in(AUDITOR).await;
    auditor.page("/audit").await;
    desk.console.sealer.seal().await.expect("a checkpoint");
    let regular = tokio::spawn(verify_regularly(desk.console.clone(), Duration::from_millis(20)));
    let rounds = async |count: usize| {
        for _ in 0..count {
            let before = desk.console.verification.state().verdict.map(|verdict| verdict.at);
            while desk.console.verification.state().verdict.map(|verdict| verdict.at) == before {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        }
    };
    rounds(3).await;
    assert_eq!(desk.count(RecordKind::Read, "trail.verified").await, 0, "nothing was ever wrong");
    // Between two verifications: one that is under way reads the records and then the triggers, and would find half of it.
    regular.abort();
    while desk.console.verification.state().running.is_some() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    damage(&desk, "UPDATE audit_records SET body = replace(body, 'Priya', 'Prija') WHERE sequence = 1").await;
    let regular = tokio::spawn(verify_regularly(desk.console.clone(), Duration::from_millis(20)));
    let result = result_of(&desk, 1).await;
    assert_eq!((result.outcome, result.actor.is_none(), result.part_of), (Some(Outcome::Refused), true, None));
    assert!(result.note.as_deref().is_some_and(|note| note.ends_with("; 2 faults, the first: edited, record 1")), "{:?}", result.note);
    rounds(3).await;
    assert_eq!(desk.count(RecordKind::Read, "trail.verified").await, 1, "it is the same result");
    regular.abort();
    let listed = auditor.page("/audit?action=trail.verified").await;
    assert!(listed.text().contains("Faults found") && listed.text().contains("the console itself"), "{}", listed.text());
}

#[tokio::test]
async fn a_result_that_the_trail_does_not_take_is_shown_and_said_not_to_be_on_record() {
    let desk = Desk::open().await;
    let auditor = desk.signed_in(AUDITOR).await;
    damage(&desk, "UPDATE audit_records SET body = replace(body, 'Priya', 'Prija') WHERE sequence = 1").await;
    let other = desk.lock_trail().await;
    let regular = tokio::spawn(verify_regularly(desk.console.clone(), Duration::from_secs(3_600)));
    while !desk.console.verification.state().is_unkept {
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    regular.abort();
    let proof = auditor.page("/audit/proof").await;
    for words in ["The audit trail cannot be written now.", "Edited: record 1", "The result of the last verification is not on record."] {
        assert!(proof.text().contains(words), "{words}: {}", proof.text());
    }
    other.close().await.expect("released");
    assert_eq!(desk.count(RecordKind::Read, "trail.verified").await, 0);
}

/// The newest result, once there are so many.
async fn result_of(desk: &Desk, count: usize) -> AuditEntry {
    for _ in 0..400 {
        if desk.count(RecordKind::Read, "trail.verified").await >= count {
            return desk.newest(RecordKind::Read, "trail.verified").await.expect("a result").entry;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("no result on record");
}

#[tokio::test]
async fn the_verifier_in_another_language_is_there_to_be_taken_away_by_readers_of_the_trail() {
    let desk = Desk::open().await;
    let auditor = desk.signed_in(AUDITOR).await;
    let page = auditor.page("/audit/proof").await;
    assert!(page.body.contains("href=\"/audit/verifier.py\"") && page.text().contains("It is better taken from elsewhere"), "{}", page.text());
    let file = auditor.get("/audit/verifier.py").await;
    assert!(file.status == 200 && file.body.starts_with("\"\"\"Verifies an audit trail"), "{}", file.body);
    assert_eq!(desk.signed_in(HELPDESK_TOMASZ).await.get("/audit/verifier.py").await.status, 403);
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
        let next = kept.size + 1;
        for (path, words) in [
            ("/audit", format!("Not sealed, record {next}: no checkpoint could be made, and the log says why.")),
            ("/audit/proof", format!("Not sealed: record {next} What was found No checkpoint could be made, and the log says why.")),
        ] {
            let page = auditor.get(path).await;
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
