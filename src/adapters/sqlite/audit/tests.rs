use super::super::Database;
use super::super::test_support::{TestFile, done, entry, fresh};
use super::*;
use crate::domain::audit::verify::FaultKind;
use crate::domain::audit::{Outcome, RecordKind, RecordedActor, RecordedTarget};
use crate::ports::trail_proof::TrailProof;
use std::time::{Duration, Instant};

mod agreement;
mod guards;
mod no_alarm;
mod power_cut;
mod tampering;
mod timelines;
mod trouble;

async fn log_in(file: &TestFile) -> (SqliteAuditLog, Database) {
    let database = file.open().await;
    (SqliteAuditLog::new(database.clone()), database)
}

fn intent() -> AuditEntry {
    entry(RecordKind::Intent, "password.reset", Uuid::new_v4())
}

fn ending(action_id: Uuid, outcome: Outcome) -> AuditEntry {
    AuditEntry { outcome: Some(outcome), ..entry(RecordKind::Outcome, "password.reset", action_id) }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_chain_holds_after_appends_from_sixteen_tasks() {
    let file = TestFile::new();
    let (log, _) = log_in(&file).await;
    let began = Instant::now();
    let tasks = (0..16).map(|_| {
        let log = log.clone();
        tokio::spawn(async move {
            for _ in 0..50 {
                let record = log.append(intent()).await.unwrap();
                assert_eq!(log.action(record.entry.action_id).await.unwrap(), [record], "what is acknowledged can be read");
            }
        })
    });
    for task in tasks.collect::<Vec<_>>() {
        task.await.unwrap();
    }
    assert_eq!(log.verify_chain().await, Ok(800), "after {:?}", began.elapsed());
    assert_eq!(log.head().await.unwrap().size, 800);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_processes_on_one_file_make_one_chain() {
    let file = TestFile::new();
    let (left, right) = (log_in(&file).await.0, log_in(&file).await.0);
    let tasks = [left.clone(), right].map(|log| {
        tokio::spawn(async move {
            for _ in 0..40 {
                log.append(intent()).await.unwrap();
            }
        })
    });
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(left.verify_chain().await, Ok(80));
}

#[tokio::test]
async fn update_delete_and_replace_are_refused_by_the_database() {
    let file = TestFile::new();
    let (log, _) = log_in(&file).await;
    for _ in 0..2 {
        log.append(intent()).await.unwrap();
    }
    let mut raw = file.raw().await;
    for text in [
        "UPDATE audit_records SET body = replace(body, 'Ana', 'Eva')",
        "UPDATE audit_records SET hash = zeroblob(32) WHERE sequence = 1",
        "DELETE FROM audit_records WHERE sequence = 2",
        "INSERT OR REPLACE INTO audit_records (sequence, previous_hash, hash, encoding, body, opening)
            SELECT sequence, previous_hash, hash, encoding, replace(body, 'Ana', 'Eva'), opening FROM audit_records WHERE sequence = 2",
        // In the next place, and with the right hash before it: it would take the place of the record of the same action and kind.
        "INSERT OR REPLACE INTO audit_records (sequence, previous_hash, hash, encoding, body, opening)
            SELECT 3, (SELECT hash FROM audit_records WHERE sequence = 2), zeroblob(32), encoding, body, opening FROM audit_records WHERE sequence = 1",
        "INSERT INTO audit_records (sequence, previous_hash, hash, encoding, body, opening)
            SELECT 3, zeroblob(32), zeroblob(32), encoding, replace(body, '-', '0'), opening FROM audit_records WHERE sequence = 1",
    ] {
        let error = sqlx::query(text).execute(&mut raw).await.unwrap_err();
        assert!(error.to_string().contains("append-only"), "{text}: {error}");
    }
    assert_eq!(log.verify_chain().await, Ok(2));
}

#[tokio::test]
async fn a_repeated_form_is_a_duplicate_and_the_first_record_stays() {
    let file = TestFile::new();
    let (log, _) = log_in(&file).await;
    let first = AuditEntry { reason: Some("first".into()), ..intent() };
    let second = AuditEntry { reason: Some("second".into()), ..first.clone() };
    let other = intent();
    // All at once, so that they stand in one batch.
    let (a, b, c) = tokio::join!(log.append(first.clone()), log.append(second.clone()), log.append(other));
    assert!(a.is_ok() && c.is_ok());
    assert!(matches!(b, Err(AuditError::Duplicate(id)) if id == first.action_id));
    assert!(matches!(log.append(second).await, Err(AuditError::Duplicate(_))));
    assert_eq!(log.action(first.action_id).await.unwrap().iter().map(|record| record.entry.reason.as_deref()).collect::<Vec<_>>(), [Some("first")]);
    assert_eq!(log.verify_chain().await, Ok(2), "a duplicate leaves no gap");
}

#[tokio::test]
async fn an_entry_without_an_id_gets_one() {
    let (database, _) = fresh().await;
    let log = SqliteAuditLog::new(database);
    let read = log.append(entry(RecordKind::Read, "user.read", Uuid::nil())).await.unwrap();
    let again = log.append(entry(RecordKind::Read, "user.read", Uuid::nil())).await.unwrap();
    assert_eq!(read.entry.action_id.get_version_num(), 7);
    assert_ne!(read.entry.action_id, again.entry.action_id);
    assert_eq!(log.action(read.entry.action_id).await.unwrap(), [read]);
}

#[tokio::test]
async fn any_text_comes_back_as_it_was() {
    let (database, _) = fresh().await;
    let log = SqliteAuditLog::new(database);
    let text = "\0 \u{1f} \u{2028} \"quoted\" \\u0041 'it''s' 漢字 😀 \r\n </script>";
    let mut odd = AuditEntry { reason: Some(text.into()), ticket: Some(text.into()), client_metadata: vec![(text.into(), text.into())], ..intent() };
    odd.target = Some(RecordedTarget { pool: text.into(), username: text.into(), sub: text.into(), name: text.into() });
    odd.actor = Some(RecordedActor { name: text.into(), ..RecordedActor::default() });
    let record = log.append(odd.clone()).await.unwrap();
    assert_eq!(log.action(odd.action_id).await.unwrap(), [record]);
    assert_eq!(log.verify_chain().await, Ok(1));
    assert_eq!(log.timeline(text, text, TimelineOf::Effects, 5).await.unwrap().rows.len(), 1);
}

#[tokio::test]
async fn an_intent_and_its_outcome_may_stand_in_one_batch() {
    let (database, _) = fresh().await;
    let log = SqliteAuditLog::new(database);
    let opening = intent();
    let closing = ending(opening.action_id, Outcome::Refused);
    let (opening, closing) = tokio::join!(log.append(opening), log.append(closing));
    let page = log.timeline("eu-west-1_a", "user-1", TimelineOf::Effects, 5).await.unwrap();
    assert_eq!((page.rows[0].opening.clone(), page.rows[0].outcome.clone()), (opening.unwrap(), closing.ok()));
    assert_eq!(log.verify_chain().await, Ok(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_database_gives_errors_within_seconds_and_then_works_again() {
    let file = TestFile::new();
    let (log, _) = log_in(&file).await;
    log.append(intent()).await.unwrap();
    let mut raw = file.raw().await;
    sqlx::query("BEGIN EXCLUSIVE").execute(&mut raw).await.unwrap();
    let tasks: Vec<_> = (0..600)
        .map(|number: u64| {
            let log = log.clone();
            tokio::spawn(async move {
                tokio::time::sleep(Duration::from_millis(number * 2)).await;
                let began = Instant::now();
                let result = log.append(intent()).await;
                assert!(matches!(&result, Err(AuditError::Store(words)) if words.contains("locked")), "{result:?}");
                began.elapsed()
            })
        })
        .collect();
    for task in tasks {
        assert!(task.await.unwrap() < Duration::from_millis(3_200));
    }
    sqlx::query("ROLLBACK").execute(&mut raw).await.unwrap();
    assert_eq!(log.append(intent()).await.unwrap().sequence, 2);
    assert_eq!(log.verify_chain().await, Ok(2));
}

#[tokio::test]
async fn nothing_is_acknowledged_while_the_file_is_gone() {
    let file = TestFile::new();
    let (log, _) = log_in(&file).await;
    log.append(intent()).await.unwrap();
    let away = file.path().with_extension("away");
    std::fs::rename(file.path(), &away).unwrap();
    assert!(matches!(log.append(intent()).await, Err(AuditError::Store(_))));
    std::fs::rename(&away, file.path()).unwrap();
    assert_eq!(log.append(intent()).await.unwrap().sequence, 2);
}

#[tokio::test]
async fn reopening_the_file_continues_the_chain() {
    let file = TestFile::new();
    let (log, database) = log_in(&file).await;
    let first = log.append(intent()).await.unwrap();
    database.close().await;
    let (log, _) = log_in(&file).await;
    let second = log.append(intent()).await.unwrap();
    assert_eq!((second.sequence, second.previous_hash), (2, first.hash));
    assert_eq!(log.verify_chain().await, Ok(2));
}

#[tokio::test]
async fn lists_that_do_not_say_what_the_records_say_are_found() {
    for (text, sequence) in [
        ("UPDATE audit_records SET opening = 1 WHERE sequence = 4", 4),
        ("DELETE FROM audit_open_intents WHERE sequence = 5", 5),
        ("INSERT INTO audit_doubts (sequence, occurred_at) VALUES (2, 1)", 2),
        // Of an action that is over, or at another time than its record's.
        ("INSERT INTO audit_open_intents (sequence, occurred_at) VALUES (7, 1)", 7),
        ("INSERT INTO audit_open_intents (sequence, occurred_at) SELECT sequence, occurred_at FROM audit_records WHERE sequence = 7", 7),
        ("UPDATE audit_open_intents SET occurred_at = 1 WHERE sequence = 3", 3),
        ("INSERT INTO audit_doubts (sequence, occurred_at) VALUES (8, 1)", 8),
        ("INSERT INTO audit_doubts (sequence, occurred_at) SELECT sequence, occurred_at FROM audit_records WHERE sequence = 8", 8),
    ] {
        let file = TestFile::new();
        let (log, _) = log_in(&file).await;
        for _ in 0..6 {
            log.append(intent()).await.unwrap();
        }
        let over = log.append(intent()).await.unwrap();
        log.append(ending(over.entry.action_id, Outcome::Succeeded)).await.unwrap();
        let mut raw = file.intruder().await;
        sqlx::raw_sql(text).execute(&mut raw).await.unwrap();
        done(raw).await;
        let fault = log.verify_chain().await.unwrap_err();
        assert_eq!((fault.kind, fault.first), (FaultKind::Derived, sequence), "{text}: {fault}");
    }
}
