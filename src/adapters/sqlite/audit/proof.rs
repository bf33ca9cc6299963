//! The port `TrailProof` over the database.

use super::super::{Database, direct};
use super::{SqliteAuditLog, batch, cuts, store, verify};
use crate::domain::audit::verify::{Report, Seal};
use crate::domain::audit::{ChainHead, VerifierKeys, noted_at};
use crate::ports::audit_log::AuditError;
use crate::ports::trail_proof::{Cut, KeptCheckpoint, StoredRecord, TrailProof};
use async_trait::async_trait;
use rusqlite::Connection;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use tokio::task::spawn_blocking;

/// Runs what waits for the disk on a thread that may.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T, String> + Send + 'static) -> Result<T, AuditError> {
    spawn_blocking(work).await.map_err(|error| AuditError::Store(format!("the reading broke off: {error}")))?.map_err(AuditError::Store)
}

/// Reads over a connection of its own.
async fn read<T: Send + 'static>(path: PathBuf, work: impl FnOnce(&Connection) -> rusqlite::Result<T> + Send + 'static) -> Result<T, AuditError> {
    blocking(move || direct::open_reader(&path).and_then(|connection| work(&connection)).map_err(|error| direct::sentence(&error))).await
}

/// The time is the note's own: the column beside it is not signed.
fn checkpoint(row: &SqliteRow) -> Result<KeptCheckpoint, sqlx::Error> {
    let note: String = row.try_get(2)?;
    let made_at = noted_at(&note).map_or_else(|| row.try_get(3), Ok)?;
    Ok(KeptCheckpoint { id: row.try_get(0)?, size: row.try_get(1)?, note, made_at })
}

/// Checkpoints from a number or a size on, in the order that the rest of the statement names.
async fn kept_checkpoints(database: &Database, rest: &'static str, bound: i64, count: u32) -> Result<Vec<KeptCheckpoint>, AuditError> {
    // The rest is one of this file's own texts.
    let query = sqlx::query(sqlx::AssertSqlSafe(format!("SELECT id, size, note, made_at FROM audit_checkpoints {rest} LIMIT ?"))).bind(bound).bind(i64::from(count));
    let rows = query.fetch_all(&database.readers).await.map_err(store)?;
    rows.iter().map(checkpoint).collect::<Result<_, _>>().map_err(store)
}

impl SqliteAuditLog {
    fn path(&self) -> PathBuf {
        self.database.file.path.clone()
    }
}

#[async_trait]
impl TrailProof for SqliteAuditLog {
    async fn head(&self) -> Result<ChainHead, AuditError> {
        read(self.path(), batch::head).await
    }

    async fn last_place(&self) -> Result<i64, AuditError> {
        // No connection of its own as the others here: to open one costs more than such a page's rows.
        sqlx::query_scalar("SELECT coalesce(max(sequence), 0) FROM audit_records").fetch_one(&self.database.readers).await.map_err(store)
    }

    async fn start(&self) -> Result<ChainHead, AuditError> {
        read(self.path(), verify::start).await
    }

    async fn keep_checkpoint(&self, size: i64, note: &str, made_at: i64) -> Result<KeptCheckpoint, AuditError> {
        self.database.check_file().map_err(AuditError::Store)?;
        // Of two consoles that seal at once the one that knows of more is right.
        let text = "INSERT INTO audit_checkpoints (size, note, made_at) SELECT ?1, ?2, ?3 WHERE ?1 >= (SELECT coalesce(max(size), 0) FROM audit_checkpoints)";
        let inserted = sqlx::query(text).bind(size).bind(note).bind(made_at).execute(&self.database.writer).await.map_err(store)?;
        if inserted.rows_affected() != 1 {
            return Err(AuditError::Store("the checkpoint was not kept: there is one of a longer trail, or the database does not take it".to_owned()));
        }
        // A trigger that somebody planted can take it away again, or change it, without an error.
        let query = sqlx::query_scalar("SELECT size = ? AND note = ? AND made_at = ? FROM audit_checkpoints WHERE id = ?");
        let is_there = query.bind(size).bind(note).bind(made_at).bind(inserted.last_insert_rowid()).fetch_optional(&self.database.writer).await.map_err(store)?;
        if is_there != Some(true) {
            return Err(AuditError::Store("the checkpoint was taken, and is not there: something in the database removes or changes it".to_owned()));
        }
        Ok(KeptCheckpoint { id: inserted.last_insert_rowid(), size, note: note.to_owned(), made_at })
    }

    async fn newest_checkpoints(&self, count: u32) -> Result<Vec<KeptCheckpoint>, AuditError> {
        kept_checkpoints(&self.database, "WHERE id >= ? ORDER BY id DESC", 0, count).await
    }

    async fn checkpoints(&self, after: i64, count: u32) -> Result<Vec<KeptCheckpoint>, AuditError> {
        kept_checkpoints(&self.database, "WHERE id > ? ORDER BY id", after, count).await
    }

    async fn cuts(&self) -> Result<Vec<Cut>, AuditError> {
        let query = sqlx::query("SELECT last, last_hash, note, archive, archive_sha256, made_at FROM audit_cuts ORDER BY last");
        let rows = query.fetch_all(&self.database.readers).await.map_err(store)?;
        let cut = |row: &SqliteRow| {
            Ok(Cut {
                end: ChainHead { size: row.try_get(0)?, hash: super::rows::hash(row, 1)? },
                note: row.try_get(2)?,
                archive: row.try_get(3)?,
                archive_sha256: row.try_get(4)?,
                made_at: noted_at(row.try_get(2)?).map_or_else(|| row.try_get(5), Ok)?,
            })
        };
        rows.iter().map(cut).collect::<Result<_, sqlx::Error>>().map_err(store)
    }

    async fn checkpoint_over(&self, sequence: i64) -> Result<Option<KeptCheckpoint>, AuditError> {
        Ok(kept_checkpoints(&self.database, "WHERE size >= ? ORDER BY size, id", sequence, 1).await?.pop())
    }

    async fn follow(&self, from: ChainHead) -> Result<Report, AuditError> {
        let path = self.path();
        blocking(move || Ok(verify::follow_chain(path, from))).await
    }

    async fn verify(&self, keys: VerifierKeys, outside: Vec<Seal>, verified: Arc<AtomicU64>) -> Result<Report, AuditError> {
        let path = self.path();
        let count = move |records| {
            verified.fetch_add(records, Ordering::Relaxed);
        };
        blocking(move || verify::verify_file(&path, &keys, &outside, &count)).await
    }

    async fn last_closed(&self, before: i64) -> Result<Option<ChainHead>, AuditError> {
        read(self.path(), move |connection| cuts::last_closed(connection, before)).await
    }

    async fn cut(&self, cut: &Cut) -> Result<(), AuditError> {
        self.database.check_file().map_err(AuditError::Store)?;
        cuts::cut(&self.database.writer, cut).await.map_err(store)?;
        self.finish_cut().await
    }

    async fn finish_cut(&self) -> Result<(), AuditError> {
        cuts::delete_cut_off(&self.database.writer).await.map_err(store)
    }

    async fn stored(&self, after: i64, count: u32) -> Result<Vec<StoredRecord>, AuditError> {
        let query = sqlx::query("SELECT sequence, previous_hash, hash, encoding, body FROM audit_records WHERE sequence > ? ORDER BY sequence LIMIT ?");
        let rows = query.bind(after).bind(i64::from(count)).fetch_all(&self.database.readers).await.map_err(store)?;
        let record = |row: &SqliteRow| {
            Ok(StoredRecord {
                sequence: row.try_get(0)?,
                previous_hash: super::rows::hash(row, 1)?,
                hash: super::rows::hash(row, 2)?,
                encoding: row.try_get(3)?,
                body: row.try_get(4)?,
            })
        };
        rows.iter().map(record).collect::<Result<_, sqlx::Error>>().map_err(store)
    }
}
