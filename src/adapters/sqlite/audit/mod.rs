//! The audit trail in SQLite: one chain, appended by one writer, read in pages by sequence.

mod query;
mod rows;
mod sightings;
mod verify;
mod writer;

pub use verify::ChainFault;

use super::Database;
use super::database::sentence;
use crate::domain::audit::{AuditEntry, AuditRecord};
use crate::domain::contact_change::ContactMarks;
use crate::ports::audit_log::{AuditError, AuditLog, Doubt, PageFrom, TrailFilter, TrailPage};
use async_trait::async_trait;
use uuid::{NoContext, Timestamp, Uuid};

/// The audit trail; clones share one writer.
#[derive(Debug, Clone)]
pub struct SqliteAuditLog {
    database: Database,
    writer: writer::Writer,
}

impl SqliteAuditLog {
    /// The trail of this database. Starts its writer, so it needs a Tokio runtime; the writer ends with the last clone.
    pub fn new(database: Database) -> Self {
        Self { writer: writer::Writer::start(database.clone()), database }
    }

    /// Walks the whole chain from the first record and gives their number.
    ///
    /// What was cut off at the end cannot show in the chain itself: compare [`Self::head`] with a value kept elsewhere.
    ///
    /// # Errors
    /// The first [`ChainFault`]; a database that cannot be read is one too, at the record that could not be had.
    pub async fn verify_chain(&self) -> Result<u64, ChainFault> {
        verify::verify(&self.database).await
    }

    /// The last record's sequence and hash, for an anchor outside of this database; `None` for an empty trail.
    ///
    /// # Errors
    /// [`AuditError::Store`].
    pub async fn head(&self) -> Result<Option<(i64, [u8; 32])>, AuditError> {
        let mut reader = self.database.readers.acquire().await.map_err(store)?;
        rows::head(&mut reader).await.map_err(store)
    }

    /// An id in the order of time, for records that no form brought an id for.
    fn fresh_id(&self) -> Uuid {
        let micros = u64::try_from(self.database.now()).unwrap_or(0);
        let nanos = u32::try_from(micros % 1_000_000 * 1_000).unwrap_or(0);
        Uuid::new_v7(Timestamp::from_unix(NoContext, micros / 1_000_000, nanos))
    }
}

#[async_trait]
impl AuditLog for SqliteAuditLog {
    async fn check(&self) -> Result<(), AuditError> {
        self.database.check().await.map_err(AuditError::Store)
    }

    async fn append(&self, mut entry: AuditEntry) -> Result<AuditRecord, AuditError> {
        if entry.action_id.is_nil() {
            entry.action_id = self.fresh_id();
        }
        self.writer.append(entry).await
    }

    async fn page(&self, filter: &TrailFilter, from: PageFrom, size: u32) -> Result<TrailPage, AuditError> {
        query::page(&self.database, filter, from, size).await
    }

    async fn action(&self, action_id: Uuid) -> Result<Vec<AuditRecord>, AuditError> {
        query::action(&self.database, action_id).await
    }

    async fn contact_sightings(&self, pool: &str, user_sub: &str, since: i64) -> Result<Vec<(i64, ContactMarks)>, AuditError> {
        sightings::contact_sightings(&self.database, pool, user_sub, since).await
    }

    async fn open_intents(&self, before: i64) -> Result<Vec<AuditRecord>, AuditError> {
        query::open_intents(&self.database, before).await
    }

    async fn doubts(&self, before: i64) -> Result<Vec<Doubt>, AuditError> {
        query::doubts(&self.database, before).await
    }
}

/// As an argument of `map_err`, for errors as they come.
#[expect(clippy::needless_pass_by_value, reason = "map_err passes by value")]
fn store(error: sqlx::Error) -> AuditError {
    AuditError::Store(sentence(&error))
}

#[cfg(test)]
mod tests;
