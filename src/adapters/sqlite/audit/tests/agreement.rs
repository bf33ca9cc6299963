//! What is told in one pass over the records and their indexes: that all is well, and only then.

use super::super::agreement::holds;
use super::guards::partial;
use super::*;
use rusqlite::Connection;

/// Takes away the indexes of which nothing is told here.
fn without_other_indexes(file: &TestFile) {
    let raw = Connection::open(file.path()).unwrap();
    let others = "SELECT name FROM sqlite_schema WHERE type = 'index' AND tbl_name = 'audit_records' AND name NOT IN ('audit_by_action', 'audit_openings', 'audit_by_user_sub')";
    let names: Vec<String> = raw.prepare(others).unwrap().query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap();
    names.iter().for_each(|name| raw.execute_batch(&format!("DROP INDEX {name}")).unwrap());
}

#[tokio::test]
async fn an_index_that_is_not_looked_at_is_left_to_the_questions() {
    let file = TestFile::new();
    let (log, database) = log_in(&file).await;
    let last = of_every_kind(&log).await;
    database.close().await;
    without_other_indexes(&file);
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
    log.head().await.unwrap().size
}

#[tokio::test]
async fn a_trail_with_actions_of_every_kind_agrees_also_where_it_was_pruned() {
    let file = TestFile::new();
    let (log, _) = log_in(&file).await;
    without_other_indexes(&file);
    assert!(holds(&file.path(), 0), "an empty one");
    let last = of_every_kind(&log).await;
    assert!(holds(&file.path(), last) && !holds(&file.path(), last + 1), "{last}");
    let raw = Connection::open(file.path()).unwrap();
    raw.execute_batch("INSERT INTO audit_cuts SELECT sequence, hash, '', '', '', 0 FROM audit_records WHERE sequence = 3; DELETE FROM audit_records WHERE sequence <= 3").unwrap();
    assert!(holds(&file.path(), last));
}

#[tokio::test]
async fn whatever_does_not_agree_is_left_to_the_questions_that_find_out_what() {
    let no_search = "kind <> 'outcome' AND kind <> 'reconciled'";
    let rest_of = |index: &str| match index {
        "audit_by_action" => String::new(),
        "audit_openings" => format!(" WHERE {no_search}"),
        _ => format!(" WHERE {no_search} AND user_sub IS NOT NULL"),
    };
    let of_others = [("audit_by_action", "action_id, event"), ("audit_openings", "body"), ("audit_by_user_sub", "pool, sequence")];
    let lies = of_others.map(|(index, columns)| partial(index, &format!("CREATE INDEX {index} ON audit_records ({columns}){}", rest_of(index))));
    let whole = [("audit_by_action", "action_id, kind"), ("audit_openings", "action_id"), ("audit_by_user_sub", "user_sub, sequence")];
    let gaps = whole.map(|(index, columns)| {
        let rest = rest_of(index);
        partial(index, &format!("CREATE INDEX {index} ON audit_records ({columns}){rest}{} sequence <> 1", if rest.is_empty() { " WHERE" } else { " AND" }))
    });
    let backwards =
        whole.map(|(index, columns)| partial(index, &format!("CREATE INDEX {index} ON audit_records ({}){}", columns.replace(',', " DESC,") + " DESC", rest_of(index))));
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
    for text in lies.into_iter().chain(gaps).chain(backwards).chain(plain.map(str::to_owned)) {
        let file = TestFile::new();
        let (log, database) = log_in(&file).await;
        let last = of_every_kind(&log).await;
        database.close().await;
        done(file.intruder().await).await;
        without_other_indexes(&file);
        // What cannot be done at all would show nothing.
        Connection::open(file.path()).unwrap().execute_batch(&text).unwrap();
        assert!(!holds(&file.path(), last), "{text}");
    }
}
