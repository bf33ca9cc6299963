//! The runs themselves: where each stands, and who works at it.

use super::{failed, unreadable};
use crate::domain::bulk::{PauseCause, RunState};
use crate::ports::bulk_store::{BulkStoreError, Counts, KeptRun, RunPerson, SealedFor, Step};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection, SqlitePool};
use std::time::Duration;
use uuid::Uuid;

const COLUMNS: &str = "id, state, cause, plan, rows, runs_as, confirmed_by, sealed_for, turn, created_at, changed_at, started_at, ended_at, forgotten";
const INSERT: &str = "INSERT INTO bulk_runs (id, state, plan, rows, issuer, sub, created_at, changed_at) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7
    WHERE (SELECT count(*) FROM bulk_runs WHERE issuer = ?5 AND sub = ?6 AND state NOT IN ('done', 'cancelled')) < ?8";
const STEP: &str = "UPDATE bulk_runs SET state = ?2, cause = ?3, runs_as = coalesce(?4, runs_as), confirmed_by = coalesce(?5, confirmed_by), sealed_for = coalesce(?9, sealed_for), turn = turn + 1, changed_at = ?6,
    started_at = CASE WHEN ?2 = 'running' THEN coalesce(started_at, ?6) ELSE started_at END,
    ended_at = CASE WHEN ?2 IN ('done', 'cancelled') THEN ?6 ELSE ended_at END
    WHERE id = ?1 AND instr(?7, ' ' || state || ' ') > 0 AND (?8 IS NULL OR turn = ?8)";
/// To be worked at. Of a cancelled run the rows that were still to be done get their end.
const AT_WORK: &str = "(state IN ('checking', 'running') OR (state = 'cancelled' AND forgotten IS NULL
    AND EXISTS (SELECT 1 FROM bulk_rows WHERE run = id AND standing IN ('unchecked', 'ready'))))";
const LEASE: &str = "UPDATE bulk_runs SET worker = ?2, leased_until = ?4 WHERE id = ?1 AND (worker = ?2 OR leased_until <= ?3)";

pub(super) async fn insert(connection: &mut SqliteConnection, run: &KeptRun, limit: u32) -> Result<bool, BulkStoreError> {
    let by = &run.plan.prepared_by.id;
    let query = sqlx::query(INSERT).bind(run.id.to_string()).bind(run.state.name()).bind(json(&run.plan)).bind(run.rows);
    let query = query.bind(&by.issuer).bind(&by.sub).bind(run.created_at).bind(limit);
    Ok(query.execute(connection).await.map_err(failed)?.rows_affected() == 1)
}

pub(super) async fn find(readers: &SqlitePool, id: Uuid) -> Result<Option<KeptRun>, BulkStoreError> {
    let text = format!("SELECT {COLUMNS} FROM bulk_runs WHERE id = ?");
    let row = sqlx::query(sqlx::AssertSqlSafe(text)).bind(id.to_string()).fetch_optional(readers).await.map_err(failed)?;
    row.as_ref().map(kept).transpose()
}

pub(super) async fn newest(readers: &SqlitePool, size: u32) -> Result<Vec<KeptRun>, BulkStoreError> {
    let text = format!("SELECT {COLUMNS} FROM bulk_runs ORDER BY created_at DESC, id LIMIT ?");
    let rows = sqlx::query(sqlx::AssertSqlSafe(text)).bind(size).fetch_all(readers).await.map_err(failed)?;
    rows.iter().map(kept).collect()
}

/// Those at which somebody has to work, and nobody else does now.
pub(super) async fn at_work(readers: &SqlitePool, worker: Uuid, now: i64) -> Result<Vec<KeptRun>, BulkStoreError> {
    let text = format!("SELECT {COLUMNS} FROM bulk_runs WHERE (worker = ?1 OR leased_until <= ?2) AND {AT_WORK} ORDER BY created_at, id");
    let rows = sqlx::query(sqlx::AssertSqlSafe(text)).bind(worker.to_string()).bind(now).fetch_all(readers).await.map_err(failed)?;
    rows.iter().map(kept).collect()
}

/// Those with a list that nobody has touched since.
pub(super) async fn old(readers: &SqlitePool, before: i64) -> Result<Vec<KeptRun>, BulkStoreError> {
    let text = format!("SELECT {COLUMNS} FROM bulk_runs WHERE forgotten IS NULL AND changed_at < ? AND state NOT IN ('checking', 'running') ORDER BY created_at, id");
    let rows = sqlx::query(sqlx::AssertSqlSafe(text)).bind(before).fetch_all(readers).await.map_err(failed)?;
    rows.iter().map(kept).collect()
}

pub(super) async fn step(connection: &mut SqliteConnection, id: Uuid, step: &Step, now: i64) -> Result<bool, BulkStoreError> {
    let from: String = step.from.iter().map(|state| format!(" {} ", state.name())).collect();
    let query = sqlx::query(STEP).bind(id.to_string()).bind(step.to.name()).bind(step.cause.map_or("", PauseCause::name));
    let query = query.bind(step.runs_as.as_ref().map(json)).bind(step.confirmed_by.as_ref().map(json)).bind(now).bind(from).bind(step.turn);
    let query = query.bind(step.sealed_for.as_ref().map(json));
    Ok(query.execute(connection).await.map_err(failed)?.rows_affected() == 1)
}

pub(super) async fn lease(writer: &SqlitePool, id: Uuid, worker: Uuid, now: i64, lasts: Duration) -> Result<bool, BulkStoreError> {
    let until = now.saturating_add(i64::try_from(lasts.as_micros()).unwrap_or(i64::MAX));
    let query = sqlx::query(LEASE).bind(id.to_string()).bind(worker.to_string()).bind(now).bind(until);
    Ok(query.execute(writer).await.map_err(failed)?.rows_affected() == 1)
}

pub(super) async fn release(writer: &SqlitePool, id: Uuid, worker: Uuid) -> Result<(), BulkStoreError> {
    let query = sqlx::query("UPDATE bulk_runs SET worker = '', leased_until = 0 WHERE id = ? AND worker = ?").bind(id.to_string()).bind(worker.to_string());
    query.execute(writer).await.map(|_| ()).map_err(failed)
}

/// Deletes the rows, and keeps how many stood where.
pub(super) async fn forget(connection: &mut SqliteConnection, id: Uuid, counts: &Counts) -> Result<(), BulkStoreError> {
    sqlx::query("DELETE FROM bulk_rows WHERE run = ?").bind(id.to_string()).execute(&mut *connection).await.map_err(failed)?;
    let query = sqlx::query("UPDATE bulk_runs SET forgotten = ?2 WHERE id = ?1").bind(id.to_string()).bind(json(counts));
    query.execute(connection).await.map(|_| ()).map_err(failed)
}

fn json(value: &impl Serialize) -> String {
    // Structs of strings and numbers always have a JSON value.
    serde_json::to_string(value).unwrap_or_default()
}

fn parsed<T: DeserializeOwned>(text: Option<String>, what: &str) -> Result<Option<T>, BulkStoreError> {
    text.map(|text| serde_json::from_str(&text).map_err(|_| unreadable(what))).transpose()
}

fn kept(row: &SqliteRow) -> Result<KeptRun, BulkStoreError> {
    let (id, state, cause, plan): (String, String, String, String) =
        (row.try_get("id").map_err(failed)?, row.try_get("state").map_err(failed)?, row.try_get("cause").map_err(failed)?, row.try_get("plan").map_err(failed)?);
    let (runs_as, confirmed_by, forgotten) = (row.try_get("runs_as").map_err(failed)?, row.try_get("confirmed_by").map_err(failed)?, row.try_get("forgotten").map_err(failed)?);
    Ok(KeptRun {
        id: Uuid::try_parse(&id).map_err(|_| unreadable("the id"))?,
        state: RunState::from_name(&state).ok_or_else(|| unreadable("the state"))?,
        cause: PauseCause::from_name(&cause),
        plan: serde_json::from_str(&plan).map_err(|_| unreadable("the plan"))?,
        rows: row.try_get("rows").map_err(failed)?,
        runs_as: parsed::<RunPerson>(runs_as, "who runs it")?,
        confirmed_by: parsed::<RunPerson>(confirmed_by, "who confirmed it")?,
        sealed_for: parsed::<SealedFor>(row.try_get("sealed_for").map_err(failed)?, "for whom it is sealed")?,
        turn: row.try_get("turn").map_err(failed)?,
        created_at: row.try_get("created_at").map_err(failed)?,
        changed_at: row.try_get("changed_at").map_err(failed)?,
        started_at: row.try_get("started_at").map_err(failed)?,
        ended_at: row.try_get("ended_at").map_err(failed)?,
        forgotten: parsed::<Counts>(forgotten, "the count of rows")?,
    })
}
