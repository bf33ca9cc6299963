//! Walks the chain and says where it breaks.

use super::super::Database;
use super::super::database::sentence;
use super::rows;
use crate::domain::audit::{AuditEntry, ENCODING_VERSION, record_hash};
use sqlx::Row;
use sqlx::sqlite::SqliteRow;

/// Records read at a time.
const STEP: i64 = 2_000;

/// Every generated column once more from the body: a change of the file's bytes may have passed SQLite by.
const COLUMNS_FIT: &str = "SELECT sequence, previous_hash, hash, body, encoding, who_text, user_text, opening,
    action_id IS body ->> '$.action_id' AND kind IS body ->> '$.kind' AND event IS body ->> '$.event' AND occurred_at IS body ->> '$.occurred_at'
        AND actor_sub IS body ->> '$.actor.sub' AND pool IS body ->> '$.target.pool' AND user_sub IS body ->> '$.target.sub'
        AND ticket IS body ->> '$.ticket' AND outcome IS body ->> '$.outcome' AS columns_fit
    FROM audit_records WHERE sequence > ? ORDER BY sequence LIMIT ?";

/// Records whose derived places are not what the records say: the first of them.
const DERIVED_FAULT: &str = "SELECT sequence FROM (
        SELECT r.sequence FROM audit_records AS r WHERE r.kind = 'intent'
            AND EXISTS (SELECT 1 FROM audit_open_intents AS o WHERE o.sequence = r.sequence AND o.occurred_at = r.occurred_at)
             <> NOT EXISTS (SELECT 1 FROM audit_records AS c WHERE c.action_id = r.action_id AND c.kind = 'outcome')
        UNION ALL
        SELECT o.sequence FROM audit_open_intents AS o WHERE NOT EXISTS (SELECT 1 FROM audit_records AS r WHERE r.sequence = o.sequence AND r.kind = 'intent')
        UNION ALL
        SELECT r.sequence FROM audit_records AS r WHERE r.kind = 'outcome'
            AND EXISTS (SELECT 1 FROM audit_doubts AS d WHERE d.sequence = r.sequence AND d.occurred_at = r.occurred_at)
             <> (r.outcome IS 'unknown' AND NOT EXISTS (SELECT 1 FROM audit_records AS c WHERE c.action_id = r.action_id AND c.kind = 'reconciled'))
        UNION ALL
        SELECT d.sequence FROM audit_doubts AS d WHERE NOT EXISTS (SELECT 1 FROM audit_records AS r WHERE r.sequence = d.sequence AND r.kind = 'outcome')
        UNION ALL
        SELECT r.sequence FROM audit_records AS r WHERE r.opening <> CASE WHEN r.kind IN ('outcome', 'reconciled')
            THEN coalesce((SELECT min(i.sequence) FROM audit_records AS i WHERE i.action_id = r.action_id AND i.kind NOT IN ('outcome', 'reconciled')), r.sequence)
            ELSE r.sequence END
    ) ORDER BY sequence LIMIT 1";

/// Where the trail is not what it was, and how that shows.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the audit trail is broken at record {sequence}: {what}")]
pub struct ChainFault {
    /// The first record that does not fit.
    pub sequence: i64,
    /// What does not fit.
    pub what: String,
}

pub(super) async fn verify(database: &Database) -> Result<u64, ChainFault> {
    let (mut sequence, mut previous_hash, mut count) = (0_i64, [0_u8; 32], 0_u64);
    loop {
        let unread = |error: sqlx::Error| ChainFault { sequence: sequence + 1, what: format!("it cannot be read: {}", sentence(&error)) };
        let rows = sqlx::query(COLUMNS_FIT).bind(sequence).bind(STEP).fetch_all(&database.readers).await.map_err(unread)?;
        if rows.is_empty() {
            break;
        }
        for row in &rows {
            previous_hash = check(row, sequence + 1, &previous_hash).map_err(|what| ChainFault { sequence: sequence + 1, what })?;
            sequence += 1;
            count += 1;
        }
    }
    let unread = |error: sqlx::Error| ChainFault { sequence, what: format!("the lists made from the records cannot be read: {}", sentence(&error)) };
    match sqlx::query_scalar(DERIVED_FAULT).fetch_optional(&database.readers).await.map_err(unread)? {
        Some(sequence) => Err(ChainFault { sequence, what: "the lists of open intents and of doubts do not agree with the records".to_owned() }),
        None => Ok(count),
    }
}

/// Checks one record in its place and gives its hash.
fn check(row: &SqliteRow, expected: i64, previous_hash: &[u8; 32]) -> Result<[u8; 32], String> {
    let broken = |error: sqlx::Error| error.to_string();
    let found: i64 = row.try_get(0).map_err(broken)?;
    if found != expected {
        return Err(format!("it is missing; the next one is {found}"));
    }
    if rows::hash(row, 1).map_err(broken)? != *previous_hash {
        return Err("it does not continue the record before".to_owned());
    }
    let body: &str = row.try_get(3).map_err(broken)?;
    let hash = rows::hash(row, 2).map_err(broken)?;
    if row.try_get::<u32, _>(4).map_err(broken)? != ENCODING_VERSION {
        return Err("its encoding is not known to this version of the console".to_owned());
    }
    if record_hash(expected, previous_hash, body) != hash {
        return Err("its content was changed, or its hash".to_owned());
    }
    let entry: AuditEntry = serde_json::from_str(body).map_err(|error| format!("it does not read: {error}"))?;
    let texts: (&str, &str) = (row.try_get(5).map_err(broken)?, row.try_get(6).map_err(broken)?);
    let columns_fit: bool = row.try_get("columns_fit").map_err(broken)?;
    if !columns_fit || texts != (rows::who_text(&entry).as_str(), rows::user_text(&entry).as_str()) {
        return Err("a column for searching says something else than the record".to_owned());
    }
    Ok(hash)
}
