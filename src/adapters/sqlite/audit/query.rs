//! What the console itself asks of the trail: actions, timelines, and what has not ended.

use super::super::Database;
use super::{rows, store};
use crate::domain::audit::AuditRecord;
use crate::ports::audit_log::{Actions, AuditError, Doubt, Timeline, TimelineOf, TrailRow};
use sqlx::sqlite::{Sqlite, SqliteRow};
use sqlx::{QueryBuilder, Row};
use uuid::Uuid;

const COLUMNS: &str = "opening.sequence, opening.previous_hash, opening.hash, opening.body, closing.sequence, closing.previous_hash, closing.hash, closing.body,
    reconciled.sequence, reconciled.previous_hash, reconciled.hash, reconciled.body";

/// What follows an opening, and the openings themselves; in the words of the partial indexes, by which the planner finds them.
const FOLLOWING: &str = " LEFT JOIN audit_records AS closing ON closing.action_id = opening.action_id AND closing.kind = 'outcome'
    LEFT JOIN audit_records AS reconciled ON reconciled.action_id = opening.action_id AND reconciled.kind = 'reconciled'
    WHERE opening.kind <> 'outcome' AND opening.kind <> 'reconciled'";

/// The records of several actions, by the index of actions.
const ACTIONS: &str = "SELECT sequence, previous_hash, hash, body, action_id FROM audit_records WHERE action_id IN (SELECT value FROM json_each(?)) ORDER BY +sequence";
/// So many actions are read by one statement.
const TOGETHER: usize = 300;

/// Places of the trail that are looked through at a step, for what was done lately.
const STEP: i64 = 1_024;
/// Steps at most: more than a desk does in the time that is asked for.
const STEPS: i64 = 64;

/// The newest actions on a user, by the index of users.
pub(super) async fn timeline(database: &Database, pool: &str, user_sub: &str, of: TimelineOf, size: u32) -> Result<Timeline, AuditError> {
    let size = usize::try_from(size.max(1)).unwrap_or(usize::MAX - 1);
    let mut query = build_timeline(pool, user_sub, of, size + 1);
    let found = query.build().fetch_all(&database.readers).await.map_err(store)?;
    let mut rows = found.iter().map(trail_row).collect::<Result<Vec<_>, _>>().map_err(store)?;
    let has_older = rows.len() > size;
    rows.truncate(size);
    Ok(Timeline { rows, has_older })
}

/// The statement: its text comes from this file only, every value is bound. The `+` keeps the planner to the index of users.
fn build_timeline(pool: &str, user_sub: &str, of: TimelineOf, limit: usize) -> QueryBuilder<Sqlite> {
    let mut query = QueryBuilder::new("SELECT ");
    query.push(COLUMNS).push(" FROM audit_records AS opening").push(FOLLOWING);
    query.push(" AND opening.user_sub = ").push_bind(user_sub.to_owned()).push(" AND +opening.pool = ").push_bind(pool.to_owned());
    query.push(match of {
        TimelineOf::Actions => " AND +opening.kind <> 'read'",
        TimelineOf::Effects => " AND +opening.kind = 'intent'",
    });
    query.push(" ORDER BY opening.sequence DESC LIMIT ").push_bind(i64::try_from(limit).unwrap_or(i64::MAX));
    query
}

/// The newest intents of a pool since a time: from the trail's end back, until a whole step lies before it. Clocks may be turned, and those
/// of several instances differ, so that the first record of before is no end yet.
pub(super) async fn lately(database: &Database, pool: &str, since: i64, size: u32) -> Result<Vec<TrailRow>, AuditError> {
    let size = usize::try_from(size).unwrap_or(usize::MAX);
    // One read transaction: the steps are of one moment.
    let mut reader = database.readers.begin().await.map_err(store)?;
    let head = rows::last(&mut reader).await.map_err(store)?;
    let mut found = Vec::new();
    for last in (0..STEPS).map(|step| head - step * STEP).take_while(|last| *last > 0) {
        let first = last - STEP + 1;
        let newest = sqlx::query_scalar::<_, Option<i64>>("SELECT max(occurred_at) FROM audit_records WHERE sequence BETWEEN ? AND ?");
        let newest = newest.bind(first).bind(last).fetch_one(&mut *reader).await.map_err(store)?;
        if newest.is_none_or(|newest| newest < since) || found.len() >= size {
            break;
        }
        let text = format!(
            "SELECT {COLUMNS} FROM audit_records AS opening {FOLLOWING} AND +opening.kind = 'intent' AND +opening.pool = ? AND opening.occurred_at >= ?
            AND opening.sequence BETWEEN ? AND ? ORDER BY opening.sequence DESC"
        );
        let step = sqlx::query(sqlx::AssertSqlSafe(text)).bind(pool).bind(since).bind(first).bind(last).fetch_all(&mut *reader).await.map_err(store)?;
        found.extend(step.iter().map(trail_row).collect::<Result<Vec<_>, _>>().map_err(store)?);
    }
    found.truncate(size);
    Ok(found)
}

pub(super) async fn action(database: &Database, action_id: Uuid) -> Result<Vec<AuditRecord>, AuditError> {
    let query = sqlx::query("SELECT sequence, previous_hash, hash, body FROM audit_records WHERE action_id = ? ORDER BY sequence").bind(action_id.to_string());
    rows::records(&query.fetch_all(&database.readers).await.map_err(store)?).map_err(store)
}

/// The same of several actions, some hundreds in each statement.
pub(super) async fn actions(database: &Database, action_ids: &[Uuid]) -> Result<Actions, AuditError> {
    let mut actions = Actions::new();
    for chunk in action_ids.chunks(TOGETHER) {
        let ids = serde_json::Value::from_iter(chunk.iter().map(Uuid::to_string)).to_string();
        for row in sqlx::query(ACTIONS).bind(ids).fetch_all(&database.readers).await.map_err(store)? {
            let action_id = row.try_get::<&str, _>(4).map_err(store)?;
            let action_id = Uuid::try_parse(action_id).map_err(|_| AuditError::Store(format!("an action's id does not read: {action_id}")))?;
            let records = actions.entry(action_id).or_insert_with(|| Ok(Vec::new()));
            match rows::record(&row, 0) {
                Ok(record) => records.iter_mut().for_each(|records| records.extend(record.clone())),
                Err(error) => *records = Err(store(error)),
            }
        }
    }
    Ok(actions)
}

pub(super) async fn open_intents(database: &Database, before: i64) -> Result<Vec<AuditRecord>, AuditError> {
    let query = sqlx::query(
        "SELECT r.sequence, r.previous_hash, r.hash, r.body FROM audit_open_intents AS o CROSS JOIN audit_records AS r ON r.sequence = o.sequence
         WHERE o.occurred_at < ? ORDER BY o.sequence",
    );
    rows::records(&query.bind(before).fetch_all(&database.readers).await.map_err(store)?).map_err(store)
}

pub(super) async fn doubts(database: &Database, before: i64) -> Result<Vec<Doubt>, AuditError> {
    let query = sqlx::query(
        "SELECT i.sequence, i.previous_hash, i.hash, i.body, o.sequence, o.previous_hash, o.hash, o.body
         FROM audit_doubts AS d CROSS JOIN audit_records AS o ON o.sequence = d.sequence CROSS JOIN audit_records AS i ON i.sequence = o.opening AND i.kind = 'intent'
         WHERE d.occurred_at < ? ORDER BY d.sequence",
    );
    let rows = query.bind(before).fetch_all(&database.readers).await.map_err(store)?;
    let doubt = |row| Ok(rows::record(row, 0)?.zip(rows::record(row, 4)?).map(|(intent, outcome)| Doubt { intent, outcome }));
    rows.iter().filter_map(|row| doubt(row).transpose()).collect::<Result<_, _>>().map_err(store)
}

fn trail_row(row: &SqliteRow) -> Result<TrailRow, sqlx::Error> {
    let opening = rows::record(row, 0)?.ok_or(sqlx::Error::RowNotFound)?;
    Ok(TrailRow { opening, outcome: rows::record(row, 4)?, reconciled: rows::record(row, 8)? })
}

#[cfg(test)]
mod tests {
    use super::super::super::test_support::fresh;
    use super::*;

    #[tokio::test]
    async fn timelines_are_read_in_order_from_the_index_of_users() {
        let (database, _) = fresh().await;
        for of in [TimelineOf::Actions, TimelineOf::Effects] {
            let text = format!("EXPLAIN QUERY PLAN {}", build_timeline("p", "u", of, 51).sql().as_str());
            let rows = sqlx::query(sqlx::AssertSqlSafe(text)).fetch_all(&database.readers).await.unwrap();
            let plan: Vec<String> = rows.iter().map(|row| row.get(3)).collect();
            assert!(plan.iter().all(|step| !step.contains("TEMP B-TREE") && !step.starts_with("SCAN")), "{of:?}: {plan:#?}");
            assert!(plan[0].contains("audit_by_user_sub"), "{plan:#?}");
        }
    }
}
