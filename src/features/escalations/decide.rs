//! Deciding on a request: another person, once, in time, with the user read afresh.

use super::answer::EscalationAnswer;
use super::people::{Part, person_now};
use super::read::{Exact, exact_for, failed, find, sees_all_of, target_of};
use super::register::Register;
use super::wire::DecisionForm;
use crate::domain::actor::Actor;
use crate::domain::audit::{AuditEntry, RecordKind};
use crate::domain::escalation::{Escalation, Standing};
use crate::domain::operation::Action;
use crate::domain::policy::TargetFacts;
use crate::domain::pool::PoolId;
use crate::domain::reason::Reason;
use crate::domain::user::{Sub, Username};
use crate::features::console::{Caller, Console};
use crate::features::faults::{broke_off, denial_code};
use crate::features::kept::keep;
use crate::features::records::{denied_as, entry, require_with};
use crate::features::users::fresh_target;
use crate::wire::{ApiError, ErrorCode, FieldError};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A decision that came back, as it is kept.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct DecisionDraft {
    /// As typed.
    pub(super) form: DecisionForm,
    /// Why it came back.
    pub(super) error: ApiError,
}

/// Approves or rejects a request.
///
/// # Errors
/// `not_signed_in`, `not_allowed`, `not_found`, `trail_unavailable`, `database_unavailable`: there is no page to go to. What is wrong with the decision
/// itself stands on the request's page.
pub async fn decide(console: &Console, caller: &Caller, form: DecisionForm) -> Result<EscalationAnswer, ApiError> {
    // A browser that closes must not leave a decision half-way.
    let (owned_console, owned_caller) = (console.clone(), caller.clone());
    let work = console.under_way.spawn(async move { handle(&owned_console, &owned_caller, form).await });
    work.await.unwrap_or_else(|error| Err(broke_off(&error, caller)))
}

async fn handle(console: &Console, caller: &Caller, form: DecisionForm) -> Result<EscalationAnswer, ApiError> {
    let request = Uuid::try_parse(&form.id).ok();
    if let (None, Some(_), Some(id)) = (&caller.staff, &caller.expired, request) {
        let error = caller.error(ErrorCode::SessionEnded);
        let draft = keep(console, caller, &DecisionDraft { form, error: error.clone() }).await?;
        return Ok(EscalationAnswer::SignInFirst { id, error, draft });
    }
    require_with(console, caller, Action::DecideEscalation, None, |entry| entry.part_of = request).await?;
    let escalation = find(console, caller, &form.id, Action::DecideEscalation.event()).await?;
    let id = escalation.id();
    let approves = match form.verdict.as_str() {
        "approve" => true,
        "reject" => false,
        _ => return Err(caller.error(ErrorCode::InvalidForm)),
    };
    if !sees_all_of(caller, &target_of(&escalation).pool) {
        // Whose role is for some users decides on those.
        let target = target_now(console, caller, &escalation).await?;
        if let Err(denial) = console.rules.policy.decide(caller.actor()?, Action::DecideEscalation, Some(&target), console.now()) {
            return Err(refused(console, caller, &escalation, denial_code(denial)).await);
        }
    }
    let asker = match another_person(console, caller, &escalation).await? {
        Ok(asker) => asker,
        Err(error) => return Ok(EscalationAnswer::problem(id, error)),
    };
    if !matches!(escalation.standing(Register::of(console).now()), Standing::Open { .. }) {
        return over(console, caller, id, approves).await;
    }
    let reason = match Reason::parse(&form.reason) {
        Ok(reason) => reason,
        Err(sentence) => {
            let fields = vec![FieldError { field: "reason".into(), sentence: sentence.into() }];
            return back(console, caller, id, form, ApiError { fields, ..caller.error(ErrorCode::InvalidForm) }).await;
        }
    };
    if approves {
        let exact = match exact_for(console, caller, &escalation, Action::DecideEscalation.event()).await {
            Ok(Some(exact)) if escalation.request.entry.request_hash.as_deref() == Some(form.shown.as_str()) => exact,
            Ok(_) => return Ok(EscalationAnswer::problem(id, caller.error(ErrorCode::EscalationOver))),
            Err(error) => return Ok(EscalationAnswer::problem(id, error)),
        };
        if let Err(error) = covers(console, caller, &escalation, &exact, &asker).await {
            return Ok(EscalationAnswer::problem(id, error));
        }
        if caller.must_sign_in_again(console, &[Action::DecideEscalation]) {
            let error = caller.error(ErrorCode::StepUpRequired);
            let draft = keep(console, caller, &DecisionDraft { form, error: error.clone() }).await?;
            return Ok(EscalationAnswer::StepUp { id, error, draft: Some(draft) });
        }
    }
    let mut record = entry(console, caller, RecordKind::Escalation, Action::DecideEscalation);
    record.reason = Some(reason.as_str().to_owned());
    let role = console.rules.policy.decide(caller.actor()?, Action::DecideEscalation, None, console.now());
    record.role = role.ok().map(|role| role.name().to_owned());
    match Register::of(console).decide(&escalation, approves, record).await.map_err(|error| failed(&error, caller))? {
        true => Ok(EscalationAnswer::page(id)),
        false => over(console, caller, id, approves).await,
    }
}

/// It was decided on, or it is over: the same decision by the same person, sent twice, is no mistake.
async fn over(console: &Console, caller: &Caller, id: Uuid, approves: bool) -> Result<EscalationAnswer, ApiError> {
    let now = Register::of(console).load(id).await.map_err(|error| failed(&error, caller))?;
    let own = caller.actor()?.id.clone();
    let is_same = now.is_some_and(|escalation| {
        let event = escalation.decision.as_ref().map(|decision| decision.entry.event.clone()).unwrap_or_default();
        escalation.decided_by() == Some(own) && (event == crate::domain::escalation::APPROVE) == approves
    });
    Ok(if is_same { EscalationAnswer::page(id) } else { EscalationAnswer::problem(id, caller.error(ErrorCode::EscalationOver)) })
}

async fn back(console: &Console, caller: &Caller, id: Uuid, form: DecisionForm, error: ApiError) -> Result<EscalationAnswer, ApiError> {
    let draft = keep(console, caller, &DecisionDraft { form, error: error.clone() }).await?;
    Ok(EscalationAnswer::Page { id, error: Some(error), draft: Some(draft) })
}

/// Who asked, if that is not whoever decides: under this account or, by its e-mail address, another.
async fn another_person(console: &Console, caller: &Caller, escalation: &Escalation) -> Result<Result<Actor, ApiError>, ApiError> {
    let own = caller.actor()?;
    let Some(asked_by) = escalation.asked_by() else { return Ok(Err(caller.error(ErrorCode::EscalationOver))) };
    let Some(asker) = person_now(console, caller, &asked_by, Part::Asks).await? else { return Ok(Err(caller.error(ErrorCode::EscalationOver))) };
    if asker.is_same_person(own) {
        return Ok(Err(refused(console, caller, escalation, ErrorCode::OwnRequest).await));
    }
    Ok(Ok(asker))
}

/// Policy, asked on the user as they are now: whoever asked may still ask, and whoever approves could do all of it.
async fn covers(console: &Console, caller: &Caller, escalation: &Escalation, exact: &Exact, asker: &Actor) -> Result<(), ApiError> {
    let target = target_now(console, caller, escalation).await?;
    for action in exact.actions.iter().map(|event| Action::from_event(event)) {
        let action = action.ok_or_else(|| caller.error(ErrorCode::RequestAltered))?;
        if let Err(denial) = console.rules.policy.decide_for_two(asker, caller.actor()?, action, &target, console.now(), None) {
            return Err(refused(console, caller, escalation, denial_code(denial)).await);
        }
    }
    Ok(())
}

/// The user as they are now.
async fn target_now(console: &Console, caller: &Caller, escalation: &Escalation) -> Result<TargetFacts, ApiError> {
    let wanted = target_of(escalation);
    let (Ok(pool), Ok(sub), Ok(username)) = (PoolId::try_from(wanted.pool), Sub::try_from(wanted.sub), Username::try_from(wanted.username)) else {
        return Err(caller.error(ErrorCode::UserGone));
    };
    console.pool(pool.as_str(), caller)?;
    fresh_target(console, caller, &pool, &username, &sub).await
}

async fn refused(console: &Console, caller: &Caller, escalation: &Escalation, code: ErrorCode) -> ApiError {
    let (id, then) = (escalation.id(), escalation.request.entry.then.clone());
    let fill = |entry: &mut AuditEntry| {
        entry.part_of = Some(id);
        entry.then = then;
    };
    denied_as(console, caller, Action::DecideEscalation, code, Some(target_of(escalation)), fill).await
}
