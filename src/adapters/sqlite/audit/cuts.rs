//! Where the trail can be cut, and cutting it. The table of cuts comes first, since the database deletes only what stands under one.

use crate::domain::audit::ChainHead;
use crate::ports::trail_proof::Cut;
use rusqlite::{Connection, OptionalExtension};
use sqlx::SqlitePool;

/// Records that are deleted in one commit: appends wait no longer than that.
const STEP: i64 = 2_000;

/// The place before which everything is old enough.
const OLD_ENOUGH: &str = "SELECT coalesce((SELECT sequence FROM audit_records WHERE occurred_at >= ? ORDER BY sequence LIMIT 1), (SELECT max(sequence) FROM audit_records), 1) - 1";
/// The first record of what has not ended, or of what nothing has cleared up.
const FIRST_OPEN: &str = "SELECT min(sequence) FROM (
        SELECT sequence FROM audit_open_intents UNION ALL
        SELECT o.opening FROM audit_doubts AS d JOIN audit_records AS o ON o.sequence = d.sequence
    )";
/// The first action that has records on both sides of a place.
const SPANNING: &str = "SELECT min(opening) FROM audit_records WHERE sequence > ?1 AND opening <= ?1";

pub(super) fn last_closed(connection: &Connection, before: i64) -> rusqlite::Result<Option<ChainHead>> {
    let mut place: i64 = connection.query_row(OLD_ENOUGH, [before], |row| row.get(0))?;
    if let Some(open) = connection.query_row(FIRST_OPEN, [], |row| row.get::<_, Option<i64>>(0))? {
        place = place.min(open - 1);
    }
    while let Some(opening) = connection.query_row(SPANNING, [place], |row| row.get::<_, Option<i64>>(0))? {
        place = opening - 1;
    }
    let hash = connection.query_row("SELECT hash FROM audit_records WHERE sequence = ?", [place], |row| row.get(0)).optional()?;
    Ok(hash.map(|hash| ChainHead { size: place, hash }))
}

pub(super) async fn cut(writer: &SqlitePool, cut: &Cut) -> Result<(), sqlx::Error> {
    let insert = sqlx::query("INSERT INTO audit_cuts (last, last_hash, note, archive, archive_sha256, made_at) VALUES (?, ?, ?, ?, ?, ?)");
    let insert = insert.bind(cut.end.size).bind(&cut.end.hash[..]).bind(&cut.note).bind(&cut.archive).bind(&cut.archive_sha256).bind(cut.made_at);
    match insert.execute(writer).await?.rows_affected() {
        1 => Ok(()),
        _ => Err(sqlx::Error::RowNotFound),
    }
}

/// Deletes what stands before the last cut, some of it at a time.
pub(super) async fn delete_cut_off(writer: &SqlitePool) -> Result<(), sqlx::Error> {
    let delete = "DELETE FROM audit_records WHERE sequence <= (SELECT max(last) FROM audit_cuts) AND sequence < (SELECT min(sequence) FROM audit_records) + ?";
    while sqlx::query(delete).bind(STEP).execute(writer).await?.rows_affected() > 0 {}
    Ok(())
}
