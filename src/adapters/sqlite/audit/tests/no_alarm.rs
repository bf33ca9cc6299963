//! What operators do with a trail, and what its database does by itself, is no tampering.

use super::super::super::connect::{MIGRATIONS, connect};
use super::*;
use crate::domain::audit::{CheckpointSigner, ENCODING_VERSION, VerifierKeys, record_hash};
use sqlx::migrate::Migrator;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions, Connection};
use std::borrow::Cow;
use std::path::Path;
use std::sync::Arc;

/// A trail of some actions, two doubts and an open intent, with checkpoints.
async fn some_trail(log: &SqliteAuditLog, signer: &CheckpointSigner) {
    for number in 0..12 {
        let opening = log.append(intent()).await.unwrap();
        if number < 11 {
            log.append(ending(opening.entry.action_id, if number < 2 { Outcome::Unknown } else { Outcome::Succeeded })).await.unwrap();
        }
        if number % 5 == 0 {
            let head = log.head().await.unwrap();
            log.keep_checkpoint(head.size, &signer.sign(head, number), number).await.unwrap();
        }
    }
}

async fn faults_of(path: &Path, signer: &CheckpointSigner) -> Vec<String> {
    let database = connect(&format!("sqlite://{}", path.display())).await.unwrap();
    let log = SqliteAuditLog::new(database);
    let report = log.verify(VerifierKeys(vec![signer.verifier().clone()]), Vec::new(), Arc::default()).await.unwrap();
    assert!(report.records() >= 23 && report.seals == 3, "{report:?}");
    // And it goes on: the chain continues where it was.
    log.append(intent()).await.unwrap();
    log.verify_chain().await.unwrap();
    report.faults.iter().map(ToString::to_string).collect()
}

fn signer() -> CheckpointSigner {
    CheckpointSigner::new("passdesk.example/audit", &CheckpointSigner::generate().unwrap()).unwrap()
}

#[tokio::test]
async fn a_backup_a_restored_one_and_a_vacuumed_trail_verify() {
    let (file, signer) = (TestFile::new(), signer());
    let (log, database) = log_in(&file).await;
    some_trail(&log, &signer).await;
    let copy = |name: &str| file.path().with_file_name(name);
    let (into, online) = (copy("into.db"), copy("online.db"));
    let mut raw = file.raw().await;
    // Both ways that the operators' page names, while the console runs.
    sqlx::query("VACUUM INTO ?").bind(into.display().to_string()).execute(&mut raw).await.unwrap();
    let source = rusqlite::Connection::open(file.path()).unwrap();
    source.backup("main", &online, None).unwrap();
    log.append(intent()).await.unwrap();
    sqlx::query("VACUUM").execute(&mut raw).await.unwrap();
    sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut raw).await.unwrap();
    done(raw).await;
    database.close().await;
    for path in [into, online, file.path()] {
        assert_eq!(faults_of(&path, &signer).await, [""; 0], "{}", path.display());
    }
}

#[tokio::test]
async fn a_database_of_an_earlier_version_is_brought_up_to_date_and_its_records_stay_byte_by_byte() {
    let file = TestFile::new();
    let mut old = SqliteConnectOptions::new().filename(file.path()).create_if_missing(true).connect().await.unwrap();
    let earlier = MIGRATIONS.iter().filter(|migration| migration.version <= 5).cloned().collect();
    Migrator { migrations: Cow::Owned(earlier), ..Migrator::DEFAULT }.run(&mut old).await.unwrap();
    let (doubtful, open) = (intent(), intent());
    let outcome = AuditEntry { note: Some("漢字 \u{202e}".into()), ..ending(doubtful.action_id, Outcome::Unknown) };
    let mut kept = Vec::new();
    let mut previous = [0; 32];
    for (sequence, opening, entry) in [(1, 1, &doubtful), (2, 2, &open), (3, 1, &outcome)] {
        let hash = record_hash(sequence, &previous, &entry.canonical());
        sqlx::query("INSERT INTO audit_records (sequence, previous_hash, hash, encoding, body, who_text, user_text, opening) VALUES (?, ?, ?, ?, ?, '', '', ?)")
            .bind(sequence)
            .bind(&previous[..])
            .bind(&hash[..])
            .bind(ENCODING_VERSION)
            .bind(entry.canonical())
            .bind(opening)
            .execute(&mut old)
            .await
            .unwrap();
        kept.push((sequence, previous, hash, entry.canonical()));
        previous = hash;
    }
    old.close().await.unwrap();
    let (log, _) = log_in(&file).await;
    assert_eq!(log.verify_chain().await, Ok(3));
    let stored: Vec<_> = log.stored(0, 10).await.unwrap().into_iter().map(|record| (record.sequence, record.previous_hash, record.hash, record.body)).collect();
    assert_eq!(stored, kept);
    assert_eq!(log.doubts(i64::MAX).await.unwrap().iter().map(|doubt| doubt.outcome.sequence).collect::<Vec<_>>(), [3]);
    assert_eq!(log.open_intents(i64::MAX).await.unwrap().iter().map(|record| record.sequence).collect::<Vec<_>>(), [2]);
    log.append(ending(open.action_id, Outcome::Succeeded)).await.unwrap();
    assert_eq!(log.verify_chain().await, Ok(4), "the triggers stand on the new table as well");
}
