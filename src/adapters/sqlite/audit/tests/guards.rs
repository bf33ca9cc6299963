//! What an intruder makes in the database, or takes away from it, where no record is touched.

use super::super::super::connect::MIGRATIONS;
use super::super::super::direct;
use super::super::{batch, check_trail, verify_database};
use super::*;
use crate::domain::audit::{CheckpointSigner, VerifierKeys};
use rusqlite::Connection;
use sqlx::ConnectOptions;
use sqlx::migrate::Migrator;
use sqlx::sqlite::SqliteConnectOptions;
use std::borrow::Cow;

/// A trail with a checkpoint, closed.
async fn sealed_trail() -> (TestFile, VerifierKeys) {
    let (file, signer) = (TestFile::new(), CheckpointSigner::new("passdesk.example/audit", &CheckpointSigner::generate().unwrap()).unwrap());
    let (log, database) = log_in(&file).await;
    for _ in 0..3 {
        let opening = log.append(intent()).await.unwrap();
        log.append(ending(opening.entry.action_id, Outcome::Succeeded)).await.unwrap();
    }
    log.append(intent()).await.unwrap();
    let head = log.head().await.unwrap();
    log.keep_checkpoint(head.size, &signer.sign(head, 1_700_000_000_000_000), 1_700_000_000_000_000).await.unwrap();
    database.close().await;
    (file, VerifierKeys(vec![signer.verifier().clone()]))
}

/// What the verification says after the intruder's statements, whoever asks: with the keys and without.
async fn found_after(text: &str) -> Vec<(FaultKind, String)> {
    let (file, keys) = sealed_trail().await;
    let intruder = Connection::open(file.path()).unwrap();
    intruder.execute_batch(text).unwrap();
    drop(intruder);
    let told = |keys| {
        let report = verify_database(&file.path(), keys, &[]).unwrap();
        report.faults.into_iter().map(|fault| (fault.kind, fault.what)).collect::<Vec<_>>()
    };
    let found = told(Some(&keys));
    assert_eq!(found, told(None), "{text}");
    found
}

const ALL_GUARDS_AWAY: &str = "DROP TRIGGER audit_records_open; DROP TRIGGER audit_records_close; DROP TRIGGER audit_records_doubt; DROP TRIGGER audit_records_reconcile;
    DROP TRIGGER audit_checkpoints_no_update; DROP TRIGGER audit_checkpoints_no_delete; DROP TRIGGER audit_checkpoints_in_order;
    DROP TRIGGER audit_cuts_in_order; DROP TRIGGER audit_cuts_no_update; DROP TRIGGER audit_cuts_no_delete;
    DROP TRIGGER audit_records_no_update; DROP TRIGGER audit_records_no_delete; DROP TRIGGER audit_records_in_order; DROP TRIGGER sessions_stay_ended;";

#[tokio::test]
async fn whatever_is_planted_changed_or_removed_in_the_database_is_named() {
    for (text, named) in [
        ("CREATE TRIGGER evil BEFORE INSERT ON audit_checkpoints BEGIN SELECT RAISE(IGNORE); END", "trigger evil was planted"),
        // SQLite does not tell letters apart by their case.
        ("CREATE TRIGGER evil BEFORE INSERT ON AUDIT_CHECKPOINTS BEGIN SELECT RAISE(IGNORE); END", "trigger evil was planted"),
        ("CREATE TRIGGER evil AFTER INSERT ON login_attempts BEGIN DELETE FROM audit_open_intents; END", "trigger evil was planted"),
        ("CREATE TABLE notes (body TEXT)", "table notes was planted"),
        ("CREATE VIEW shown AS SELECT * FROM audit_records", "view shown was planted"),
        ("CREATE TABLE \"a\u{1b}[31m\" (body TEXT)", "table a [31m was planted"),
        ("DROP TRIGGER audit_records_no_update", "trigger audit_records_no_update is missing"),
        ("DROP INDEX sessions_by_person", "index sessions_by_person is missing"),
        ("DROP INDEX audit_by_user_sub; CREATE INDEX audit_by_user_sub ON audit_records (user_sub)", "index audit_by_user_sub was changed"),
    ] {
        let found = found_after(text).await;
        assert!(matches!(&found[..], [(FaultKind::Guards, what)] if what.contains(named)), "{text}: {found:?}");
    }
}

#[tokio::test]
async fn a_list_of_migrations_that_is_none_of_ours_does_not_turn_the_comparison_off() {
    for text in [
        "INSERT INTO _sqlx_migrations SELECT 9999, description, installed_on, 1, checksum, 0 FROM _sqlx_migrations LIMIT 1",
        "UPDATE _sqlx_migrations SET success = 0 WHERE version = 7",
        "DELETE FROM _sqlx_migrations WHERE version = 3",
        "DELETE FROM _sqlx_migrations",
        "DROP TABLE _sqlx_migrations",
        "UPDATE _sqlx_migrations SET version = 0x7fffffffffffffff WHERE version = 7",
        // As if it were of an earlier version: then the tables are not of that time.
        "DELETE FROM _sqlx_migrations WHERE version = 7",
    ] {
        for before in ["", ALL_GUARDS_AWAY] {
            let found = found_after(&format!("{before}{text}")).await;
            assert!(matches!(&found[..], [(FaultKind::Guards, _)]), "{text}: {found:?}");
        }
    }
    let found = found_after(ALL_GUARDS_AWAY).await;
    assert!(matches!(&found[..], [(FaultKind::Guards, what)] if what.ends_with(", and 9 more")), "{found:?}");
}

#[tokio::test]
async fn what_operators_do_to_a_database_is_no_fault() {
    for text in [
        "ANALYZE",
        "VACUUM",
        "PRAGMA optimize",
        // The copy for auditors.
        "DELETE FROM console_keys; DELETE FROM reveal_keys; DELETE FROM sessions; DELETE FROM login_attempts; DELETE FROM drafts; VACUUM",
    ] {
        assert_eq!(found_after(text).await, [], "{text}");
    }
}

/// The trail of [`sealed_trail`] in a database as it was made up to this migration.
async fn in_a_database_of(version: i64, trail: &TestFile) -> TestFile {
    let earlier = TestFile::new();
    let mut database = SqliteConnectOptions::new().filename(earlier.path()).create_if_missing(true).connect().await.unwrap();
    let migrations = MIGRATIONS.iter().filter(|migration| migration.version <= version).cloned().collect();
    Migrator { migrations: Cow::Owned(migrations), ..Migrator::DEFAULT }.run(&mut database).await.unwrap();
    done(database).await;
    let copy = "INSERT INTO audit_records (sequence, previous_hash, hash, encoding, body, opening)
            SELECT sequence, previous_hash, hash, encoding, body, opening FROM trail.audit_records ORDER BY sequence;
        INSERT INTO audit_checkpoints SELECT * FROM trail.audit_checkpoints";
    Connection::open(earlier.path()).unwrap().execute_batch(&format!("ATTACH '{}' AS trail; {copy}", trail.path().display())).unwrap();
    earlier
}

#[tokio::test]
async fn a_database_that_later_migrations_have_not_reached_is_no_fault() {
    let (trail, keys) = sealed_trail().await;
    for version in MIGRATIONS.iter().map(|migration| migration.version).filter(|version| *version >= 7) {
        let earlier = in_a_database_of(version, &trail).await;
        for keys in [Some(&keys), None] {
            let report = verify_database(&earlier.path(), keys, &[]).unwrap();
            assert_eq!((report.records(), &report.faults[..]), (7, &[][..]), "{version}");
        }
    }
}

#[tokio::test]
async fn a_checkpoint_is_filed_under_the_time_of_its_note_and_shown_with_that() {
    let (file, keys) = sealed_trail().await;
    let intruder = Connection::open(file.path()).unwrap();
    let guard: String = intruder.query_row("SELECT sql FROM sqlite_schema WHERE name = 'audit_checkpoints_no_update'", [], |row| row.get(0)).unwrap();
    intruder.execute_batch(&format!("DROP TRIGGER audit_checkpoints_no_update; UPDATE audit_checkpoints SET made_at = 0; {guard}")).unwrap();
    let report = verify_database(&file.path(), Some(&keys), &[]).unwrap();
    assert!(
        matches!(&report.faults[..], [fault] if fault.kind == FaultKind::ForgedSeal && fault.what == "checkpoint 1 is filed under another time than its note has"),
        "{:?}",
        report.faults
    );
    let (log, _) = log_in(&file).await;
    assert_eq!(log.newest_checkpoints(1).await.unwrap()[0].made_at, 1_700_000_000_000_000);
}

/// The intruder's way around a STRICT table: it is one again when they have finished.
fn not_strict(table: &str, guard: &str, text: &str) -> String {
    format!(
        "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, 'STRICT', '') WHERE name = '{table}'; PRAGMA writable_schema = RESET;
         PRAGMA writable_schema = ON; CREATE TABLE kept AS SELECT sql FROM sqlite_schema WHERE name = '{guard}'; DROP TRIGGER {guard}; PRAGMA ignore_check_constraints = ON; {text};
         UPDATE sqlite_schema SET sql = rtrim(sql) || ' STRICT' WHERE name = '{table}'; PRAGMA writable_schema = RESET"
    )
}

#[tokio::test]
async fn what_is_of_another_type_or_cannot_be_parsed_is_a_fault_and_no_failure() {
    for (text, kind) in [
        (not_strict("audit_checkpoints", "audit_checkpoints_no_update", "UPDATE audit_checkpoints SET note = CAST(note AS BLOB)"), FaultKind::ForgedSeal),
        (not_strict("audit_checkpoints", "audit_checkpoints_no_update", "UPDATE audit_checkpoints SET note = 5"), FaultKind::ForgedSeal),
        (not_strict("audit_checkpoints", "audit_checkpoints_no_update", "UPDATE audit_checkpoints SET size = 'seven'"), FaultKind::ForgedSeal),
        (not_strict("audit_records", "audit_records_no_update", "UPDATE audit_records SET hash = 'text' WHERE sequence = 3"), FaultKind::Edited),
        (not_strict("audit_records", "audit_records_no_update", "UPDATE audit_records SET encoding = 'one' WHERE sequence = 3"), FaultKind::Edited),
        ("PRAGMA writable_schema = ON; UPDATE sqlite_schema SET tbl_name = 'sessions' WHERE name = 'audit_records_in_order'".to_owned(), FaultKind::Unreadable),
        ("PRAGMA writable_schema = ON; INSERT INTO sqlite_schema VALUES ('table', 'x', 'x', 0, 'create table x(')".to_owned(), FaultKind::Unreadable),
        ("PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, 'last_hash ', 'hash_last ') WHERE name = 'audit_cuts'".to_owned(), FaultKind::Unreadable),
    ] {
        let (file, keys) = sealed_trail().await;
        Connection::open(file.path()).unwrap().execute_batch(&text).unwrap();
        assert_eq!(check_trail(&file.path()), Ok(()), "{text}");
        let report = verify_database(&file.path(), Some(&keys), &[]).unwrap();
        assert_eq!(report.faults.first().map(|fault| fault.kind), Some(kind), "{text}: {:?}", report.faults);
    }
}

#[tokio::test]
async fn a_record_that_the_database_swallows_is_not_acknowledged_nor_are_those_of_its_commit() {
    for text in [
        "DROP TRIGGER audit_records_in_order; CREATE TRIGGER evil BEFORE INSERT ON AUDIT_RECORDS WHEN NEW.body LIKE '%hidden%' BEGIN SELECT RAISE(IGNORE); END",
        "DROP TRIGGER audit_records_in_order; DROP TRIGGER audit_records_no_delete; CREATE TRIGGER evil AFTER INSERT ON audit_records WHEN NEW.body LIKE '%hidden%'
         BEGIN DELETE FROM audit_records WHERE sequence = NEW.sequence; END",
    ] {
        let file = TestFile::new();
        let (log, _) = log_in(&file).await;
        log.append(intent()).await.unwrap();
        let mut connection = Connection::open(file.path()).unwrap();
        connection.execute_batch(text).unwrap();
        let hidden = || AuditEntry { reason: Some("hidden".into()), ..intent() };
        let answer = log.append(hidden()).await;
        assert!(matches!(&answer, Err(AuditError::Store(words)) if words.contains("swallows")), "{text}: {answer:?}");
        // One commit, in which the last one is there.
        let error = batch::write(&mut connection, [intent(), hidden(), intent()].map(Into::into).into(), false).expect_err("one is swallowed");
        assert!(direct::sentence(&error).contains("swallows"), "{text}: {error}");
        assert_eq!(log.verify_chain().await, Ok(1));
    }
}

#[tokio::test]
async fn what_the_database_says_in_an_intruders_words_is_inert_in_a_sentence() {
    let file = TestFile::new();
    let (log, _) = log_in(&file).await;
    let intruder = Connection::open(file.path()).unwrap();
    for table in ["audit_records", "audit_checkpoints"] {
        let says = "no\u{1b}[31m\n2026-11-21 INFO all is well \u{202e}";
        intruder.execute_batch(&format!("CREATE TRIGGER evil_{table} BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, '{says}'); END")).unwrap();
    }
    let of_record = log.append(intent()).await.unwrap_err().to_string();
    let of_checkpoint = log.keep_checkpoint(0, "note", 0).await.unwrap_err().to_string();
    for said in [of_record, of_checkpoint] {
        assert!(said.contains("all is well") && !said.contains(['\u{1b}', '\n', '\u{202e}']), "{said:?}");
    }
}

/// An index that leaves records out, under the words of the one that does not.
pub(super) fn partial(index: &str, condition: &str) -> String {
    format!(
        "CREATE TEMP TABLE kept AS SELECT sql FROM sqlite_schema WHERE name = '{index}'; DROP INDEX {index}; {condition}; PRAGMA writable_schema = ON;
         UPDATE main.sqlite_schema SET sql = (SELECT sql FROM kept) WHERE name = '{index}'; PRAGMA writable_schema = RESET"
    )
}

#[tokio::test]
async fn an_index_that_does_not_agree_with_its_table_is_found() {
    let no_search = "kind <> 'outcome' AND kind <> 'reconciled'";
    for (text, index) in [
        (
            partial(
                "audit_by_user_sub",
                &format!("CREATE INDEX audit_by_user_sub ON audit_records (user_sub, sequence) WHERE {no_search} AND user_sub IS NOT NULL AND sequence < 0"),
            ),
            "audit_by_user_sub",
        ),
        (partial("audit_by_action", "CREATE UNIQUE INDEX audit_by_action ON audit_records (action_id, kind) WHERE sequence <> 3"), "audit_by_action"),
        (partial("audit_openings", &format!("CREATE UNIQUE INDEX audit_openings ON audit_records (action_id) WHERE {no_search} AND sequence > 3")), "audit_openings"),
        (partial("audit_checkpoints_by_size", "CREATE INDEX audit_checkpoints_by_size ON audit_checkpoints (size, id) WHERE id > 1000"), "audit_checkpoints_by_size"),
    ] {
        let found = found_after(&text).await;
        assert!(matches!(&found[..], [(FaultKind::Derived, what)] if what.contains(index)), "{text}: {found:?}");
    }
    let swapped = "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'audit_checkpoints_by_size')
        WHERE name = 'audit_by_user_sub'";
    let found = found_after(swapped).await;
    assert!(matches!(&found[..], [(FaultKind::Derived | FaultKind::Unreadable, _)]), "{found:?}");
}

#[tokio::test]
async fn an_index_whose_page_is_noise_is_found() {
    use std::os::unix::fs::FileExt;
    let (file, keys) = sealed_trail().await;
    let connection = Connection::open(file.path()).unwrap();
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    let page: i64 = connection.query_row("SELECT rootpage FROM sqlite_schema WHERE name = 'audit_by_user_sub'", [], |row| row.get(0)).unwrap();
    let size: i64 = connection.pragma_query_value(None, "page_size", |row| row.get(0)).unwrap();
    drop(connection);
    let raw = std::fs::OpenOptions::new().write(true).open(file.path()).unwrap();
    raw.write_all_at(&[0xA5; 64], u64::try_from((page - 1) * size + 8).unwrap()).unwrap();
    let report = verify_database(&file.path(), Some(&keys), &[]).unwrap();
    assert!(
        matches!(&report.faults[..], [fault] if fault.kind == FaultKind::Unreadable && fault.what.starts_with("SQLite's own check: the table audit_records")),
        "{:?}",
        report.faults
    );
}
