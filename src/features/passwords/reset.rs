//! Sending a reset code: check, read afresh, decide, record, act, close. In that order.

use super::answer::{FormAnswer, Stop};
use super::checked::{CheckedForm, check};
use super::draft::KeptForm;
use super::received::{again_or_error, back, receive, target_of};
use super::sign_out::sign_out_afterwards;
use super::wire::{ResetForm, TICKED};
use crate::domain::client_metadata::{MetadataRow, PAIR_LIMIT};
use crate::domain::destination::predict;
use crate::domain::operation::{Action, SendResetCode};
use crate::domain::policy::TargetFacts;
use crate::features::console::{Caller, Console};
use crate::features::effects::{Plan, begin, close, permitted};
use crate::features::faults::{broke_off, read_failed};
use crate::wire::{ApiError, ErrorCode};
use uuid::Uuid;

/// Rows that "Add rows" adds.
const MORE_ROWS: usize = 3;

/// Handles a posted reset form.
///
/// # Errors
/// `not_signed_in`, or a denial: there is no page to go back to.
pub async fn send_reset_code(console: &Console, caller: &Caller, form: ResetForm, adds_rows: bool) -> Result<FormAnswer, ApiError> {
    if form.metadata.len() > 2 * PAIR_LIMIT {
        return Err(caller.error(ErrorCode::TooLarge));
    }
    // A closed browser, a second click or a lost connection must neither stop the work half-way nor keep a denial off the record.
    let (owned_console, owned_caller) = (console.clone(), caller.clone());
    let work = console.under_way.spawn(async move { Stop::settle(handle(&owned_console, &owned_caller, form, adds_rows).await) });
    work.await.unwrap_or_else(|error| Err(broke_off(&error, caller)))
}

async fn handle(console: &Console, caller: &Caller, form: ResetForm, adds_rows: bool) -> Result<FormAnswer, Stop> {
    let kept = KeptForm::Reset(form.clone());
    let received = receive(console, caller, Action::SendResetCode, &kept).await?;
    if adds_rows {
        return Err(back(console, caller, KeptForm::Reset(with_more_rows(form)), None).await);
    }
    let checked = match check(&form, &console.rules) {
        Ok(checked) => checked,
        Err(fields) => {
            let error = ApiError { fields, ..caller.error(ErrorCode::InvalidForm) };
            return Err(back(console, caller, kept, Some(error)).await);
        }
    };
    let target = target_of(console, caller, &received, &kept, Action::SendResetCode, &checked.why, checked.client_metadata.pairs()).await?;
    let signs_out = form.signs_out == TICKED;
    match carry_out(console, caller, received.action_id, target, checked, signs_out).await {
        Ok(is_repeat) => Ok(FormAnswer::Result { action: received.action_id, is_repeat, reveal: None }),
        Err(error) => Err(again_or_error(console, caller, &kept, error).await),
    }
}

/// Decides, records and acts. No error on success, refusal and doubt alike: the result page tells them apart. `true`: the same form came
/// before, and nothing was done now.
async fn carry_out(console: &Console, caller: &Caller, action_id: Uuid, target: TargetFacts, checked: CheckedForm, signs_out: bool) -> Result<bool, ApiError> {
    let facts = console.directory.describe_pool(&target.user.pool).await.map_err(|failure| read_failed(&failure, caller))?;
    let note = format!("announced: {}", predict(&facts, &target.user).sentence());
    let operation = SendResetCode { client_metadata: checked.client_metadata };
    let permit = permitted(console, caller, operation, target.clone(), &checked.why).await?;
    let plan = Plan { action_id, part_of: None, then: signs_out.then_some(Action::SignOutEverywhere), password_source: None, why: &checked.why, note };
    let Some(recorded) = begin(console, caller, permit, plan).await? else { return Ok(true) };
    let ended = console.directory.reset_password(&recorded).await;
    let closed = close(console, caller, &recorded, &ended).await;
    if signs_out && closed.is_ok() {
        sign_out_afterwards::<SendResetCode>(console, caller, action_id, target, &checked.why).await;
    }
    Ok(false)
}

fn with_more_rows(mut form: ResetForm) -> ResetForm {
    let rows = form.metadata.len() + MORE_ROWS;
    form.metadata.resize_with(rows.min(PAIR_LIMIT), MetadataRow::default);
    form
}
