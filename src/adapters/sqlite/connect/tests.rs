use super::super::test_support::TestFile;
use super::*;

#[tokio::test]
async fn folder_and_file_are_made_for_the_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deep/er/passdesk.db");
    let database = connect(&format!("sqlite://{}", path.display())).await.unwrap();
    database.check().await.unwrap();
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
    assert_eq!(mode(&path.with_extension("db-wal")), 0o600);
}

#[tokio::test]
async fn commits_are_durable_and_the_journal_is_a_write_ahead_log() {
    let file = TestFile::new();
    let database = file.open().await;
    let mode: String = sqlx::query_scalar("PRAGMA journal_mode").fetch_one(&database.writer).await.unwrap();
    let synchronous: i64 = sqlx::query_scalar("PRAGMA synchronous").fetch_one(&database.writer).await.unwrap();
    assert_eq!((mode.as_str(), synchronous), ("wal", 2));
    assert!(sqlx::query("DELETE FROM drafts").execute(&database.readers).await.is_err(), "readers cannot write");
}

#[tokio::test]
async fn each_trouble_has_its_own_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let text = folder.path().join("notes.txt");
    std::fs::write(&text, "these are notes and no database, and they are long enough to be looked at as a header of one".repeat(9)).unwrap();
    assert!(matches!(connect(&format!("sqlite://{}", text.display())).await, Err(ConnectError::NotADatabase(_))));
    assert!(matches!(connect(&format!("sqlite://{}/passdesk.db", text.display())).await, Err(ConnectError::NotCreated { .. })));
    assert!(matches!(connect(&format!("sqlite://{}", folder.path().display())).await, Err(ConnectError::NotWritable { .. })));
    assert!(matches!(connect("postgres://localhost/passdesk").await, Err(ConnectError::Address(_))));
}

#[tokio::test]
async fn a_newer_schema_is_refused() {
    let file = TestFile::new();
    let database = file.open().await;
    sqlx::query("INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) VALUES (9999, 'later', 1, x'00', 1)")
        .execute(&database.writer)
        .await
        .unwrap();
    assert!(matches!(connect(&file.url()).await, Err(ConnectError::Newer { version: 9999, .. })));
}

#[tokio::test]
async fn two_instances_can_start_at_once() {
    let file = TestFile::new();
    let (left, right) = (file.url(), file.url());
    let (left, right) = tokio::join!(connect(&left), connect(&right));
    left.unwrap().check().await.unwrap();
    right.unwrap().check().await.unwrap();
}

#[tokio::test]
async fn a_database_file_that_is_gone_is_noticed() {
    let file = TestFile::new();
    let database = file.open().await;
    std::fs::rename(file.path(), file.path().with_extension("away")).unwrap();
    assert!(database.check().await.unwrap_err().contains("removed or replaced"));
    std::fs::rename(file.path().with_extension("away"), file.path()).unwrap();
    database.check().await.unwrap();
}
