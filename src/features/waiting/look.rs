//! Looking at the board: the right, the record, and what is known.

use super::board::{BoardPage, Waiting, page};
use super::helped::{lay_over, since};
use super::query::BoardQuery;
use super::reading::{FailedReading, Snapshot};
use crate::domain::audit::RecordedTarget;
use crate::domain::operation::Action;
use crate::domain::policy::Denial;
use crate::domain::pool::ServedPool;
use crate::features::console::{Caller, Console};
use crate::features::faults::trail_failed;
use crate::features::records::{denied, record_read, require};
use crate::wire::ApiError;
use std::sync::Arc;
use time::OffsetDateTime;

/// What a visit shows.
#[derive(Debug, Clone)]
pub struct Board {
    /// The pool.
    pub pool: ServedPool,
    /// What was read last; `None` before the first reading has ended.
    pub read: Option<ReadBoard>,
    /// How many users the reading under way has found so far; `None` where none is.
    pub so_far: Option<usize>,
    /// How the last reading failed; `None` where it succeeded.
    pub failure: Option<FailedReading>,
    /// The time of the visit, UTC.
    pub now: OffsetDateTime,
}

/// The board as it was read.
#[derive(Debug, Clone)]
pub struct ReadBoard {
    /// The reading.
    pub snapshot: Arc<Snapshot>,
    /// Its users, with what staff have done since.
    pub users: Vec<Arc<Waiting>>,
    /// The page that was asked for.
    pub page: BoardPage,
}

/// Looks who is waiting in a pool.
///
/// # Errors
/// `not_signed_in`, `not_allowed`, `pool_unknown`, `trail_unavailable`; and what Cognito reported, where nothing was ever read, with the
/// reference of that reading.
pub async fn look(console: &Console, caller: &Caller, query: &BoardQuery) -> Result<Board, ApiError> {
    caller.actor()?;
    let pool = console.pool(&query.pool, caller)?.clone();
    let target = RecordedTarget { pool: pool.id.to_string(), ..RecordedTarget::default() };
    require(console, caller, Action::ReadWaiting, Some(target.clone())).await?;
    if !console.rules.policy.may_list_all(caller.actor()?, Action::ReadWaiting, &pool.id) {
        // The board counts and lists users without their groups and attributes.
        return Err(denied(console, caller, Action::ReadWaiting, Denial::OutOfScope, Some(target), |_| {}).await);
    }
    record_read(console, caller, Action::ReadWaiting, target, Some(query.note())).await?;
    let reading = console.waiting.look(&pool.id, query.newer_than, &caller.origin.request_id).await;
    let now = console.now();
    let read = match reading.snapshot {
        Some(snapshot) => {
            let helps = since(console.audit.as_ref(), &pool.id, snapshot.begun_at).await.map_err(|error| trail_failed(&error, caller))?;
            let users = lay_over(&snapshot, helps);
            let page = page(&users, query.filter, query.page, now);
            Some(ReadBoard { snapshot, users, page })
        }
        None => None,
    };
    match reading.failure {
        Some(failure) if read.is_none() && reading.so_far.is_none() => Err(ApiError::new(failure.code, failure.reference)),
        failure => Ok(Board { pool, read, so_far: reading.so_far, failure, now }),
    }
}
