//! Bulk runs in SQLite.

mod rows;
mod runs;
#[cfg(test)]
mod tests;

use super::Database;
use super::database::sentence;
use crate::domain::actor::StaffId;
use crate::domain::bulk::RowStanding;
use crate::ports::bulk_store::{BulkStore, BulkStoreError, Counts, KeptRow, KeptRun, RowState, Step};
use async_trait::async_trait;
use std::time::Duration;
use uuid::Uuid;

/// Runs in this database.
#[derive(Debug, Clone)]
pub struct SqliteBulk {
    database: Database,
}

impl SqliteBulk {
    /// The runs in this database, by its clock.
    pub fn new(database: Database) -> Self {
        Self { database }
    }
}

#[async_trait]
impl BulkStore for SqliteBulk {
    async fn create(&self, run: &KeptRun, rows: Vec<KeptRow>, limit: u32) -> Result<bool, BulkStoreError> {
        let writer = &self.database.writer;
        // Somebody else's until all of its rows are there.
        if !runs::insert(writer, run, limit, self.database.now()).await? {
            return Ok(false);
        }
        for piece in rows.chunks(rows::PIECE as usize) {
            let mut transaction = writer.begin_with("BEGIN IMMEDIATE").await.map_err(failed)?;
            rows::insert(&mut transaction, run.id, piece).await?;
            transaction.commit().await.map_err(failed)?;
        }
        runs::release(writer, run.id, Uuid::nil()).await?;
        Ok(true)
    }

    async fn find(&self, id: Uuid) -> Result<Option<KeptRun>, BulkStoreError> {
        runs::find(&self.database.readers, id).await
    }

    async fn newest(&self, size: u32) -> Result<Vec<KeptRun>, BulkStoreError> {
        runs::newest(&self.database.readers, size).await
    }

    async fn counts(&self, id: Uuid) -> Result<Counts, BulkStoreError> {
        match runs::find(&self.database.readers, id).await?.and_then(|run| run.forgotten) {
            Some(counts) => Ok(counts),
            None => rows::counts(&self.database.readers, id).await,
        }
    }

    async fn rows(&self, id: Uuid, standing: Option<RowStanding>, after: u32, size: u32) -> Result<Vec<KeptRow>, BulkStoreError> {
        rows::page(&self.database.readers, id, standing, after, size).await
    }

    async fn leave_out_doubles(&self, id: Uuid, code: &str) -> Result<(), BulkStoreError> {
        rows::leave_out_doubles(&self.database.writer, id, code).await
    }

    async fn note(&self, id: Uuid, rows: Vec<(u32, RowState)>) -> Result<(), BulkStoreError> {
        let mut transaction = self.database.writer.begin_with("BEGIN IMMEDIATE").await.map_err(failed)?;
        rows::note(&mut transaction, id, rows).await?;
        transaction.commit().await.map_err(failed)
    }

    async fn seal(&self, id: Uuid, line: u32, sealed: Vec<u8>) -> Result<(), BulkStoreError> {
        let query = sqlx::query("UPDATE bulk_rows SET sealed = ? WHERE run = ? AND line = ?").bind(sealed).bind(id.to_string()).bind(line);
        query.execute(&self.database.writer).await.map(|_| ()).map_err(failed)
    }

    async fn sealed(&self, id: Uuid, after: u32, size: u32) -> Result<Vec<(KeptRow, Vec<u8>)>, BulkStoreError> {
        rows::sealed(&self.database.readers, id, after, size).await
    }

    async fn forget_sealed(&self, id: Uuid, lines: &[u32]) -> Result<(), BulkStoreError> {
        for piece in lines.chunks(rows::PIECE as usize) {
            let lines = serde_json::to_string(piece).unwrap_or_default();
            let text = "UPDATE bulk_rows SET sealed = NULL WHERE run = ?1 AND line IN (SELECT value FROM json_each(?2))";
            sqlx::query(text).bind(id.to_string()).bind(lines).execute(&self.database.writer).await.map_err(failed)?;
        }
        Ok(())
    }

    async fn users_of(&self, person: &StaffId, since: i64) -> Result<u32, BulkStoreError> {
        let mut connection = self.database.readers.acquire().await.map_err(failed)?;
        runs::users_of(&mut connection, person, since).await
    }

    async fn forget_old_sealed(&self, before: i64) -> Result<u64, BulkStoreError> {
        let text = "UPDATE bulk_rows SET sealed = NULL WHERE sealed IS NOT NULL
            AND run IN (SELECT id FROM bulk_runs WHERE changed_at < ? AND sealed_for IS NOT NULL AND forgotten IS NULL AND state NOT IN ('checking', 'running'))";
        sqlx::query(text).bind(before).execute(&self.database.writer).await.map(|done| done.rows_affected()).map_err(failed)
    }

    async fn step(&self, id: Uuid, step: &Step) -> Result<Option<KeptRun>, BulkStoreError> {
        let mut transaction = self.database.writer.begin_with("BEGIN IMMEDIATE").await.map_err(failed)?;
        let stepped = runs::step(&mut transaction, id, step, self.database.now()).await?;
        transaction.commit().await.map_err(failed)?;
        if stepped { self.find(id).await } else { Ok(None) }
    }

    async fn at_work(&self, worker: Uuid) -> Result<Vec<KeptRun>, BulkStoreError> {
        runs::at_work(&self.database.readers, worker, self.database.now()).await
    }

    async fn lease(&self, id: Uuid, worker: Uuid, lasts: Duration) -> Result<bool, BulkStoreError> {
        runs::lease(&self.database.writer, id, worker, self.database.now(), lasts).await
    }

    async fn release(&self, id: Uuid, worker: Uuid) -> Result<(), BulkStoreError> {
        runs::release(&self.database.writer, id, worker).await
    }

    async fn forget(&self, before: i64) -> Result<Vec<KeptRun>, BulkStoreError> {
        let mut forgotten = Vec::new();
        for run in runs::old(&self.database.readers, before).await? {
            let counts = self.counts(run.id).await?;
            // Asked once more: somebody may have resumed it meanwhile.
            if runs::forget(&self.database.writer, &run, &counts, before, self.database.now()).await? {
                forgotten.push(run);
            }
        }
        for run in runs::with_leftovers(&self.database.readers).await? {
            rows::delete(&self.database.writer, run).await?;
        }
        Ok(forgotten)
    }
}

#[expect(clippy::needless_pass_by_value, reason = "map_err passes by value")]
fn failed(error: sqlx::Error) -> BulkStoreError {
    BulkStoreError(sentence(&error))
}

/// What stands in the database and is none of ours: another version's, or somebody's hand.
fn unreadable(what: &str) -> BulkStoreError {
    BulkStoreError(format!("{what} of a bulk run does not read"))
}
