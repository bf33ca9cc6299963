use super::super::Database;
use super::super::test_support::{TestFile, actor, done, entry, memory};
use super::*;
use crate::domain::audit::{Outcome, RecordKind, RecordedActor, RecordedTarget};
use std::time::{Duration, Instant};

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
    assert_eq!(log.head().await.unwrap().unwrap().0, 800);
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
        "INSERT OR REPLACE INTO audit_records (sequence, previous_hash, hash, encoding, body, who_text, user_text, opening)
            SELECT sequence, previous_hash, hash, encoding, replace(body, 'Ana', 'Eva'), who_text, user_text, opening FROM audit_records WHERE sequence = 2",
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
    let (database, _) = memory().await;
    let log = SqliteAuditLog::new(database);
    let read = log.append(entry(RecordKind::Read, "user.read", Uuid::nil())).await.unwrap();
    let again = log.append(entry(RecordKind::Read, "user.read", Uuid::nil())).await.unwrap();
    assert_eq!(read.entry.action_id.get_version_num(), 7);
    assert_ne!(read.entry.action_id, again.entry.action_id);
    assert_eq!(log.action(read.entry.action_id).await.unwrap(), [read]);
}

#[tokio::test]
async fn any_text_comes_back_as_it_was() {
    let (database, _) = memory().await;
    let log = SqliteAuditLog::new(database);
    let text = "\0 \u{1f} \u{2028} \"quoted\" \\u0041 'it''s' 漢字 😀 \r\n </script>";
    let mut odd = AuditEntry { reason: Some(text.into()), ticket: Some(text.into()), client_metadata: vec![(text.into(), text.into())], ..intent() };
    odd.target = Some(RecordedTarget { pool: text.into(), username: text.into(), sub: text.into(), name: text.into() });
    odd.actor = Some(RecordedActor { name: text.into(), ..RecordedActor::default() });
    let record = log.append(odd.clone()).await.unwrap();
    assert_eq!(log.action(odd.action_id).await.unwrap(), [record]);
    assert_eq!(log.verify_chain().await, Ok(1));
    let filter = TrailFilter { user: "漢字 😀".into(), who: text.into(), ..TrailFilter::default() };
    assert_eq!(log.page(&filter, PageFrom::Newest, 5).await.unwrap().rows.len(), 1);
}

#[tokio::test]
async fn an_intent_and_its_outcome_may_stand_in_one_batch() {
    let (database, _) = memory().await;
    let log = SqliteAuditLog::new(database);
    let opening = intent();
    let closing = ending(opening.action_id, Outcome::Refused);
    let (opening, closing) = tokio::join!(log.append(opening), log.append(closing));
    let page = log.page(&TrailFilter { outcome: Some(Outcome::Refused), ..TrailFilter::default() }, PageFrom::Newest, 5).await.unwrap();
    assert_eq!((page.rows[0].opening.clone(), page.rows[0].outcome.clone()), (opening.unwrap(), closing.ok()));
    assert_eq!(log.verify_chain().await, Ok(2));
}

/// 40 actions: every fourth is a read, of the others every second ended, the last of each ten refused.
async fn filled(log: &SqliteAuditLog) -> Vec<i64> {
    let mut openings = Vec::new();
    for number in 0..40_i64 {
        let kind = if number % 4 == 0 { RecordKind::Read } else { RecordKind::Intent };
        let event = if number % 4 == 0 { "user.read" } else { ["password.reset", "password.set"][usize::from(number % 3 == 0)] };
        let mut opening = entry(kind, event, Uuid::new_v4());
        opening.occurred_at += number;
        if number % 10 == 9 {
            opening.actor = Some(RecordedActor::from(&actor("staff-2", "Zoë ÅNGSTRÖM")));
            opening.target = Some(RecordedTarget { pool: "eu-west-1_b".into(), username: "100%_sure".into(), sub: "user-2".into(), name: "Rosa".into() });
            opening.ticket = Some("T-1".into());
        }
        let action_id = opening.action_id;
        openings.push(log.append(opening).await.unwrap().sequence);
        if kind == RecordKind::Intent && number % 2 == 1 {
            log.append(ending(action_id, if number % 10 == 9 { Outcome::Refused } else { Outcome::Succeeded })).await.unwrap();
        }
    }
    openings
}

async fn all_pages(log: &SqliteAuditLog, filter: &TrailFilter, size: u32) -> Vec<TrailPage> {
    let mut pages = vec![log.page(filter, PageFrom::Newest, size).await.unwrap()];
    while pages.last().unwrap().has_older {
        let oldest = pages.last().unwrap().rows.last().unwrap().opening.sequence;
        pages.push(log.page(filter, PageFrom::Before(oldest), size).await.unwrap());
    }
    pages
}

fn sequences(page: &TrailPage) -> Vec<i64> {
    page.rows.iter().map(|row| row.opening.sequence).collect()
}

#[tokio::test]
async fn pages_go_to_the_end_and_back_with_every_filter() {
    let (database, _) = memory().await;
    let log = SqliteAuditLog::new(database);
    let openings = filled(&log).await;
    let any = TrailFilter::default;
    let at = 1_700_000_000_000_000;
    let cases: [(TrailFilter, &dyn Fn(i64) -> bool); 19] = [
        (any(), &|_| true),
        (TrailFilter { without_reads: true, ..any() }, &|n| n % 4 != 0),
        (TrailFilter { who: "ångström".into(), ..any() }, &|n| n % 10 == 9),
        (TrailFilter { who: "staff-1".into(), ..any() }, &|n| n % 10 != 9),
        (TrailFilter { who: "staff".into(), ..any() }, &|_| false),
        (TrailFilter { user: "%_S".into(), ..any() }, &|n| n % 10 == 9),
        (TrailFilter { user: "jane".into(), ..any() }, &|n| n % 10 != 9),
        (TrailFilter { user: "user-2".into(), ..any() }, &|n| n % 10 == 9),
        (TrailFilter { user_sub: "user-2".into(), pool: "eu-west-1_b".into(), ..any() }, &|n| n % 10 == 9),
        (TrailFilter { event: "password".into(), ..any() }, &|n| n % 4 != 0),
        (TrailFilter { event: "password.".into(), ..any() }, &|n| n % 4 != 0),
        (TrailFilter { event: "password.set".into(), ..any() }, &|n| n % 4 != 0 && n % 3 == 0),
        (TrailFilter { event: "pass".into(), ..any() }, &|_| false),
        (TrailFilter { ticket: "T-1".into(), ..any() }, &|n| n % 10 == 9),
        (TrailFilter { outcome: Some(Outcome::Succeeded), ..any() }, &|n| n % 2 == 1 && n % 10 != 9),
        (TrailFilter { outcome: Some(Outcome::Refused), user_sub: "user-2".into(), ..any() }, &|n| n % 10 == 9),
        (TrailFilter { is_open: true, ..any() }, &|n| n % 4 == 2),
        (TrailFilter { is_open: true, outcome: Some(Outcome::Succeeded), ..any() }, &|_| false),
        (TrailFilter { from: Some(at + 5), until: Some(at + 20), pool: "eu-west-1_a".into(), ..any() }, &|n| (5..20).contains(&n) && n % 10 != 9),
    ];
    for (filter, fits) in cases {
        let expected: Vec<i64> = (0..40).rev().filter(|number| fits(*number)).filter_map(|number| openings.get(usize::try_from(number).ok()?).copied()).collect();
        for size in [1, 3, 50] {
            let pages = all_pages(&log, &filter, size).await;
            assert_eq!(pages.iter().flat_map(sequences).collect::<Vec<_>>(), expected, "{filter:?}");
            for (index, page) in pages.iter().enumerate() {
                assert_eq!((page.has_newer, page.has_older), (index > 0, index + 1 < pages.len()), "{filter:?}");
                let Some(newest) = page.rows.first().filter(|_| index > 0) else { continue };
                let back = log.page(&filter, PageFrom::After(newest.opening.sequence), size).await.unwrap();
                assert_eq!(sequences(&back), sequences(&pages[index - 1]), "{filter:?}");
                assert_eq!((back.has_newer, back.has_older), (index > 1, true), "{filter:?}");
            }
        }
    }
}

#[tokio::test]
async fn a_denial_is_found_by_its_own_outcome_and_an_action_stands_in_the_list_once() {
    let (database, _) = memory().await;
    let log = SqliteAuditLog::new(database);
    let denied = AuditEntry { outcome: Some(Outcome::Denied), ..entry(RecordKind::Denied, "password.set", Uuid::new_v4()) };
    let denied = log.append(denied).await.unwrap();
    let opening = log.append(intent()).await.unwrap();
    let closing = log.append(ending(opening.entry.action_id, Outcome::Unknown)).await.unwrap();
    let only = async |outcome| log.page(&TrailFilter { outcome: Some(outcome), ..TrailFilter::default() }, PageFrom::Newest, 9).await.unwrap().rows;
    assert_eq!(only(Outcome::Denied).await.iter().map(|row| &row.opening).collect::<Vec<_>>(), [&denied]);
    let unknown = only(Outcome::Unknown).await;
    assert_eq!(unknown.iter().map(|row| (&row.opening, row.outcome.as_ref())).collect::<Vec<_>>(), [(&opening, Some(&closing))]);
}

#[tokio::test]
async fn open_intents_are_those_without_outcome_and_old_enough() {
    let (database, _) = memory().await;
    let log = SqliteAuditLog::new(database);
    let (open, closed) = (log.append(intent()).await.unwrap(), log.append(intent()).await.unwrap());
    log.append(ending(closed.entry.action_id, Outcome::Succeeded)).await.unwrap();
    log.append(AuditEntry { occurred_at: open.entry.occurred_at + 10, ..intent() }).await.unwrap();
    assert_eq!(log.open_intents(open.entry.occurred_at + 1).await.unwrap(), std::slice::from_ref(&open));
    assert!(log.open_intents(open.entry.occurred_at).await.unwrap().is_empty());
    log.append(ending(open.entry.action_id, Outcome::Unknown)).await.unwrap();
    assert!(log.open_intents(open.entry.occurred_at + 1).await.unwrap().is_empty());
    assert_eq!(log.verify_chain().await, Ok(5));
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
async fn a_read_only_or_full_database_gives_errors_and_the_writer_heals() {
    let file = TestFile::new();
    let (log, database) = log_in(&file).await;
    log.append(intent()).await.unwrap();
    for (trouble, words) in [("PRAGMA query_only = ON", "read-only"), ("PRAGMA max_page_count = 1", "full")] {
        sqlx::query(trouble).execute(&database.writer).await.unwrap();
        let long = "x".repeat(20_000);
        let result = log.append(AuditEntry { note: Some(long.clone()), ..intent() }).await;
        assert!(matches!(&result, Err(AuditError::Store(found)) if found.contains(words)), "{result:?}");
        log.append(AuditEntry { note: Some(long), ..intent() }).await.unwrap();
    }
    assert_eq!(log.verify_chain().await, Ok(3));
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
async fn tampering_is_found_and_located() {
    let cases: [(&'static str, i64, &str); 8] = [
        ("UPDATE audit_records SET body = replace(body, 'Ana', 'Eva') WHERE sequence = 3", 3, "changed"),
        ("UPDATE audit_records SET hash = zeroblob(32) WHERE sequence = 3", 3, "changed"),
        ("UPDATE audit_records SET previous_hash = zeroblob(32) WHERE sequence = 3", 3, "does not continue"),
        ("UPDATE audit_records SET who_text = 'eva' WHERE sequence = 4", 4, "column for searching"),
        ("UPDATE audit_records SET opening = 1 WHERE sequence = 4", 4, "does not agree"),
        ("DELETE FROM audit_records WHERE sequence = 2", 2, "missing"),
        ("DELETE FROM audit_open_intents WHERE sequence = 5", 5, "open intents"),
        (
            "UPDATE audit_records SET sequence = CASE sequence WHEN 2 THEN -3 ELSE 2 END WHERE sequence IN (2, 3); UPDATE audit_records SET sequence = 3 WHERE sequence = -3",
            2,
            "does not continue",
        ),
    ];
    for (text, sequence, words) in cases {
        let file = TestFile::new();
        let (log, _) = log_in(&file).await;
        for _ in 0..6 {
            log.append(intent()).await.unwrap();
        }
        let mut raw = file.intruder().await;
        sqlx::raw_sql(text).execute(&mut raw).await.unwrap();
        done(raw).await;
        let fault = log.verify_chain().await.unwrap_err();
        assert!(fault.sequence == sequence && fault.what.contains(words), "{text}: {fault}");
    }
}
