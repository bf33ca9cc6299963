//! Sending a reset code: check, read afresh, decide, record, act, close. In that order.

use super::sign_out::sign_out_afterwards;
use super::wire::ResetForm;
use crate::domain::client_metadata::PAIR_LIMIT;
use crate::domain::destination::predict;
use crate::domain::operation::{Action, SendResetCode};
use crate::domain::policy::TargetFacts;
use crate::domain::preflight::Help;
use crate::features::client_metadata::with_more_rows;
use crate::features::console::{Caller, Console};
use crate::features::effects::{Plan, begin, close, permitted, ticket_rules};
use crate::features::escalations::ask;
use crate::features::faults::{broke_off, read_failed};
use crate::features::forms::draft::KeptForm;
use crate::features::forms::{CheckedForm, FormAnswer, Press, Ready, Received, Stop, again_or_error, back, check_for_approval, check_form, gate, receive, target_of};
use crate::wire::{ApiError, ErrorCode, TICKED};

/// Handles a posted reset form.
///
/// # Errors
/// `not_signed_in`, or a denial: there is no page to go back to.
pub async fn send_reset_code(console: &Console, caller: &Caller, form: ResetForm, press: Press) -> Result<FormAnswer, ApiError> {
    if form.metadata.len() > 2 * PAIR_LIMIT {
        return Err(caller.error(ErrorCode::TooLarge));
    }
    // A closed browser, a second click or a lost connection must neither stop the work half-way nor keep a denial off the record.
    let (owned_console, owned_caller) = (console.clone(), caller.clone());
    let work = console.under_way.spawn(async move { Stop::settle(handle(&owned_console, &owned_caller, form, press).await) });
    work.await.unwrap_or_else(|error| Err(broke_off(&error, caller)))
}

async fn handle(console: &Console, caller: &Caller, form: ResetForm, press: Press) -> Result<FormAnswer, Stop> {
    let kept = KeptForm::Reset(form.clone());
    let received = receive(console, caller, Action::SendResetCode, &kept).await?;
    if press == Press::AddRows {
        let form = ResetForm { metadata: with_more_rows(form.metadata), ..form };
        return Err(back(console, caller, KeptForm::Reset(form), None).await);
    }
    let checked = match check_form(&form.desk, &form.metadata, &form.sends_secret_looks, &ticket_rules(console, caller, Action::SendResetCode)) {
        Ok(checked) => checked,
        Err(fields) => {
            let error = ApiError { fields, ..caller.error(ErrorCode::InvalidForm) };
            return Err(back(console, caller, kept, Some(error)).await);
        }
    };
    let target = target_of(console, caller, &received, &kept, Action::SendResetCode, &checked.why, checked.client_metadata.pairs()).await?;
    let signs_out = form.signs_out == TICKED;
    let action = received.action_id;
    match carry_out(console, caller, Task { received, kept: &kept, target, checked, press, signs_out }).await {
        Ok(is_repeat) => Ok(FormAnswer::Result { action, is_repeat, reveal: None }),
        Err(Stop::Error(error)) => Err(again_or_error(console, caller, &kept, error).await),
        Err(stop) => Err(stop),
    }
}

/// A form on its way, with everything that was found out for it.
struct Task<'a> {
    received: Received,
    kept: &'a KeptForm,
    target: TargetFacts,
    checked: CheckedForm,
    press: Press,
    signs_out: bool,
}

/// Decides, records and acts. No error on success, refusal and doubt alike: the result page tells them apart. `true`: the same form came
/// before, and nothing was done now.
async fn carry_out(console: &Console, caller: &Caller, task: Task<'_>) -> Result<bool, Stop> {
    let Task { received, kept, target, checked, press, signs_out } = task;
    let (action_id, why) = (received.action_id, &checked.why);
    let facts = console.directory.describe_pool(&target.user.pool).await.map_err(|failure| read_failed(&failure, caller))?;
    let note = format!("announced: {}", predict(&facts, &target.user).sentence());
    let operation = SendResetCode { client_metadata: checked.client_metadata.clone() };
    let client_metadata = operation.client_metadata.pairs().to_vec();
    let ready = Ready { received: &received, kept, help: Help::ResetCode, target: &target, facts: &facts, why, client_metadata: &client_metadata, note: &note };
    if press == Press::Ask {
        return Err(Stop::Page(ask(console, caller, &ready).await?));
    }
    if press == Press::Check {
        check_for_approval(console, caller, &ready).await?;
    }
    let permit = permitted(console, caller, operation, target.clone(), why).await?;
    let turn = gate(console, caller, &ready, press).await?;
    let plan = Plan { action_id, part_of: None, then: signs_out.then_some(Action::SignOutEverywhere), password_source: None, why, note };
    let Some(recorded) = begin(console, caller, permit, plan).await? else { return Ok(true) };
    drop(turn);
    let ended = console.directory.reset_password(&recorded).await;
    let closed = close(console, caller, &recorded, &ended).await;
    if signs_out && closed.is_ok() {
        sign_out_afterwards::<SendResetCode>(console, caller, action_id, target, why).await;
    }
    Ok(false)
}
