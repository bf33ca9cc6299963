//! When which contacts of a user were seen.

use super::super::Database;
use super::store;
use crate::domain::contact_change::ContactMarks;
use crate::ports::audit_log::AuditError;
use sqlx::Row;

/// The edges of stretches: however often a page was opened in between, each stretch has two. What stands before the time that is asked
/// for counts by its last record.
const SIGHTINGS: &str = "WITH seen AS (
        SELECT sequence, occurred_at, body ->> '$.contact_marks' AS marks FROM audit_records
        WHERE kind <> 'outcome' AND kind <> 'reconciled' AND user_sub = ?1 AND +pool = ?2 AND body ->> '$.contact_marks' IS NOT NULL
            AND sequence >= coalesce((SELECT max(sequence) FROM audit_records
                WHERE kind <> 'outcome' AND kind <> 'reconciled' AND user_sub = ?1 AND +pool = ?2 AND body ->> '$.contact_marks' IS NOT NULL AND occurred_at < ?3), 0)
    ), edges AS (
        SELECT sequence, occurred_at, marks, lag(marks) OVER (ORDER BY sequence) AS before, lead(marks) OVER (ORDER BY sequence) AS after FROM seen
    )
    SELECT occurred_at, marks FROM edges WHERE before IS NOT marks OR after IS NOT marks ORDER BY sequence DESC";

pub(super) async fn contact_sightings(database: &Database, pool: &str, user_sub: &str, since: i64) -> Result<Vec<(i64, ContactMarks)>, AuditError> {
    let rows = sqlx::query(SIGHTINGS).bind(user_sub).bind(pool).bind(since).fetch_all(&database.readers).await.map_err(store)?;
    let sighting = |row: &sqlx::sqlite::SqliteRow| {
        let (at, marks): (i64, &str) = (row.try_get(0)?, row.try_get(1)?);
        let marks = serde_json::from_str(marks).map_err(|error| sqlx::Error::Protocol(format!("marks of contacts do not read: {error}")))?;
        Ok((at, marks))
    };
    rows.iter().map(sighting).collect::<Result<_, sqlx::Error>>().map_err(store)
}

#[cfg(test)]
mod tests {
    use super::super::super::test_support::fresh;
    use super::super::SqliteAuditLog;
    use crate::domain::actor::RequestOrigin;
    use crate::domain::audit::{AuditEntry, RecordKind, RecordedTarget};
    use crate::ports::audit_log::AuditLog;

    async fn trail(sights: &[(i64, &str)]) -> SqliteAuditLog {
        let (database, _) = fresh().await;
        let log = SqliteAuditLog::new(database);
        for (at, mark) in sights {
            for (pool, sub) in [("p", "u"), ("p", "other"), ("other", "u")] {
                let mut entry = AuditEntry::new(RecordKind::Read, "user.read", *at, None, &RequestOrigin::default());
                entry.target = Some(RecordedTarget { pool: pool.into(), sub: sub.into(), ..RecordedTarget::default() });
                let mark = if (pool, sub) == ("p", "u") { *mark } else { "x" };
                entry.contact_marks = if mark.is_empty() { Vec::new() } else { vec![("email".into(), mark.into())] };
                log.append(entry).await.unwrap();
            }
        }
        log
    }

    async fn sightings(sights: &[(i64, &str)], since: i64) -> Vec<(i64, String)> {
        let found = trail(sights).await.contact_sightings("p", "u", since).await.unwrap();
        found.into_iter().map(|(at, marks)| (at, marks[0].1.clone())).collect()
    }

    #[tokio::test]
    async fn each_stretch_has_its_first_and_its_last_sight_however_many_lie_between() {
        let mut sights = vec![(1, "a"), (2, "a"), (3, "a"), (4, "b")];
        sights.extend((5..200).map(|at| (at, "b")));
        sights.push((200, ""));
        let found = sightings(&sights, 0).await;
        assert_eq!(found, [(199, "b".into()), (4, "b".into()), (3, "a".into()), (1, "a".into())]);
    }

    #[tokio::test]
    async fn what_lies_before_counts_by_its_last_sight() {
        let sights = [(1, "c"), (2, "a"), (3, "a"), (10, "b"), (11, "b")];
        assert_eq!(sightings(&sights, 5).await, [(11, "b".into()), (10, "b".into()), (3, "a".into())]);
        assert_eq!(sightings(&sights, 100).await, [(11, "b".into())]);
        assert!(sightings(&[], 0).await.is_empty());
    }
}
