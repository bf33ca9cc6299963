//! Whether somebody may still see a user of whom a record tells: asked where pages show a record's user without opening their page.

use crate::domain::actor::Actor;
use crate::domain::audit::AuditEntry;
use crate::domain::clock::from_micros;
use crate::domain::operation::Action;
use crate::domain::policy::TargetFacts;
use crate::domain::pool::PoolId;
use crate::domain::user::{User, Username};
use crate::features::console::{Caller, Console};
use crate::ports::user_directory::{DirectoryError, DirectoryFailure};
use crate::wire::ApiError;
use time::Duration;

/// What somebody did themselves they may look at for so long also while Cognito does not say how the user is now: the role was for that user
/// when it was done, and whoever waits for an outcome needs it just then.
const OWN_FOR: Duration = Duration::hours(1);

/// What there is to see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// The user.
    Seen,
    /// A user whom no role of theirs is for, or who is gone.
    OutOfScope,
    /// Cognito does not say, and so nobody can tell.
    Untold,
}

/// Whether this person may see the user of this record, with the user read afresh where their role is for some users only. Nothing is
/// recorded. Whoever reads the trail reads all of it.
///
/// # Errors
/// `not_signed_in`.
pub async fn sight_of(console: &Console, caller: &Caller, entry: &AuditEntry) -> Result<Sight, ApiError> {
    let (actor, target) = (caller.actor()?, entry.target.clone().unwrap_or_default());
    if caller.has_right(Action::ReadTrail) {
        return Ok(Sight::Seen);
    }
    let policy = &console.rules.policy;
    let Ok(pool) = PoolId::try_from(target.pool.clone()) else { return Ok(Sight::OutOfScope) };
    if policy.may_list_all(actor, Action::ReadUser, &pool) {
        return Ok(Sight::Seen);
    }
    let Ok(username) = Username::try_from(target.username.clone()) else { return Ok(Sight::OutOfScope) };
    match is_in_scope(console, actor, &pool, &username, &target.sub).await {
        Ok(true) => Ok(Sight::Seen),
        Ok(false) => Ok(Sight::OutOfScope),
        Err(failure) if matches!(failure.error, DirectoryError::UserNotFound | DirectoryError::PoolNotFound) => Ok(Sight::OutOfScope),
        Err(failure) => {
            tracing::warn!(request_id = %caller.origin.request_id, %failure, "whether a role is for a record's user could not be read");
            let is_own_and_young = entry.is_by(actor) && console.now() - from_micros(entry.occurred_at) < OWN_FOR;
            Ok(if is_own_and_young { Sight::Seen } else { Sight::Untold })
        }
    }
}

async fn is_in_scope(console: &Console, actor: &Actor, pool: &PoolId, username: &Username, sub: &str) -> Result<bool, DirectoryFailure> {
    let policy = &console.rules.policy;
    let user: User = console.directory.get_user(pool, username).await?;
    // Pools and attributes say most of it, without another question.
    if user.sub.as_str() != sub || !policy.may_list(actor, Action::ReadUser, &user) {
        return Ok(false);
    }
    let groups = console.directory.groups_of(pool, &user.username).await?;
    let target = TargetFacts { user, groups, contact_change: None, contact_marks: Vec::new() };
    Ok(policy.decide(actor, Action::ReadUser, Some(&target), console.now()).is_ok())
}
