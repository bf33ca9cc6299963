//! How far a run is, as server-sent events: for the script that keeps its page up to date.

use super::read::find;
use super::records::READ;
use crate::domain::bulk::{Estimate, RateOf, RowStanding, RunState, lasts_words};
use crate::features::audit_trail::pages::grouped;
use crate::features::console::{Caller, Console};
use crate::features::layout::status_of;
use crate::ports::bulk_store::{BulkStoreError, Counts, KeptRun};
use axum::Extension;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures::stream;
use serde::Serialize;
use std::convert::Infallible;
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;
use uuid::Uuid;

/// How often it is looked while rows have their turns.
const EVERY: Duration = Duration::from_millis(700);
/// And while somebody has to decide.
const EVERY_AT_REST: Duration = Duration::from_secs(3);
/// Streams at the same time; without one a page says the same when it is loaded.
static PLACES: Semaphore = Semaphore::const_new(64);
/// A stream ends after this, and the script asks again: whoever lost their session or their right sees nothing more.
const LASTS: Duration = Duration::from_secs(60);

/// Where a run and its rows stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Progress {
    /// The run's state, and how often it has changed: where it differs the page is loaded again.
    pub state: &'static str,
    pub turn: i64,
    /// Rows that had their turn.
    pub done: u32,
    /// Of so many.
    pub total: u32,
    /// In words.
    pub text: String,
    /// Rows by standing.
    pub rows: std::collections::BTreeMap<&'static str, u32>,
}

impl Progress {
    pub(super) fn of(console: &Console, run: &KeptRun, counts: &Counts) -> Self {
        let of = |standing| counts.of(standing);
        let is_checking = run.started_at.is_none();
        let ended = [RowStanding::Succeeded, RowStanding::Refused, RowStanding::Denied, RowStanding::Unknown].map(of).iter().sum::<u32>();
        let (done, total) = match is_checking {
            true => (counts.all() - of(RowStanding::Unchecked), counts.all()),
            false => (ended, ended + of(RowStanding::Ready) + of(RowStanding::NotDone)),
        };
        let doing = if is_checking { "rows looked at" } else { "users had their turn" };
        let left = left_words(console, run, counts);
        Self {
            state: run.state.name(),
            turn: run.turn,
            done,
            total,
            text: format!("{} of {} {doing}{left}", grouped(done), grouped(total)),
            rows: RowStanding::ALL.into_iter().map(|standing| (standing.name(), of(standing))).filter(|(_, rows)| *rows > 0).collect(),
        }
    }
}

/// Users a second at which the rest of a run goes: the slowest of its pools'. `None`: nothing is left.
pub(super) fn pace(console: &Console, run: &KeptRun, counts: &Counts) -> Option<f64> {
    let of = RateOf::Effect(run.plan.help()?.action());
    let pools = console.directory.pools().iter().filter(|pool| counts.messages.contains_key(pool.id.as_str()));
    pools.map(|pool| console.rules.bulk.rate(&pool.id, of)).reduce(f64::min)
}

/// How long the rest takes, while it goes on; of rows that are only looked at nobody can tell.
fn left_words(console: &Console, run: &KeptRun, counts: &Counts) -> String {
    let Some(rate) = pace(console, run, counts).filter(|_| run.state == RunState::Running) else { return String::new() };
    let estimate = Estimate { rows: counts.of(RowStanding::Ready), rate, mails: 0, texts: 0, mails_a_day: None };
    format!(", {} left", lasts_words(estimate.lasts()))
}

/// Looked up once for all who follow a run.
async fn progress(console: &Console, id: Uuid) -> Result<Option<Progress>, BulkStoreError> {
    let mut known = console.bulk_desk.progress.lock().await;
    known.retain(|_, (at, _)| at.elapsed() < EVERY);
    if let Some((_, progress)) = known.get(&id) {
        return Ok(Some(progress.clone()));
    }
    let Some(run) = console.bulk.find(id).await? else { return Ok(None) };
    let progress = Progress::of(console, &run, &console.bulk.counts(id).await?);
    known.insert(id, (Instant::now(), progress.clone()));
    Ok(Some(progress))
}

/// `GET /bulk/{id}/events`.
pub(super) async fn events(State(console): State<Console>, Extension(caller): Extension<Caller>, Path(id): Path<String>) -> Response {
    let run = match find(&console, &caller, &id, READ).await {
        Ok(run) => run,
        Err(error) => return status_of(error.code).into_response(),
    };
    let Ok(place) = PLACES.try_acquire() else { return StatusCode::SERVICE_UNAVAILABLE.into_response() };
    let until = tokio::time::Instant::now() + LASTS;
    let every = if run.state.is_at_work() { EVERY } else { EVERY_AT_REST };
    let first = Progress { state: "", ..Progress::of(&console, &run, &Counts::default()) };
    let told = stream::unfold((console, run.id, first, false, place), move |(console, id, last, is_over, place)| async move {
        if is_over {
            return None;
        }
        loop {
            match progress(&console, id).await {
                Ok(Some(now)) if now != last => {
                    let event = Event::default().json_data(&now).unwrap_or_default();
                    return Some((Ok::<_, Infallible>(event), (console, id, now, false, place)));
                }
                Ok(Some(_)) if tokio::time::Instant::now() < until && !console.under_way.is_closed() => tokio::time::sleep(every).await,
                // The script asks again after a while.
                Ok(_) | Err(_) => return Some((Ok(Event::default().event("over").data("-")), (console, id, last, true, place))),
            }
        }
    });
    Sse::new(told).keep_alive(KeepAlive::default()).into_response()
}
