//! The audit trail in SQLite: one chain, appended by one writer, read in pages by sequence.

mod agreement;
mod batch;
mod cuts;
mod delivered;
mod guards;
mod integrity;
mod proof;
mod query;
pub(super) mod rows;
mod sightings;
mod source;
mod velocity;
mod verify;
mod writer;

pub use delivered::delivered_checkpoints;
pub use verify::{check_trail, verify_database};

use super::Database;
use super::database::sentence;
use crate::domain::actor::StaffId;
use crate::domain::audit::verify::Fault;
use crate::domain::audit::{AuditEntry, AuditRecord};
use crate::domain::contact_change::ContactMarks;
use crate::domain::velocity::{Limit, Usage};
use crate::ports::audit_log::{Actions, AuditError, AuditLog, Doubt, Timeline, TimelineOf, TrailRow};
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

    /// Walks the chain and the lists made from it, and gives the number of records.
    ///
    /// Without checkpoints: what was cut off at the end cannot show. See [`TrailProof::verify`](crate::ports::trail_proof::TrailProof::verify).
    ///
    /// # Errors
    /// The first [`Fault`]; a database that cannot be read is one too.
    pub async fn verify_chain(&self) -> Result<u64, Fault> {
        let path = self.database.file.path.clone();
        let verified = tokio::task::spawn_blocking(move || verify::verify_records(&path)).await;
        let report = verified.unwrap_or_else(|error| Err(error.to_string())).map_err(|error| Fault::derived(0, error))?;
        let records = report.records();
        report.faults.into_iter().next().map_or(Ok(records), Err)
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
        self.writer.probe().await
    }

    async fn append(&self, entry: AuditEntry) -> Result<AuditRecord, AuditError> {
        self.append_within(entry, &[]).await
    }

    async fn append_within(&self, mut entry: AuditEntry, limits: &[Limit]) -> Result<AuditRecord, AuditError> {
        if entry.action_id.is_nil() {
            entry.action_id = self.fresh_id();
        }
        self.writer.append(entry, limits.to_vec()).await
    }

    async fn usage(&self, person: &StaffId, pool: &str, user_sub: &str, limits: &[Limit], now: i64) -> Result<Vec<Usage>, AuditError> {
        velocity::usage(&self.database, person, (pool, user_sub), limits, now).await
    }

    async fn timeline(&self, pool: &str, user_sub: &str, of: TimelineOf, size: u32) -> Result<Timeline, AuditError> {
        query::timeline(&self.database, pool, user_sub, of, size).await
    }

    async fn lately(&self, pool: &str, since: i64, size: u32) -> Result<Vec<TrailRow>, AuditError> {
        query::lately(&self.database, pool, since, size).await
    }

    async fn action(&self, action_id: Uuid) -> Result<Vec<AuditRecord>, AuditError> {
        query::action(&self.database, action_id).await
    }

    async fn actions(&self, action_ids: &[Uuid]) -> Result<Actions, AuditError> {
        query::actions(&self.database, action_ids).await
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
