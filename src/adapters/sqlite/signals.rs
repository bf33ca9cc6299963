//! Records that signs are derived from, by indexes of their own: complete, whatever was done to the index of lists.

use super::Database;
use super::audit::rows::records;
use super::database::sentence;
use crate::domain::audit::AuditRecord;
use crate::ports::audit_log::AuditError;
use crate::ports::signal_log::{Alike, Likeness, SignalLog};
use async_trait::async_trait;
use futures::TryStreamExt;
use sqlx::Row;

/// How far clocks may be apart, or have been turned, microseconds: beyond that a search ends.
const CLOCKS_APART: i64 = 3_600_000_000;

/// The planner would rather walk through all records than use an index by sequence: it is told.
const NOTABLE: &str = "SELECT sequence, previous_hash, hash, body FROM audit_records INDEXED BY audit_signals
    WHERE (kind = 'denied' OR event = 'signal.canary') AND sequence < ? ORDER BY sequence DESC LIMIT ?";

/// One person's denials with the time of each, and whether it is alike. Without a limit: the reader stops.
macro_rules! denials {
    ($whence:literal) => {
        concat!(
            "SELECT occurred_at, coalesce(instr(?4, ',' || (body ->> '$.code') || ','), 0) > 0 FROM audit_records INDEXED BY audit_denials_by_actor
            WHERE kind = 'denied' AND body ->> '$.actor.sub' = ?1 AND body ->> '$.actor.issuer' = ?2 AND ",
            $whence
        )
    };
}

/// The same of what concerns one user.
macro_rules! canaries {
    ($whence:literal) => {
        concat!(
            "SELECT occurred_at, coalesce(event = 'signal.canary' AND pool = ?5 AND body ->> '$.actor.sub' = ?1 AND body ->> '$.actor.issuer' = ?2, 0)
            FROM audit_records INDEXED BY audit_by_user_sub WHERE kind <> 'outcome' AND kind <> 'reconciled' AND user_sub = ?4 AND ",
            $whence
        )
    };
}

const DENIALS_BEFORE: &str = denials!("sequence < ?3 ORDER BY sequence DESC");
const DENIALS_AFTER: &str = denials!("sequence > ?3 ORDER BY sequence");
const CANARIES_BEFORE: &str = canaries!("sequence < ?3 ORDER BY sequence DESC");
const CANARIES_AFTER: &str = canaries!("sequence > ?3 ORDER BY sequence");

/// Which way the trail is read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Back,
    On,
}

/// The signs in this database's trail.
#[derive(Debug, Clone)]
pub struct SqliteSignals(Database);

impl SqliteSignals {
    /// Of this database.
    pub fn new(database: Database) -> Self {
        Self(database)
    }

    /// The times of what is alike on this way from this sequence, at most so many.
    async fn times(&self, alike: &Alike, way: Way, sequence: i64, size: usize) -> Result<Vec<i64>, sqlx::Error> {
        let whose = |text: &'static str| sqlx::query(text).bind(&alike.person.sub).bind(&alike.person.issuer).bind(sequence);
        let query = match (&alike.by, way) {
            (Likeness::Denied(codes), Way::Back) => whose(DENIALS_BEFORE).bind(listed(codes)),
            (Likeness::Denied(codes), Way::On) => whose(DENIALS_AFTER).bind(listed(codes)),
            (Likeness::Canary { pool, sub }, Way::Back) => whose(CANARIES_BEFORE).bind(sub).bind(pool),
            (Likeness::Canary { pool, sub }, Way::On) => whose(CANARIES_AFTER).bind(sub).bind(pool),
        };
        let (mut times, mut rows) = (Vec::new(), query.fetch(&self.0.readers));
        while times.len() < size
            && let Some(row) = rows.try_next().await?
        {
            let (at, is_alike): (i64, bool) = (row.try_get(0)?, row.try_get(1)?);
            if is_alike && alike.at.contains(&at) {
                times.push(at);
            }
            let is_past = match way {
                Way::Back => at < alike.at.start.saturating_sub(CLOCKS_APART),
                Way::On => at >= alike.at.end.saturating_add(CLOCKS_APART),
            };
            if is_past {
                break;
            }
        }
        Ok(times)
    }
}

/// `,one,other,`: so that SQLite finds a code by its commas.
fn listed(codes: &[&str]) -> String {
    format!(",{},", codes.join(","))
}

#[async_trait]
impl SignalLog for SqliteSignals {
    async fn notable(&self, before: i64, size: u32) -> Result<Vec<AuditRecord>, AuditError> {
        let rows = sqlx::query(NOTABLE).bind(before).bind(size).fetch_all(&self.0.readers).await.map_err(store)?;
        records(&rows).map_err(store)
    }

    async fn before(&self, alike: &Alike, sequence: i64, size: usize) -> Result<Vec<i64>, AuditError> {
        self.times(alike, Way::Back, sequence, size).await.map_err(store)
    }

    async fn after(&self, alike: &Alike, sequence: i64, size: usize) -> Result<usize, AuditError> {
        self.times(alike, Way::On, sequence, size).await.map(|times| times.len()).map_err(store)
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
    use crate::domain::actor::StaffId;
    use crate::domain::audit::{AuditEntry, RecordKind};
    use crate::ports::audit_log::AuditLog;
    use uuid::Uuid;

    const MINUTE: i64 = 60_000_000;

    fn denied(minute: i64, code: &str) -> AuditEntry {
        AuditEntry { occurred_at: minute * MINUTE, code: Some(code.to_owned()), ..entry(RecordKind::Denied, "password.reset", Uuid::new_v4()) }
    }

    fn canary(minute: i64) -> AuditEntry {
        AuditEntry { occurred_at: minute * MINUTE, ..entry(RecordKind::Read, "signal.canary", Uuid::new_v4()) }
    }

    fn alike(by: Likeness, minutes: std::ops::Range<i64>) -> Alike {
        let person = StaffId { issuer: "https://id.example".into(), sub: "staff-1".into() };
        Alike { person, by, at: minutes.start * MINUTE..minutes.end * MINUTE }
    }

    /// A trail of these records.
    async fn trail(entries: Vec<AuditEntry>) -> SqliteSignals {
        let (database, _) = fresh().await;
        let log = SqliteAuditLog::new(database.clone());
        for entry in entries {
            log.append(entry).await.unwrap();
        }
        SqliteSignals::new(database)
    }

    async fn minutes_before(signals: &SqliteSignals, alike: &Alike, sequence: i64, size: usize) -> Vec<i64> {
        signals.before(alike, sequence, size).await.unwrap().into_iter().map(|at| at / MINUTE).collect()
    }

    #[tokio::test]
    async fn signs_are_read_from_their_indexes_newest_first() {
        let signals = trail(vec![denied(1, "not_allowed"), canary(2), entry(RecordKind::Read, "user.read", Uuid::new_v4()), denied(3, "user_gone")]).await;
        let indexes = [
            (NOTABLE, "audit_signals"),
            (DENIALS_BEFORE, "audit_denials_by_actor"),
            (DENIALS_AFTER, "audit_denials_by_actor"),
            (CANARIES_BEFORE, "audit_by_user_sub"),
            (CANARIES_AFTER, "audit_by_user_sub"),
        ];
        for (text, index) in indexes {
            let query = sqlx::query(sqlx::AssertSqlSafe(format!("EXPLAIN QUERY PLAN {text}")));
            let plan: Vec<String> = query.fetch_all(&signals.0.readers).await.unwrap().iter().map(|row| row.get(3)).collect();
            assert!(plan.len() == 1 && plan[0].starts_with("SEARCH") && plan[0].contains(index), "{plan:?}");
        }
        let sequences = |records: Vec<AuditRecord>| records.iter().map(|record| record.sequence).collect::<Vec<_>>();
        assert_eq!(sequences(signals.notable(i64::MAX, 10).await.unwrap()), [4, 2, 1]);
        assert_eq!(sequences(signals.notable(4, 1).await.unwrap()), [2]);
    }

    #[tokio::test]
    async fn alike_are_denials_of_one_person_with_these_codes_whatever_stands_between_them() {
        let mut entries: Vec<AuditEntry> = (0..200).map(|number| denied(100, if number % 20 == 0 { "not_allowed" } else { "user_gone" })).collect();
        let mut of_another = denied(100, "not_allowed");
        of_another.actor.as_mut().unwrap().issuer = "https://other.example".into();
        entries.push(of_another);
        entries.push(entry(RecordKind::Denied, "password.reset", Uuid::new_v4()));
        let signals = trail(entries).await;
        let refused = alike(Likeness::Denied(vec!["own_account", "not_allowed"]), 90..101);
        assert_eq!(minutes_before(&signals, &refused, i64::MAX, 64).await, [100; 10]);
        assert_eq!(minutes_before(&signals, &refused, i64::MAX, 3).await, [100; 3]);
        assert_eq!(minutes_before(&signals, &refused, 21, 64).await, [100], "not the one with this sequence itself");
        assert_eq!(signals.after(&refused, 21, 64).await.unwrap(), 8);
        assert_eq!(signals.after(&refused, 21, 5).await.unwrap(), 5);
        assert_eq!(minutes_before(&signals, &alike(Likeness::Denied(vec!["allowed"]), 90..101), i64::MAX, 64).await, Vec::<i64>::new(), "a part of a code is none");
    }

    #[tokio::test]
    async fn alike_are_readings_of_one_canary_by_one_person() {
        let mut of_another = canary(100);
        of_another.actor.as_mut().unwrap().sub = "staff-2".into();
        let mut other = canary(100);
        other.target.as_mut().unwrap().sub = "user-2".into();
        let mut of_another_pool = canary(100);
        of_another_pool.target.as_mut().unwrap().pool = "eu-west-1_b".into();
        let read = AuditEntry { occurred_at: 100 * MINUTE, ..entry(RecordKind::Read, "user.read", Uuid::new_v4()) };
        let signals = trail(vec![canary(99), of_another, other, of_another_pool, read, canary(101)]).await;
        let target = canary(0).target.unwrap();
        let alike = alike(Likeness::Canary { pool: target.pool, sub: target.sub }, 90..110);
        assert_eq!(minutes_before(&signals, &alike, i64::MAX, 9).await, [101, 99]);
        assert_eq!(signals.after(&alike, 1, 9).await.unwrap(), 1);
    }

    #[tokio::test]
    async fn a_search_ends_an_hour_outside_of_its_time_and_clocks_may_be_apart_so_far() {
        let refused = |minutes| alike(Likeness::Denied(vec!["not_allowed"]), minutes);
        let times = [500, 100, 539, 1_000];
        let signals = trail(times.into_iter().map(|minute| denied(minute, "not_allowed")).collect()).await;
        assert_eq!(minutes_before(&signals, &refused(490..1_001), 4, 9).await, [539], "behind what is far outside nobody looks");
        assert_eq!(minutes_before(&signals, &refused(100..1_001), i64::MAX, 9).await, [1_000, 539, 100, 500]);
        assert_eq!(signals.after(&refused(480..550), 0, 9).await.unwrap(), 2);
        assert_eq!(signals.after(&refused(90..110), 0, 9).await.unwrap(), 0);
        let two_clocks = trail([100, 60, 101, 61].into_iter().map(|minute| denied(minute, "not_allowed")).collect()).await;
        assert_eq!(minutes_before(&two_clocks, &refused(91..i64::MAX / MINUTE), 5, 9).await, [101, 100]);
    }
}
