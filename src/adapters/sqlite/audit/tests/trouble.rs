//! A connection of the trail's own that cannot write: nothing is acknowledged, and the next one heals.
//!
//! The account that runs the tests may be root, whom no file's mode stops: so the connection itself is made read-only.

use super::super::super::direct;
use super::super::writer::Writer;
use super::*;

/// A trail whose writer has this connection when it begins.
fn log_over(database: &Database, trouble: &str) -> SqliteAuditLog {
    let connection = direct::open_writer(database.path()).unwrap();
    connection.execute_batch(trouble).unwrap();
    SqliteAuditLog { writer: Writer::start_over(database.clone(), Some(connection)), database: database.clone() }
}

#[tokio::test]
async fn a_read_only_or_full_database_gives_errors_and_the_writer_heals() {
    let file = TestFile::new();
    let (first, database) = log_in(&file).await;
    first.append(intent()).await.unwrap();
    let long = || AuditEntry { note: Some("x".repeat(20_000)), ..intent() };
    let mut kept = 1;
    for (trouble, words) in [("PRAGMA query_only = ON", "the database is read-only"), ("PRAGMA max_page_count = 1", "the disk or the database is full")] {
        let log = log_over(&database, trouble);
        // Those who wait together are refused together; whoever is only encoded when the first has its answer comes after it, and is tried anew.
        let answers: [_; 2] = tokio::join!(log.append(long()), log.append(long())).into();
        let refused = answers.iter().filter(|answer| matches!(answer, Err(AuditError::Store(found)) if found.starts_with(words))).count();
        kept += i64::try_from(answers.iter().filter(|answer| answer.is_ok()).count()).unwrap();
        assert!(refused >= 1 && refused + answers.iter().filter(|answer| answer.is_ok()).count() == 2, "{trouble}: {answers:?}");
        assert_eq!(log.head().await.unwrap().size, kept, "{trouble}: nothing of what was refused is in the trail");
        log.append(long()).await.unwrap();
        kept += 1;
        log.check().await.unwrap();
    }
    assert_eq!(first.verify_chain().await, Ok(u64::try_from(kept).unwrap()));
}

#[tokio::test]
async fn whether_the_trail_takes_a_record_is_told_by_writing() {
    let file = TestFile::new();
    let (_, database) = log_in(&file).await;
    let log = log_over(&database, "PRAGMA query_only = ON");
    let refused = log.check().await;
    assert!(matches!(&refused, Err(AuditError::Store(found)) if found.starts_with("the database is read-only")), "{refused:?}");
    let wal = file.path().with_extension("db-wal");
    let before = wal.metadata().unwrap().len();
    log.check().await.unwrap();
    assert!(wal.metadata().unwrap().len() > before, "a page was written");
    assert_eq!(log.verify_chain().await, Ok(0), "and no record");
}
