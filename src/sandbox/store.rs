//! The sandbox's state on disk: one SQLite table of JSON records. An answer leaves only after the
//! records it changed are committed, so a killed sandbox comes back as its clients last saw it.

use std::path::Path;

use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::Row as _;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};

/// Why the state could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// SQLite refused.
    #[error("{0}")]
    Database(#[from] sqlx::Error),
    /// A record is not what this version writes.
    #[error("a record cannot be read: {0}")]
    Record(#[from] serde_json::Error),
}

/// One record to write or to drop.
#[derive(Debug)]
pub enum Change {
    /// Insert or replace.
    Put { kind: &'static str, id: String, body: String },
    /// Forget.
    Drop { kind: &'static str, id: String },
}

impl Change {
    /// A record that is to be written.
    pub fn put(kind: &'static str, id: impl Into<String>, value: &impl Serialize) -> Result<Self, StoreError> {
        Ok(Self::Put { kind, id: id.into(), body: serde_json::to_string(value)? })
    }
}

/// The database file.
#[derive(Debug, Clone)]
pub struct Store {
    pool: SqlitePool,
}

impl Store {
    /// Opens the file, and makes it if it is missing.
    pub async fn open(file: &Path) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::new().filename(file).create_if_missing(true).journal_mode(SqliteJournalMode::Wal).synchronous(SqliteSynchronous::Normal);
        let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options).await?;
        sqlx::query(
            "CREATE TABLE IF NOT EXISTS record (
                kind TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (kind, id)
            ) STRICT, WITHOUT ROWID",
        )
        .execute(&pool)
        .await?;
        Ok(Self { pool })
    }

    /// Commits all changes or none.
    pub async fn commit(&self, changes: Vec<Change>) -> Result<(), StoreError> {
        if changes.is_empty() {
            return Ok(());
        }
        let mut transaction = self.pool.begin().await?;
        for change in changes {
            let query = match change {
                Change::Put { kind, id, body } => sqlx::query("INSERT OR REPLACE INTO record (kind, id, body) VALUES (?, ?, ?)").bind(kind).bind(id).bind(body),
                Change::Drop { kind, id } => sqlx::query("DELETE FROM record WHERE kind = ? AND id = ?").bind(kind).bind(id),
            };
            query.execute(&mut *transaction).await?;
        }
        transaction.commit().await?;
        Ok(())
    }

    /// All records of a kind in the order of their ids.
    pub async fn all<T: DeserializeOwned>(&self, kind: &str) -> Result<Vec<T>, StoreError> {
        let rows = sqlx::query("SELECT body FROM record WHERE kind = ? ORDER BY id").bind(kind).fetch_all(&self.pool).await?;
        rows.iter().map(|row| Ok(serde_json::from_str(row.try_get::<String, _>(0)?.as_str())?)).collect()
    }

    /// One record, if it is there.
    pub async fn one<T: DeserializeOwned>(&self, kind: &str, id: &str) -> Result<Option<T>, StoreError> {
        let row = sqlx::query("SELECT body FROM record WHERE kind = ? AND id = ?").bind(kind).bind(id).fetch_optional(&self.pool).await?;
        row.map(|row| Ok(serde_json::from_str(row.try_get::<String, _>(0)?.as_str())?)).transpose()
    }

    /// Closes the file after the last write.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}
