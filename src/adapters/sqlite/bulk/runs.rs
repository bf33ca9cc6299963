//! The runs themselves: where each stands, and who works at it.

use super::{failed, unreadable};
use crate::domain::actor::StaffId;
use crate::domain::bulk::{PauseCause, RunState};
use crate::ports::bulk_store::{BulkStoreError, Counts, KeptRun, RunPerson, SealedFor, Step};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sqlx::sqlite::SqliteRow;
use sqlx::{Row, SqliteConnection, SqlitePool};
use std::time::Duration;
use uuid::Uuid;

const COLUMNS: &str = "id, state, cause, plan, rows, runs_as, confirmed_by, sealed_for, turn, created_at, changed_at, started_at, ended_at, forgotten";
const INSERT: &str = "INSERT INTO bulk_runs (id, state, plan, rows, issuer, sub, created_at, changed_at, worker, leased_until) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7, ?9, ?10
    WHERE (SELECT count(*) FROM bulk_runs WHERE issuer = ?5 AND sub = ?6 AND state NOT IN ('done', 'cancelled')) < ?8";
const STEP: &str = "UPDATE bulk_runs SET state = ?2, cause = ?3, runs_as = coalesce(?4, runs_as), confirmed_by = coalesce(?5, confirmed_by), sealed_for = coalesce(?9, sealed_for), turn = turn + 1, changed_at = ?6,
    started_at = CASE WHEN ?2 = 'running' THEN coalesce(started_at, ?6) ELSE started_at END,
    ended_at = CASE WHEN ?2 IN ('done', 'cancelled') THEN ?6 ELSE ended_at END
    WHERE id = ?1 AND instr(?7, ' ' || state || ' ') > 0 AND (?8 IS NULL OR turn = ?8)";
/// To be worked at. Of a cancelled run the rows that were still to be done get their end.
const AT_WORK: &str = "(state IN ('checking', 'running') OR (state = 'cancelled' AND forgotten IS NULL
    AND EXISTS (SELECT 1 FROM bulk_rows INDEXED BY bulk_rows_by_standing WHERE run = id AND standing IN ('unchecked', 'ready'))))";
const LEASE: &str = "UPDATE bulk_runs SET worker = ?2, leased_until = ?4 WHERE id = ?1 AND (worker = ?2 OR leased_until <= ?3)";

/// So long a list's rows may take to be written down; then the run is taken for one whose rows did not all arrive.
const ARRIVING: i64 = 600_000_000;

/// Of nobody's who works, until it is released.
pub(super) async fn insert(writer: &SqlitePool, run: &KeptRun, limit: u32, now: i64) -> Result<bool, BulkStoreError> {
    let by = &run.plan.prepared_by.id;
    let query = sqlx::query(INSERT).bind(run.id.to_string()).bind(run.state.name()).bind(json(&run.plan)).bind(run.rows);
    let query = query.bind(&by.issuer).bind(&by.sub).bind(run.created_at).bind(limit).bind(Uuid::nil().to_string()).bind(now.saturating_add(ARRIVING));
    Ok(query.execute(writer).await.map_err(failed)?.rows_affected() == 1)
}

/// Users of the runs that this person has started since then without a second one.
pub(super) async fn users_of(connection: &mut SqliteConnection, person: &StaffId, since: i64) -> Result<u32, BulkStoreError> {
    let text = "SELECT count(*) FROM bulk_rows JOIN bulk_runs ON bulk_runs.id = bulk_rows.run
        WHERE bulk_runs.started_at > ?3 AND bulk_runs.confirmed_by IS NULL AND bulk_runs.runs_as ->> '$.id.issuer' = ?1 AND bulk_runs.runs_as ->> '$.id.sub' = ?2
        AND bulk_rows.standing NOT IN ('unchecked', 'left_out', 'not_done')";
    let query = sqlx::query_scalar(text).bind(&person.issuer).bind(&person.sub).bind(since);
    query.fetch_one(connection).await.map_err(failed)
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

/// A day, in microseconds.
const DAY: i64 = 24 * 3_600 * 1_000_000;

pub(super) async fn step(connection: &mut SqliteConnection, id: Uuid, step: &Step, now: i64) -> Result<bool, BulkStoreError> {
    let mut to = step.to;
    if let (Some(limit), Some(person)) = (step.alone_up_to, &step.runs_as) {
        // Counted under the write lock: of several starts at once none passes by the others.
        let own = "SELECT count(*) FROM bulk_rows WHERE run = ? AND standing = 'ready'";
        let own: u32 = sqlx::query_scalar(own).bind(id.to_string()).fetch_one(&mut *connection).await.map_err(failed)?;
        if users_of(connection, &person.id, now.saturating_sub(DAY)).await?.saturating_add(own) > limit {
            to = RunState::Confirmed;
        }
    }
    let from: String = step.from.iter().map(|state| format!(" {} ", state.name())).collect();
    let query = sqlx::query(STEP).bind(id.to_string()).bind(to.name()).bind(step.cause.map_or("", PauseCause::name));
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

/// Keeps how many rows stood where, so that they can be deleted; `false` where somebody has touched the run meanwhile. What was unfinished is cancelled.
pub(super) async fn forget(writer: &SqlitePool, run: &KeptRun, counts: &Counts, before: i64, now: i64) -> Result<bool, BulkStoreError> {
    let text = "UPDATE bulk_runs SET forgotten = ?2, turn = turn + 1, ended_at = coalesce(ended_at, ?4), state = CASE WHEN state = 'done' THEN 'done' ELSE 'cancelled' END
        WHERE id = ?1 AND forgotten IS NULL AND changed_at < ?3 AND state NOT IN ('checking', 'running')";
    let query = sqlx::query(text).bind(run.id.to_string()).bind(json(counts)).bind(before).bind(now);
    Ok(query.execute(writer).await.map_err(failed)?.rows_affected() == 1)
}

/// Runs whose rows are to be deleted, or were not all deleted before a crash.
pub(super) async fn with_leftovers(readers: &SqlitePool) -> Result<Vec<Uuid>, BulkStoreError> {
    let text = "SELECT id FROM bulk_runs WHERE forgotten IS NOT NULL AND EXISTS (SELECT 1 FROM bulk_rows WHERE run = id)";
    let ids: Vec<String> = sqlx::query_scalar(text).fetch_all(readers).await.map_err(failed)?;
    ids.iter().map(|id| Uuid::try_parse(id).map_err(|_| unreadable("the id"))).collect()
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
