//! Taking one's own request back.

use super::answer::EscalationAnswer;
use super::read::{failed, find, name_event, target_of};
use super::register::Register;
use crate::domain::audit::RecordKind;
use crate::domain::escalation::{Standing, WITHDRAW};
use crate::domain::operation::Action;
use crate::features::console::{Caller, Console};
use crate::features::faults::broke_off;
use crate::features::records::{denied_as, entry};
use crate::wire::{ApiError, ErrorCode};

/// Withdraws a request, decided on or not, as long as it is not carried out.
///
/// # Errors
/// `not_signed_in`, `not_allowed` for another person's, `not_found`, `trail_unavailable`, `database_unavailable`.
pub async fn withdraw(console: &Console, caller: &Caller, id: &str) -> Result<EscalationAnswer, ApiError> {
    let (owned_console, owned_caller, id) = (console.clone(), caller.clone(), id.to_owned());
    let work = console.under_way.spawn(async move { handle(&owned_console, &owned_caller, &id).await });
    work.await.unwrap_or_else(|error| Err(broke_off(&error, caller)))
}

async fn handle(console: &Console, caller: &Caller, id: &str) -> Result<EscalationAnswer, ApiError> {
    let escalation = find(console, caller, id, WITHDRAW).await?;
    let (id, own) = (escalation.id(), caller.actor()?.id.clone());
    if escalation.asked_by() != Some(own) {
        let target = target_of(&escalation);
        return Err(denied_as(console, caller, Action::DecideEscalation, ErrorCode::NotAllowed, Some(target), |entry| name_event(entry, WITHDRAW, id)).await);
    }
    let register = Register::of(console);
    let mut escalation = escalation;
    // Twice, since it may be decided on between the look and the record.
    for _ in 0..2 {
        let record = entry(console, caller, RecordKind::Escalation, Action::DecideEscalation);
        if register.withdraw(&escalation, record).await.map_err(|error| failed(&error, caller))? {
            return Ok(EscalationAnswer::page(id));
        }
        escalation = find(console, caller, &id.to_string(), WITHDRAW).await?;
    }
    if escalation.standing(register.now()) == Standing::Withdrawn {
        return Ok(EscalationAnswer::page(id));
    }
    Ok(EscalationAnswer::problem(id, caller.error(ErrorCode::EscalationOver)))
}
