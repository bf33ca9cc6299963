//! A reset code after a contact was marked verified: an action of its own, with records and an ending of its own. The chain stops where
//! something in it does, and says so: what was done before stays done.

use crate::domain::contact_change::ContactMarks;
use crate::domain::destination::predict;
use crate::domain::operation::{Action, SendResetCode};
use crate::domain::part::part_id;
use crate::domain::preflight::{Help, obstacle};
use crate::features::console::{Caller, Console};
use crate::features::effects::{Plan, Why, begin, close, permitted};
use crate::features::faults::read_failed;
use crate::features::forms::{Received, obstacle_code};
use crate::features::users::fresh_target;
use crate::wire::{ApiError, ErrorCode};
use uuid::Uuid;

/// Sends the code as a part of `action`. How it went stands in its own records, which the result page reads.
pub(super) async fn send_code_afterwards(console: &Console, caller: &Caller, action: Uuid, received: &Received, marks: &ContactMarks, why: &Why) {
    if let Err(error) = send_code(console, caller, action, received, marks, why).await {
        tracing::warn!(request_id = %caller.origin.request_id, %action, code = error.code.name(), "no reset code was sent after a contact was marked verified");
    }
}

async fn send_code(console: &Console, caller: &Caller, action: Uuid, received: &Received, marks: &ContactMarks, why: &Why) -> Result<(), ApiError> {
    // Read afresh: where the code goes depends on what was just changed.
    let target = fresh_target(console, caller, &received.pool, &received.username, &received.sub).await?;
    // A contact that changed in between is not the one that was vouched for.
    if target.contact_marks != *marks {
        return Err(caller.error(ErrorCode::PageIsStale));
    }
    let facts = console.directory.describe_pool(&received.pool).await.map_err(|failure| read_failed(&failure, caller))?;
    if let Some(obstacle) = obstacle(Help::ResetCode, &facts, &target.user) {
        return Err(caller.error(obstacle_code(obstacle)));
    }
    let note = format!("announced: {}", predict(&facts, &target.user).sentence());
    let permit = permitted(console, caller, SendResetCode { client_metadata: Default::default() }, target, why).await?;
    let plan = Plan { action_id: part_id(action, Action::SendResetCode.event()), part_of: Some(action), then: None, password_source: None, why, note };
    let Some(recorded) = begin(console, caller, permit, plan).await? else { return Ok(()) };
    let ended = console.directory.reset_password(&recorded).await;
    // The page reads the outcome from the record.
    let _ = close(console, caller, &recorded, &ended).await;
    Ok(())
}
