//! Carrying an approved request out: by the same way as the form it was, with everything checked again, under the one id that is its end.

use super::answer::EscalationAnswer;
use super::people::{Part, person_now};
use super::read::{exact_for, failed, find, name_event, target_of};
use super::register::Register;
use crate::domain::actor::Actor;
use crate::domain::escalation::{Approval, ApprovalFault, Escalation, Standing, end_id};
use crate::domain::operation::Action;
use crate::features::accounts::act;
use crate::features::console::{Caller, Console};
use crate::features::faults::broke_off;
use crate::features::forms::draft::KeptForm;
use crate::features::forms::{FormAnswer, Press};
use crate::features::passwords::{TypedPassword, send_reset_code, set_password};
use crate::features::records::denied_as;
use crate::wire::{ApiError, ErrorCode};
use std::sync::Arc;

/// The event of what kept somebody from carrying a request out. What is carried out has the event of its own action.
const CARRY_OUT: &str = "escalation.carry_out";

/// Carries a request out. Sent twice, it leads to what came of the first time.
///
/// # Errors
/// `not_signed_in`, `not_allowed` for somebody who does not carry it out, `not_found`, `trail_unavailable`, `database_unavailable`: there is no page to
/// go to. What keeps it from being carried out stands on the request's page.
pub async fn carry_out(console: &Console, caller: &Caller, id: &str, typed: TypedPassword) -> Result<EscalationAnswer, ApiError> {
    let (owned_console, owned_caller, id) = (console.clone(), caller.clone(), id.to_owned());
    let work = console.under_way.spawn(async move { handle(&owned_console, &owned_caller, &id, typed).await });
    work.await.unwrap_or_else(|error| Err(broke_off(&error, caller)))
}

async fn handle(console: &Console, caller: &Caller, id: &str, typed: TypedPassword) -> Result<EscalationAnswer, ApiError> {
    let escalation = find(console, caller, id, CARRY_OUT).await?;
    let id = escalation.id();
    if !is_carried_out_by(console, caller, &escalation) {
        let target = target_of(&escalation);
        return Err(denied_as(console, caller, Action::DecideEscalation, ErrorCode::NotAllowed, Some(target), |entry| name_event(entry, CARRY_OUT, id)).await);
    }
    if escalation.standing(Register::of(console).now()) == Standing::CarriedOut {
        return Ok(EscalationAnswer::Form(FormAnswer::Result { action: end_id(id), is_repeat: true, reveal: None }));
    }
    let prepared = match prepare(console, caller, &escalation).await {
        Ok(prepared) => prepared,
        Err(error) => return Ok(EscalationAnswer::problem(id, error)),
    };
    let (form, approval) = prepared;
    let approved = Caller { approval: Some(Arc::new(approval)), ..caller.clone() };
    let answer = match form {
        KeptForm::Reset(form) => send_reset_code(console, &approved, form, Press::Send).await,
        KeptForm::SetPassword(form) => set_password(console, &approved, form, typed, Press::Send).await,
        KeptForm::Account(form) => act(console, &approved, form, Press::Send).await,
    };
    // Cognito was asked, and said no: that stands on the result's page, and the approval is used up.
    if matches!(answer, Ok(FormAnswer::Back { .. } | FormAnswer::Again { .. }) | Err(_)) {
        let now = find(console, caller, &id.to_string(), CARRY_OUT).await?;
        if now.standing(Register::of(console).now()) == Standing::CarriedOut {
            return Ok(EscalationAnswer::Form(FormAnswer::Result { action: end_id(id), is_repeat: false, reveal: None }));
        }
    }
    Ok(match answer {
        Ok(answer @ FormAnswer::Result { .. }) => EscalationAnswer::Form(answer),
        Ok(FormAnswer::StepUp { error, .. }) => EscalationAnswer::StepUp { id, error, draft: None },
        Ok(FormAnswer::Back { draft, error: Some(error), .. } | FormAnswer::Again { draft, error }) => {
            // The id stands for another end: it was withdrawn or it expired in this very moment.
            let error = if error.code == ErrorCode::FormReused { caller.error(ErrorCode::EscalationOver) } else { error };
            // What is wrong with a field is kept with it; the rest is a code.
            let draft = (!error.fields.is_empty()).then_some(draft);
            EscalationAnswer::Page { id, error: Some(error), draft }
        }
        Ok(answer) => EscalationAnswer::Form(answer),
        Err(error) => EscalationAnswer::problem(id, error),
    })
}

/// Whoever asked, or whoever approved, as configured.
pub(super) fn is_carried_out_by(console: &Console, caller: &Caller, escalation: &Escalation) -> bool {
    let by = if console.rules.escalations.approver_carries_out { escalation.decided_by() } else { escalation.asked_by() };
    by.is_some() && caller.actor().ok().map(|actor| actor.id.clone()) == by
}

/// The exact form under its one id, and the approval, if it can be used now.
async fn prepare(console: &Console, caller: &Caller, escalation: &Escalation) -> Result<(KeptForm, Approval), ApiError> {
    let over = || caller.error(ErrorCode::EscalationOver);
    let exact = exact_for(console, caller, escalation, CARRY_OUT).await?.ok_or_else(over)?;
    let (Some(asked_by), Some(decided_by)) = (escalation.asked_by(), escalation.decided_by()) else { return Err(over()) };
    let now = |person: Option<Actor>| person.ok_or_else(|| caller.error(ErrorCode::ApproverMayNot));
    let asker = now(person_now(console, caller, &asked_by, Part::Asks).await?)?;
    let approver = now(person_now(console, caller, &decided_by, Part::Approves).await?)?;
    let redeemed = Register::of(console).redeem(escalation, (asker, approver), caller.actor()?).await.map_err(|error| failed(&error, caller))?;
    let code = match redeemed {
        Ok(approval) => {
            let mut form = exact.form;
            form.desk_mut().action_id = end_id(escalation.id()).to_string();
            return Ok((form, approval));
        }
        Err(ApprovalFault::NotApproved) => return Err(over()),
        Err(ApprovalFault::Altered) => ErrorCode::RequestAltered,
        Err(ApprovalFault::OtherPeople) => ErrorCode::OwnRequest,
    };
    Err(denied_as(console, caller, Action::DecideEscalation, code, Some(target_of(escalation)), |entry| name_event(entry, CARRY_OUT, escalation.id())).await)
}
