//! The rows of runs.

use super::{failed, unreadable};
use crate::domain::bulk::RowStanding;
use crate::ports::bulk_store::{BulkStoreError, Counts, KeptRow, RowState};
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection, SqliteExecutor, SqlitePool};
use uuid::Uuid;

const INSERT: &str = "INSERT INTO bulk_rows (run, line, pool, given, metadata, standing, code, note) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
/// Rows that are written at a time, so that nobody waits for the database meanwhile.
pub(super) const PIECE: u32 = 500;
const NOTE: &str = "UPDATE bulk_rows SET standing = ?3, username = ?4, sub = ?5, name = ?6, code = ?7, note = ?8, sends_to = ?9, attempt = ?10, ended_at = ?11
    WHERE run = ?1 AND line = ?2";
const PAGE: &str = "SELECT line, pool, given, metadata, standing, username, sub, name, code, note, sends_to, attempt, ended_at FROM bulk_rows
    WHERE run = ?1 AND line > ?2 ORDER BY line LIMIT ?3";
const PAGE_OF: &str = "SELECT line, pool, given, metadata, standing, username, sub, name, code, note, sends_to, attempt, ended_at FROM bulk_rows INDEXED BY bulk_rows_by_standing
    WHERE run = ?1 AND line > ?2 AND standing = ?4 ORDER BY line LIMIT ?3";
/// Of a row that had no effect the password is nobody's.
const SEALED: &str = "SELECT line, pool, given, metadata, standing, username, sub, name, code, note, sends_to, attempt, ended_at, sealed FROM bulk_rows
    WHERE run = ?1 AND line > ?2 AND sealed IS NOT NULL AND standing IN ('succeeded', 'unknown') ORDER BY line LIMIT ?3";
/// The partial index is named, with its very condition: the planner would rather walk through all rows before each.
const DOUBLES: &str = "UPDATE bulk_rows SET standing = 'left_out', code = ?2, sends_to = '', note = 'the same user as in line ' || (
        SELECT min(first.line) FROM bulk_rows AS first INDEXED BY bulk_rows_by_user
        WHERE first.sub <> '' AND first.run = ?1 AND first.pool = bulk_rows.pool AND first.sub = bulk_rows.sub AND first.standing = 'ready')
    WHERE run = ?1 AND standing = 'ready' AND sub <> '' AND line > ?3 AND line <= ?4 AND EXISTS (
        SELECT 1 FROM bulk_rows AS first INDEXED BY bulk_rows_by_user
        WHERE first.sub <> '' AND first.run = ?1 AND first.pool = bulk_rows.pool AND first.sub = bulk_rows.sub AND first.standing = 'ready' AND first.line < bulk_rows.line)";

pub(super) async fn insert(connection: &mut SqliteConnection, run: Uuid, rows: &[KeptRow]) -> Result<(), BulkStoreError> {
    let run = run.to_string();
    for row in rows {
        let metadata = if row.metadata.is_empty() { String::new() } else { serde_json::to_string(&row.metadata).unwrap_or_default() };
        let KeptRow { line, pool, given, state, .. } = row;
        let query = sqlx::query(INSERT).bind(&run).bind(line).bind(pool).bind(given).bind(metadata).bind(state.standing.name()).bind(&state.code).bind(&state.note);
        query.execute(&mut *connection).await.map_err(failed)?;
    }
    Ok(())
}

pub(super) async fn note(connection: &mut SqliteConnection, run: Uuid, rows: Vec<(u32, RowState)>) -> Result<(), BulkStoreError> {
    let run = run.to_string();
    for (line, state) in rows {
        let query = sqlx::query(NOTE).bind(&run).bind(line).bind(state.standing.name()).bind(state.username).bind(state.sub).bind(state.name);
        let query = query.bind(state.code).bind(state.note).bind(state.sends_to).bind(state.attempt).bind(state.ended_at);
        query.execute(&mut *connection).await.map_err(failed)?;
    }
    Ok(())
}

pub(super) async fn page(readers: &SqlitePool, run: Uuid, standing: Option<RowStanding>, after: u32, size: u32) -> Result<Vec<KeptRow>, BulkStoreError> {
    let query = sqlx::query(if standing.is_some() { PAGE_OF } else { PAGE }).bind(run.to_string()).bind(after).bind(size);
    let query = match standing {
        Some(standing) => query.bind(standing.name()),
        None => query,
    };
    query.fetch_all(readers).await.map_err(failed)?.iter().map(kept).collect()
}

/// In pieces, each short: others write beside it.
pub(super) async fn leave_out_doubles(writer: &SqlitePool, run: Uuid, code: &str) -> Result<(), BulkStoreError> {
    let run = run.to_string();
    let mut after = 0;
    loop {
        let piece = "SELECT max(line) FROM (SELECT line FROM bulk_rows WHERE run = ? AND line > ? ORDER BY line LIMIT ?)";
        let last: Option<u32> = sqlx::query_scalar(piece).bind(&run).bind(after).bind(PIECE).fetch_one(writer).await.map_err(failed)?;
        let Some(last) = last else { return Ok(()) };
        sqlx::query(DOUBLES).bind(&run).bind(code).bind(after).bind(last).execute(writer).await.map_err(failed)?;
        after = last;
    }
}

/// Deletes the rows of a run, in pieces.
pub(super) async fn delete(writer: &SqlitePool, run: Uuid) -> Result<(), BulkStoreError> {
    let run = run.to_string();
    loop {
        let piece = "DELETE FROM bulk_rows WHERE run = ?1 AND line IN (SELECT line FROM bulk_rows WHERE run = ?1 ORDER BY line LIMIT ?2)";
        let deleted = sqlx::query(piece).bind(&run).bind(PIECE).execute(writer).await.map_err(failed)?.rows_affected();
        if deleted == 0 {
            return Ok(());
        }
    }
}

pub(super) async fn sealed(readers: &SqlitePool, run: Uuid, after: u32, size: u32) -> Result<Vec<(KeptRow, Vec<u8>)>, BulkStoreError> {
    let rows = sqlx::query(SEALED).bind(run.to_string()).bind(after).bind(size).fetch_all(readers).await.map_err(failed)?;
    rows.iter().map(|row| Ok((kept(row)?, row.try_get("sealed").map_err(failed)?))).collect()
}

pub(super) async fn counts<'a>(executor: impl SqliteExecutor<'a>, run: Uuid) -> Result<Counts, BulkStoreError> {
    let text =
        "SELECT standing, CASE WHEN standing = 'ready' THEN pool ELSE '' END AS pool, count(*) AS rows, sum(sends_to = 'email') AS mails, sum(sends_to = 'phone_number') AS texts, sum(sealed IS NOT NULL AND standing IN ('succeeded', 'unknown')) AS sealed
        FROM bulk_rows WHERE run = ? GROUP BY 1, 2";
    let mut counts = Counts::default();
    for row in sqlx::query(text).bind(run.to_string()).fetch_all(executor).await.map_err(failed)? {
        let (standing, pool): (String, String) = (row.try_get("standing").map_err(failed)?, row.try_get("pool").map_err(failed)?);
        let (rows, mails, texts): (u32, u32, u32) = (row.try_get("rows").map_err(failed)?, row.try_get("mails").map_err(failed)?, row.try_get("texts").map_err(failed)?);
        *counts.by_standing.entry(standing).or_default() += rows;
        counts.sealed += row.try_get::<u32, _>("sealed").map_err(failed)?;
        if !pool.is_empty() {
            counts.messages.insert(pool, (mails, texts));
        }
    }
    Ok(counts)
}

fn kept(row: &SqliteRow) -> Result<KeptRow, BulkStoreError> {
    let (metadata, standing): (String, String) = (row.try_get("metadata").map_err(failed)?, row.try_get("standing").map_err(failed)?);
    let metadata = if metadata.is_empty() { Vec::new() } else { serde_json::from_str(&metadata).map_err(|_| unreadable("the ClientMetadata"))? };
    Ok(KeptRow {
        line: row.try_get("line").map_err(failed)?,
        pool: row.try_get("pool").map_err(failed)?,
        given: row.try_get("given").map_err(failed)?,
        metadata,
        state: RowState {
            standing: RowStanding::from_name(&standing).ok_or_else(|| unreadable("the standing"))?,
            username: row.try_get("username").map_err(failed)?,
            sub: row.try_get("sub").map_err(failed)?,
            name: row.try_get("name").map_err(failed)?,
            code: row.try_get("code").map_err(failed)?,
            note: row.try_get("note").map_err(failed)?,
            sends_to: row.try_get("sends_to").map_err(failed)?,
            attempt: row.try_get("attempt").map_err(failed)?,
            ended_at: row.try_get("ended_at").map_err(failed)?,
        },
    })
}
