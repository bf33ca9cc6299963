//! Records that signs are derived from, by indexes of their own: complete, whatever was done to the index of lists.

use super::Database;
use super::audit::rows::records;
use super::database::sentence;
use crate::domain::actor::StaffId;
use crate::domain::audit::AuditRecord;
use crate::ports::audit_log::AuditError;
use crate::ports::signal_log::{DenialMark, SignalLog};
use async_trait::async_trait;
use sqlx::Row;

/// The planner would rather walk through all records than use an index by sequence: it is told.
const NOTABLE: &str = "SELECT sequence, previous_hash, hash, body FROM audit_records INDEXED BY audit_signals
    WHERE (kind = 'denied' OR event = 'signal.canary') AND sequence < ? ORDER BY sequence DESC LIMIT ?";
const DENIALS: &str = "SELECT occurred_at, coalesce(body ->> '$.code', '') FROM audit_records INDEXED BY audit_denials_by_actor
    WHERE kind = 'denied' AND body ->> '$.actor.sub' = ? AND body ->> '$.actor.issuer' = ? AND sequence <= ? ORDER BY sequence DESC LIMIT ?";

/// The signs in this database's trail.
#[derive(Debug, Clone)]
pub struct SqliteSignals(Database);

impl SqliteSignals {
    /// Of this database.
    pub fn new(database: Database) -> Self {
        Self(database)
    }
}

#[async_trait]
impl SignalLog for SqliteSignals {
    async fn notable(&self, before: i64, size: u32) -> Result<Vec<AuditRecord>, AuditError> {
        let rows = sqlx::query(NOTABLE).bind(before).bind(size).fetch_all(&self.0.readers).await.map_err(store)?;
        records(&rows).map_err(store)
    }

    async fn denials_of(&self, person: &StaffId, up_to: i64, size: u32) -> Result<Vec<DenialMark>, AuditError> {
        let query = sqlx::query(DENIALS).bind(&person.sub).bind(&person.issuer).bind(up_to).bind(size);
        let rows = query.fetch_all(&self.0.readers).await.map_err(store)?;
        rows.iter().map(|row| Ok(DenialMark { at: row.try_get(0)?, code: row.try_get(1)? })).collect::<Result<_, _>>().map_err(store)
    }
}

/// As an argument of `map_err`, for errors as they come.
#[expect(clippy::needless_pass_by_value, reason = "map_err passes by value")]
fn store(error: sqlx::Error) -> AuditError {
    AuditError::Store(sentence(&error))
}

#[cfg(test)]
mod tests {
    use super::super::audit::SqliteAuditLog;
    use super::super::test_support::{entry, fresh};
    use super::*;
    use crate::domain::audit::RecordKind;
    use crate::ports::audit_log::AuditLog;
    use uuid::Uuid;

    #[tokio::test]
    async fn signs_are_read_from_their_indexes_newest_first() {
        let (database, _) = fresh().await;
        for (text, index) in [(NOTABLE, "audit_signals"), (DENIALS, "audit_denials_by_actor")] {
            let query = sqlx::query(sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {text}")));
            let plan: Vec<String> = query.fetch_all(&database.readers).await.unwrap().iter().map(|row| row.get(3)).collect();
            assert!(plan.len() == 1 && plan[0].starts_with("SEARCH") && plan[0].contains(index), "{plan:?}");
        }
        let log = SqliteAuditLog::new(database.clone());
        for (kind, event) in [(RecordKind::Read, "user.read"), (RecordKind::Denied, "password.reset"), (RecordKind::Read, "signal.canary"), (RecordKind::Denied, "lock.set")] {
            let mut entry = entry(kind, event, Uuid::new_v4());
            entry.code = (kind == RecordKind::Denied).then(|| "not_allowed".to_owned());
            log.append(entry).await.unwrap();
        }
        let signals = SqliteSignals::new(database);
        let sequences = |records: Vec<AuditRecord>| records.iter().map(|record| record.sequence).collect::<Vec<_>>();
        assert_eq!(sequences(signals.notable(i64::MAX, 10).await.unwrap()), [4, 3, 2]);
        assert_eq!(sequences(signals.notable(4, 1).await.unwrap()), [3]);
        let person = StaffId { issuer: "https://id.example".into(), sub: "staff-1".into() };
        let denials = |up_to| signals.denials_of(&person, up_to, 10);
        assert_eq!((denials(4).await.unwrap().len(), denials(3).await.unwrap().len()), (2, 1));
        assert_eq!(denials(2).await.unwrap(), [DenialMark { at: 1_700_000_000_000_000, code: "not_allowed".into() }]);
        let other = StaffId { issuer: "https://other.example".into(), ..person.clone() };
        assert_eq!(signals.denials_of(&other, 4, 10).await.unwrap(), []);
    }
}
