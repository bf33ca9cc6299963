//! Finding a run, for those who may see it.

use super::records::READ;
use crate::domain::audit::AuditEntry;
use crate::domain::operation::Action;
use crate::domain::pool::PoolId;
use crate::features::console::{Caller, Console};
use crate::features::records::{denied_as, require_with};
use crate::ports::bulk_store::{BulkStoreError, KeptRun};
use crate::wire::{ApiError, ErrorCode};
use uuid::Uuid;

/// The store failed: nobody can say where a run stands.
pub(super) fn failed(error: &BulkStoreError, caller: &Caller) -> ApiError {
    tracing::error!(request_id = %caller.origin.request_id, %error, "the store of bulk runs failed");
    caller.error(ErrorCode::DatabaseUnavailable)
}

/// Lets those pass who may run lists; whatever is locked now, they may look, pause and cancel.
///
/// # Errors
/// `not_signed_in`; `not_allowed`, recorded under this event.
pub(super) async fn require_right(console: &Console, caller: &Caller, event: &'static str, run: Option<Uuid>) -> Result<(), ApiError> {
    caller.actor()?;
    if caller.has_right(Action::RunBulk) {
        return Ok(());
    }
    let fill = |entry: &mut AuditEntry| {
        event.clone_into(&mut entry.event);
        entry.run = run;
    };
    Err(denied_as(console, caller, Action::RunBulk, ErrorCode::NotAllowed, None, fill).await)
}

/// The same for what a lock forbids: starting, confirming, resuming.
///
/// # Errors
/// As [`require_right`]; `locked`.
pub(super) async fn require_to_run(console: &Console, caller: &Caller, event: &'static str, run: Option<Uuid>) -> Result<(), ApiError> {
    require_with(console, caller, Action::RunBulk, None, |entry| {
        event.clone_into(&mut entry.event);
        entry.run = run;
    })
    .await
}

/// The run with this id.
///
/// # Errors
/// `not_signed_in`, `not_allowed`; `not_found`; `database_unavailable`.
pub(super) async fn find(console: &Console, caller: &Caller, id: &str, event: &'static str) -> Result<KeptRun, ApiError> {
    let id = Uuid::try_parse(id).ok();
    require_right(console, caller, event, id).await?;
    let id = id.ok_or_else(|| caller.error(ErrorCode::NotFound))?;
    let run = console.bulk.find(id).await.map_err(|error| failed(&error, caller))?.ok_or_else(|| caller.error(ErrorCode::NotFound))?;
    if is_theirs(caller, &run) {
        return Ok(run);
    }
    let fill = |entry: &mut AuditEntry| {
        event.clone_into(&mut entry.event);
        entry.run = Some(run.id);
    };
    Err(denied_as(console, caller, Action::RunBulk, ErrorCode::OutOfScope, None, fill).await)
}

/// A run is for those whose role is for all users of its pools, and for whoever prepared it: its rows name users.
pub(super) fn is_theirs(caller: &Caller, run: &KeptRun) -> bool {
    let Ok(actor) = caller.actor() else { return false };
    let sees_all = |pool: &String| PoolId::try_from(pool.clone()).is_ok_and(|pool| caller.policy.may_list_all(actor, Action::ReadUser, &pool));
    run.plan.prepared_by.id == actor.id || run.plan.pools.iter().all(sees_all)
}

/// The run, to be looked at.
///
/// # Errors
/// As [`find`].
pub(super) async fn look(console: &Console, caller: &Caller, id: &str) -> Result<KeptRun, ApiError> {
    find(console, caller, id, READ).await
}
