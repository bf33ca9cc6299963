//! What came of a run, row by row, to take away.

use super::ending::look_up_unknown;
use super::read::{failed, find};
use super::records::{TAKE, run_entry};
use crate::domain::audit::{Outcome, RecordKind};
use crate::domain::bulk::{RowStanding, row_action_id};
use crate::domain::clock::{from_micros, rfc3339};
use crate::features::audit_trail::csv_line;
use crate::features::console::{Caller, Console};
use crate::features::faults::trail_failed;
use crate::features::layout::{accepts_html, error_document};
use crate::ports::bulk_store::{KeptRow, KeptRun};
use crate::wire::{ApiError, ErrorCode};
use axum::Extension;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use futures::stream;
use uuid::Uuid;

const COLUMNS: [&str; 11] = ["line", "given", "UserPoolId", "Username", "sub", "standing", "code", "why", "ended_at", "action_id", "run"];
/// Rows of a piece.
const PIECE: u32 = 500;

/// `GET /bulk/{id}/results.csv`: in the order of the list; in constant memory, whatever its length.
pub(super) async fn download(State(console): State<Console>, Extension(caller): Extension<Caller>, headers: HeaderMap, Path(id): Path<String>) -> Response {
    match begin(&console, &caller, &id).await {
        Ok(run) => send(console, &run),
        Err(error) => error_document(&error, accepts_html(&headers)),
    }
}

async fn begin(console: &Console, caller: &Caller, id: &str) -> Result<KeptRun, ApiError> {
    let run = find(console, caller, id, TAKE).await?;
    if run.forgotten.is_some() {
        return Err(caller.error(ErrorCode::NotFound));
    }
    look_up_unknown(console, &run).await.map_err(|error| failed(&error, caller))?;
    let mut entry = run_entry(console, caller, run.id, RecordKind::Read, TAKE);
    entry.outcome = Some(Outcome::Succeeded);
    entry.note = Some(format!("the results of {} rows", run.rows));
    console.audit.append(entry).await.map(|_| run).map_err(|error| trail_failed(&error, caller))
}

fn send(console: Console, run: &KeptRun) -> Response {
    let (id, created_at) = (run.id, run.created_at);
    let pieces = stream::try_unfold((console, Some(0)), move |(console, after)| async move {
        let Some(after) = after else { return Ok::<_, std::io::Error>(None) };
        let rows = console.bulk.rows(id, None, after, PIECE).await.map_err(|error| {
            // The connection ends, so that nobody takes a part for the whole.
            tracing::error!(%error, "the results of a bulk run broke off");
            std::io::Error::other(error)
        })?;
        let mut text = if after == 0 { head() } else { Vec::new() };
        let next = rows.last().map(|row| row.line);
        for row in &rows {
            text.extend(line(id, row));
        }
        Ok(Some((text, (console, next))))
    });
    let mut answer = Response::new(Body::from_stream(pieces));
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let day: String = rfc3339(from_micros(created_at)).chars().take(10).collect();
    if let Ok(disposition) = HeaderValue::from_str(&format!("attachment; filename=\"passdesk-run-{day}-{}.csv\"", &id.simple().to_string()[..8])) {
        headers.insert(header::CONTENT_DISPOSITION, disposition);
    }
    answer
}

fn head() -> Vec<u8> {
    // A byte order mark: without it spreadsheets take UTF-8 for something else.
    let mut bytes = "\u{feff}".as_bytes().to_vec();
    bytes.extend(csv_line(COLUMNS.map(str::to_owned).to_vec()));
    bytes
}

fn line(run: Uuid, row: &KeptRow) -> Vec<u8> {
    let state = &row.state;
    let why = ErrorCode::from_name(&state.code).map(ErrorCode::title).unwrap_or_default();
    let why = if state.note.is_empty() { why.to_owned() } else { format!("{why} {}", state.note) };
    // A denial has a record with an id of its own.
    let had_a_turn = !matches!(state.standing, RowStanding::Unchecked | RowStanding::Ready | RowStanding::LeftOut | RowStanding::NotDone | RowStanding::Denied);
    let action = if had_a_turn { row_action_id(run, row.line, state.attempt).to_string() } else { String::new() };
    let ended_at = state.ended_at.map(|at| rfc3339(from_micros(at))).unwrap_or_default();
    csv_line(vec![
        row.line.to_string(),
        row.given.clone(),
        row.pool.clone(),
        state.username.clone(),
        state.sub.clone(),
        state.standing.name().to_owned(),
        state.code.clone(),
        why.trim().to_owned(),
        ended_at,
        action,
        run.to_string(),
    ])
}
