//! The opened database: who reads, who writes, and what its errors mean in words.

use crate::domain::audit::line::inert;
use crate::domain::clock::{Clock, SystemClock, to_micros};
use sha2::{Digest, Sha256};
use sqlx::sqlite::SqlitePool;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// An opened database; clones share it.
#[derive(Clone)]
pub struct Database {
    pub(super) readers: SqlitePool,
    pub(super) writer: SqlitePool,
    pub(super) file: OpenedFile,
    clock: Arc<dyn Clock>,
}

/// The file as it was when it was opened.
#[derive(Debug, Clone)]
pub(super) struct OpenedFile {
    pub(super) path: PathBuf,
    pub(super) identity: Option<(u64, u64)>,
}

impl Database {
    pub(super) fn new(readers: SqlitePool, writer: SqlitePool, path: PathBuf) -> Self {
        let file = OpenedFile { identity: identity(&path), path };
        Self { readers, writer, file, clock: Arc::new(SystemClock) }
    }

    /// The same database with another clock.
    #[must_use]
    pub fn with_clock(self, clock: Arc<dyn Clock>) -> Self {
        Self { clock, ..self }
    }

    /// Whether the database can be written now; takes the write lock for a moment and writes nothing.
    ///
    /// # Errors
    /// A sentence for the log and the operator: locked, read-only, removed.
    pub async fn check(&self) -> Result<(), String> {
        self.check_file()?;
        let transaction = self.writer.begin_with("BEGIN IMMEDIATE").await.map_err(|error| sentence(&error))?;
        transaction.rollback().await.map_err(|error| sentence(&error))
    }

    /// The database's file.
    pub fn path(&self) -> &Path {
        &self.file.path
    }

    /// Waits for what is being written, then closes all connections.
    pub async fn close(&self) {
        self.readers.close().await;
        self.writer.close().await;
    }

    /// The time by this database's clock, microseconds since 1970.
    pub(super) fn now(&self) -> i64 {
        to_micros(self.clock.now())
    }

    /// SQLite goes on writing into a file that was removed or replaced under it, and what it then calls durable is lost.
    pub(super) fn check_file(&self) -> Result<(), String> {
        let OpenedFile { path, identity: opened } = &self.file;
        if identity(path) == *opened {
            return Ok(());
        }
        Err(format!("the database file {} was removed or replaced while it was open; restart the console once it is in place", path.display()))
    }
}

impl std::fmt::Debug for Database {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Database").field("file", &self.file).finish_non_exhaustive()
    }
}

#[cfg(unix)]
fn identity(path: &std::path::Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata(path).ok().map(|data| (data.dev(), data.ino()))
}

#[cfg(not(unix))]
fn identity(path: &std::path::Path) -> Option<(u64, u64)> {
    path.exists().then_some((0, 0))
}

/// SHA-256 in hexadecimal digits: the form in which the database keeps what a browser holds.
pub(super) fn sha256_hex(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// SQLite's primary result code, where the error is SQLite's own (<https://www.sqlite.org/rescode.html>).
pub(super) fn result_code(error: &sqlx::Error) -> Option<i32> {
    // The extended code's low byte is the primary one.
    error.as_database_error().and_then(|error| error.code()?.parse::<i32>().ok()).map(|code| code & 0xff)
}

/// What went wrong, for logs and operators.
pub(super) fn sentence(error: &sqlx::Error) -> String {
    match error {
        sqlx::Error::PoolTimedOut => "the database is busy: no connection came free in time".to_owned(),
        sqlx::Error::PoolClosed => "the database is closed".to_owned(),
        _ => worded(result_code(error), error),
    }
}

/// An error of SQLite's with this primary result code, in words. A trigger that somebody planted, and what they stored, can put any text into
/// it: it is made harmless for logs and terminals.
pub(super) fn worded(code: Option<i32>, error: &impl std::fmt::Display) -> String {
    let words = match code {
        Some(5 | 6) => "the database is locked by another connection",
        Some(8) => "the database is read-only",
        Some(10) => "the disk gave an I/O error",
        Some(11) => "the database file is damaged",
        Some(13) => "the disk or the database is full",
        Some(14) => "the database file cannot be opened",
        Some(26) => "the file is not a SQLite database",
        _ => return inert(&error.to_string()),
    };
    inert(&format!("{words} ({error})"))
}
