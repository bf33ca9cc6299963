//! What is told in one pass over the records and their indexes: that all is well, and only then.

use super::super::agreement::holds;
use super::guards::partial;
use super::*;
use rusqlite::Connection;

#[tokio::test]
async fn an_index_that_is_not_looked_at_is_left_to_the_questions() {
    let file = TestFile::new();
    let (log, database) = log_in(&file).await;
    let last = of_every_kind(&log).await;
    database.close().await;
    assert!(holds(&file.path(), last));
    Connection::open(file.path()).unwrap().execute_batch("CREATE INDEX other ON AUDIT_RECORDS (event)").unwrap();
    assert!(!holds(&file.path(), last));
}

/// A trail with actions of every kind and in every state; how many records it has.
async fn of_every_kind(log: &SqliteAuditLog) -> i64 {
    for outcome in [Some(Outcome::Succeeded), Some(Outcome::Unknown), Some(Outcome::Unknown), Some(Outcome::NotSent), None] {
        let opening = log.append(intent()).await.unwrap();
        log.append(AuditEntry { target: None, reason: Some("漢字 \"\\ \u{1b}".into()), ..entry(RecordKind::SignIn, "session.start", Uuid::new_v4()) }).await.unwrap();
        if let Some(outcome) = outcome {
            log.append(ending(opening.entry.action_id, outcome)).await.unwrap();
        }
    }
    let doubtful = log.doubts(i64::MAX).await.unwrap().remove(0);
    let reconciled = AuditEntry { outcome: Some(Outcome::TookEffect), ..entry(RecordKind::Reconciled, "password.reset", doubtful.intent.entry.action_id) };
    log.append(reconciled).await.unwrap();
    for kind in [RecordKind::Denied, RecordKind::Read, RecordKind::Check, RecordKind::Escalation] {
        log.append(entry(kind, "password.reset", Uuid::new_v4())).await.unwrap();
    }
    // What counts against limits and what does not, and what somebody should look at.
    for (later, basis) in [(1, None), (2, Some("approval".to_owned()))] {
        let part = intent();
        log.append(AuditEntry { part_of: Some(Uuid::new_v4()), basis, occurred_at: part.occurred_at + later, ..part }).await.unwrap();
    }
    log.append(entry(RecordKind::Intent, "user.sign_out", Uuid::new_v4())).await.unwrap();
    log.append(entry(RecordKind::Read, "signal.canary", Uuid::new_v4())).await.unwrap();
    log.append(AuditEntry { actor: None, ..entry(RecordKind::Denied, "session.start", Uuid::new_v4()) }).await.unwrap();
    log.head().await.unwrap().size
}

#[tokio::test]
async fn a_trail_with_actions_of_every_kind_agrees_also_where_it_was_pruned() {
    let file = TestFile::new();
    let (log, _) = log_in(&file).await;
    assert!(holds(&file.path(), 0), "an empty one");
    let last = of_every_kind(&log).await;
    assert!(holds(&file.path(), last) && !holds(&file.path(), last + 1), "{last}");
    let raw = Connection::open(file.path()).unwrap();
    raw.execute_batch("INSERT INTO audit_cuts SELECT sequence, hash, '', '', '', 0 FROM audit_records WHERE sequence = 3; DELETE FROM audit_records WHERE sequence <= 3").unwrap();
    assert!(holds(&file.path(), last));
}

#[tokio::test]
async fn whatever_does_not_agree_is_left_to_the_questions_that_find_out_what() {
    let opens = "kind <> 'outcome' AND kind <> 'reconciled'";
    let of_users = format!("{opens} AND user_sub IS NOT NULL");
    let counts = "kind = 'intent' AND event <> 'user.sign_out' AND (body ->> '$.part_of' IS NULL OR body ->> '$.basis' = 'approval')";
    let notable = "(kind = 'denied' OR event = 'signal.canary')";
    let (sub, issuer) = ("body ->> '$.actor.sub'", "body ->> '$.actor.issuer'");
    let by_actor = format!("{sub}, {issuer}, occurred_at");
    let denials = format!("{sub}, {issuer}, sequence");
    // Each index, its columns and its condition, and columns that it does not have.
    let indexes: [(&str, &str, &str, &[&str]); 7] = [
        ("audit_by_action", "action_id, kind", "1", &["action_id, event"]),
        ("audit_openings", "action_id", opens, &["body"]),
        ("audit_by_user_sub", "user_sub, sequence", &of_users, &["pool, sequence", "user_sub, occurred_at", "user_sub, -sequence"]),
        ("audit_effects_by_actor", &by_actor, counts, &["user_sub, pool, occurred_at", "body ->> '$.actor.sub', body ->> '$.actor.issuer', sequence"]),
        ("audit_effects_on_user", "user_sub, pool, occurred_at, action_id", counts, &["user_sub, event, occurred_at, action_id", "user_sub, pool, sequence, action_id"]),
        ("audit_signals", "sequence", notable, &["occurred_at", "sequence + 1"]),
        ("audit_denials_by_actor", &denials, "kind = 'denied'", &["user_sub, pool, sequence", "body ->> '$.actor.sub', body ->> '$.actor.issuer', occurred_at"]),
    ];
    let mut tampered = Vec::new();
    for (index, columns, condition, lies) in indexes {
        let mut made = |columns: &str, condition: &str| {
            let rest = if condition == "1" { String::new() } else { format!(" WHERE {condition}") };
            tampered.push(partial(index, &format!("CREATE INDEX {index} ON audit_records ({columns}){rest}")));
        };
        lies.iter().for_each(|columns| made(columns, condition));
        let gap = if condition.contains("denied") { "kind <> 'denied'" } else { "sequence <> 1" };
        made(columns, &format!("{condition} AND {gap}").replace("1 AND ", ""));
        made(&(columns.replace(", ", " DESC, ") + " DESC"), condition);
    }
    let plain = [
        "UPDATE audit_records SET opening = 1 WHERE sequence = 4",
        "UPDATE audit_records SET opening = sequence WHERE sequence = 3",
        "DELETE FROM audit_open_intents",
        "DELETE FROM audit_doubts",
        "UPDATE audit_open_intents SET occurred_at = 1",
        "UPDATE audit_doubts SET occurred_at = 1",
        "INSERT INTO audit_open_intents SELECT sequence, occurred_at FROM audit_records WHERE sequence = 1",
        "INSERT INTO audit_doubts SELECT sequence, occurred_at FROM audit_records WHERE sequence = 3",
        "DROP INDEX audit_by_user_sub",
    ];
    for text in tampered.into_iter().chain(plain.map(str::to_owned)) {
        let file = TestFile::new();
        let (log, database) = log_in(&file).await;
        let last = of_every_kind(&log).await;
        database.close().await;
        done(file.intruder().await).await;
        // What cannot be done at all would show nothing.
        Connection::open(file.path()).unwrap().execute_batch(&text).unwrap();
        assert!(!holds(&file.path(), last), "{text}");
    }
}
