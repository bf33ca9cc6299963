//! Signing a user out everywhere after their password was reset or set: an action of its own, with records and an ending of its own.

use crate::domain::operation::{Action, Operation, SignOutEverywhere};
use crate::domain::part::part_id;
use crate::domain::policy::TargetFacts;
use crate::features::console::{Caller, Console};
use crate::features::effects::{Plan, Why, begin, close, permitted};
use crate::wire::ApiError;
use uuid::Uuid;

/// Ends the user's sessions as a part of `action`. How it went stands in its own records, which the result page reads: the action
/// itself has succeeded, whatever becomes of this. `Op` is what was done, and decides the status that the user has by now.
pub(super) async fn sign_out_afterwards<Op: Operation>(console: &Console, caller: &Caller, action: Uuid, mut target: TargetFacts, why: &Why) {
    if let Some(status) = Op::STATUS_AFTER {
        target.user.status = status;
    }
    if let Err(error) = sign_out(console, caller, action, target, why).await {
        tracing::warn!(request_id = %caller.origin.request_id, %action, code = error.code.name(), "the user was not signed out everywhere");
    }
}

async fn sign_out(console: &Console, caller: &Caller, action: Uuid, target: TargetFacts, why: &Why) -> Result<(), ApiError> {
    let permit = permitted(console, caller, SignOutEverywhere, target, why).await?;
    let note = "announced: refresh tokens end at once; access and ID tokens that others check by themselves work until they expire".to_owned();
    let plan = Plan { action_id: part_id(action, Action::SignOutEverywhere.event()), part_of: Some(action), then: None, password_source: None, why, note };
    let Some(recorded) = begin(console, caller, permit, plan).await? else { return Ok(()) };
    let ended = console.directory.sign_out_everywhere(&recorded).await;
    // The page reads the outcome from the record.
    let _ = close(console, caller, &recorded, &ended).await;
    Ok(())
}
