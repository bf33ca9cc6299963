//! Whether a lock stands in the way, asked of the database now: at execution, and not by what the request found when it came.

use crate::domain::actor::Actor;
use crate::domain::locks::{Lock, Wish, forbidding};
use crate::domain::operation::Action;
use crate::features::console::{Caller, Console};
use crate::wire::{ApiError, ErrorCode};

/// The lock that forbids this action to this person now.
///
/// # Errors
/// `database_unavailable`: then nobody can say that there is none.
pub async fn lock_on(console: &Console, caller: &Caller, actor: &Actor, action: Action) -> Result<Option<Lock>, ApiError> {
    let locks = standing(console, caller).await?;
    Ok(forbidding(&locks, &actor.id, &actor.roles, Wish::of(action, &console.rules.policy, actor)).cloned())
}

/// The lock that forbids this action to this person now, or to one of the two people their part in what was approved; with what to refuse it with.
///
/// # Errors
/// `database_unavailable`: then nobody can say that there is none.
pub async fn lock_behind(console: &Console, caller: &Caller, actor: &Actor, action: Action) -> Result<Option<(Lock, ErrorCode)>, ApiError> {
    let locks = standing(console, caller).await?;
    let policy = &console.rules.policy;
    let on = |person: &Actor, wish: Wish| forbidding(&locks, &person.id, &person.roles, wish).cloned();
    let locked = on(actor, Wish::of(action, policy, actor)).map(|lock| (lock, ErrorCode::Locked));
    Ok(locked.or_else(|| {
        let approval = caller.approval.as_ref()?;
        let approver = approval.approver();
        let approves = on(approver, Wish::of(Action::DecideEscalation, policy, approver)).map(|lock| (lock, ErrorCode::ApproverMayNot));
        approves.or_else(|| on(approval.asker(), Wish::Enter).map(|lock| (lock, ErrorCode::Locked)))
    }))
}

/// The locks that stand now.
///
/// # Errors
/// `database_unavailable`.
pub async fn standing(console: &Console, caller: &Caller) -> Result<Vec<Lock>, ApiError> {
    console.locks.standing().await.map_err(|error| {
        tracing::error!(request_id = %caller.origin.request_id, %error, "which locks stand could not be read");
        caller.error(ErrorCode::DatabaseUnavailable)
    })
}
