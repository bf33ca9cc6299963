//! The record before: an intent that is durable, once for each form.

use super::Why;
use super::close::call_off;
use super::velocity::{Stopped, stopped_by_limit};
use crate::domain::actor::Actor;
use crate::domain::audit::{Outcome, RecordKind, RecordedTarget};
use crate::domain::bulk::RateOf;
use crate::domain::clock::to_micros;
use crate::domain::contact::Contact;
use crate::domain::operation::{Action, Operation};
use crate::domain::policy::{Basis, Permit};
use crate::domain::velocity::Counted;
use crate::features::console::{Caller, Console};
use crate::features::faults::trail_failed;
use crate::features::locks::lock_behind;
use crate::features::records::lock_note;
use crate::ports::audit_log::{AuditError, IntentFacts, Recorded, record_intent};
use crate::wire::{ApiError, ErrorCode};
use std::time::Duration;
use uuid::Uuid;

/// How often a repeated form looks whether the first one has ended, and how long it waits between.
const WAIT_FOR_FIRST: (u32, Duration) = (60, Duration::from_millis(150));

/// What is about to be done, beside the operation itself.
#[derive(Debug, Clone)]
pub struct Plan<'a> {
    /// The action's id, which the form carried.
    pub action_id: Uuid,
    /// The action that this one is a part of.
    pub part_of: Option<Uuid>,
    /// What follows if it succeeds.
    pub then: Option<Action>,
    /// Where the password comes from, for what sets one.
    pub password_source: Option<&'static str>,
    /// Why.
    pub why: &'a Why,
    /// What the page said would happen.
    pub note: String,
}

/// Records the intent under the form's own id: the proof that it may be done now. `None` where the same form came before, and has done
/// it or is about to.
///
/// Last of all it asks once more whether a lock forbids it, or the approval that it rests on is over: what was permitted before is not carried out after it.
///
/// # Errors
/// `trail_unavailable`: then nothing may be called. `staff_limit`, `user_limit`: recorded as a denial, with a sentence that says when it works again. `form_reused`: the id stands for something else. `locked`, `approver_may_not`,
/// `escalation_over`, `database_unavailable`: the intent is closed, and nothing was called.
pub async fn begin<Op: Operation>(console: &Console, caller: &Caller, permit: Permit<Op>, plan: Plan<'_>) -> Result<Option<Recorded<Op>>, ApiError> {
    let Plan { action_id, part_of, then, password_source, why, note } = plan;
    let target = RecordedTarget::from(permit.target());
    // Which contact is marked is all that tells two such forms apart; an invitation's follows from the user.
    let contact = permit.operation().contact().filter(|_| Op::ACTION == Action::MarkContactVerified);
    let note = match &caller.approval {
        Some(approval) => format!("{note}; approved by {} ({})", approval.approver().name, approval.approver().id.sub),
        None => note,
    };
    let (concerned, state_before) = (permit.operation().contact(), permit.target().user.status.name().to_owned());
    // What another person has approved of is held to the limits of whoever carries it out, and to none of the user's.
    let is_approved = permit.basis() == Basis::Approval;
    // Held to limits is what somebody asks for, and not what belongs to it: that would stop half-way.
    let mut limits = if part_of.is_some() { Vec::new() } else { console.rules.velocity.limits(permit.role(), Op::ACTION, is_approved) };
    if caller.run.is_some() {
        // How many a run may have was confirmed as a whole; how often one user may be helped holds as ever.
        limits.retain(|limit| limit.of == Counted::User);
    }
    let facts = IntentFacts {
        action_id,
        run: caller.run,
        part_of: part_of.or_else(|| caller.approval.as_ref().map(|approval| approval.request())),
        then: then.map(Action::event),
        password_source,
        occurred_at: to_micros(console.now()),
        reason: why.reason.as_str().to_owned(),
        ticket: why.ticket.clone(),
        caller_verified_by: why.caller_verified_by.clone(),
        origin: caller.origin.clone(),
        note: Some(note),
        role_session: console.directory.role_session(&permit.target().user.pool, permit.actor()),
        client_metadata: console.metadata.keep(permit.operation().client_metadata()),
        limits,
    };
    match record_intent(&console.audit, permit, &facts).await {
        Ok(recorded) => match stopped_meanwhile(console, caller, recorded.permit().actor(), Op::ACTION).await {
            None => {
                if caller.run.is_none() {
                    // People go first: bulk runs make room for what they do.
                    console.bulk_desk.note(&recorded.permit().target().user.pool, RateOf::Effect(Op::ACTION), &console.rules.bulk);
                }
                Ok(Some(recorded))
            }
            Some((outcome, note, error)) => {
                call_off(console, caller, &recorded, outcome, note, error.code).await;
                Err(error)
            }
        },
        Err(AuditError::Duplicate(_)) => wait_for_first(console, caller, action_id, (Op::ACTION, contact), &target).await.map(|()| None),
        Err(AuditError::LimitReached(usage)) => {
            let stopped = Stopped { action: Op::ACTION, target, why, contact: concerned, client_metadata: facts.client_metadata, state_before };
            Err(stopped_by_limit(console, caller, stopped, usage).await)
        }
        Err(error) => Err(trail_failed(&error, caller)),
    }
}

/// What keeps a recorded intent from being carried out: the end of its approval, a lock that came meanwhile, also on one of the two people whose approval it
/// rests on, or that nobody can tell.
async fn stopped_meanwhile(console: &Console, caller: &Caller, actor: &Actor, action: Action) -> Option<(Outcome, Option<String>, ApiError)> {
    if caller.approval.as_ref().is_some_and(|approval| approval.until() <= to_micros(console.now())) {
        return Some((Outcome::Denied, None, caller.error(ErrorCode::EscalationOver)));
    }
    match lock_behind(console, caller, actor, action).await {
        Ok(None) => None,
        Ok(Some((lock, code))) => Some((Outcome::Denied, Some(lock_note(&lock)), caller.error(code))),
        Err(error) => Some((Outcome::NotSent, None, error)),
    }
}

/// The same form again (double click, back button, reload): leads to the first one's result. Used for anything else it is refused.
async fn wait_for_first(console: &Console, caller: &Caller, action_id: Uuid, (action, contact): (Action, Option<Contact>), target: &RecordedTarget) -> Result<(), ApiError> {
    let actor = caller.actor()?;
    let (attempts, pause) = WAIT_FOR_FIRST;
    for _ in 0..attempts {
        // The first one may well have gone through: "nothing was done" would be a lie here.
        let records = console.audit.action(action_id).await.map_err(|error| {
            trail_failed(&error, caller);
            caller.error(ErrorCode::OutcomeUnknown)
        })?;
        let is_same = records.first().is_some_and(|first| {
            let is_of_same_user = first.entry.target.as_ref().is_some_and(|first| first.sub == target.sub && first.pool == target.pool);
            let is_of_same_contact = contact.is_none_or(|contact| first.entry.contact.as_deref() == Some(contact.attribute()));
            // A check or a denial of the same has no outcome to wait for.
            first.entry.kind == RecordKind::Intent && first.entry.is_by(actor) && first.entry.event == action.event() && is_of_same_user && is_of_same_contact
        });
        if !is_same {
            return Err(caller.error(ErrorCode::FormReused));
        }
        if records.iter().any(|record| record.entry.kind == RecordKind::Outcome) {
            break;
        }
        tokio::time::sleep(pause).await;
    }
    Ok(())
}
