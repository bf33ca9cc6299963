//! What stands in the trail of a run itself; its rows have records of their own.

use crate::domain::audit::{AuditEntry, Outcome, RecordKind, RecordedTarget};
use crate::domain::bulk::step_id;
use crate::domain::operation::Action;
use crate::features::console::{Caller, Console};
use crate::features::faults::trail_failed;
use crate::features::records::entry;
use crate::ports::audit_log::AuditError;
use crate::ports::bulk_store::KeptRun;
use crate::wire::{ApiError, ErrorCode};
use uuid::Uuid;

pub(super) const READ: &str = "bulk.read";
pub(super) const PREPARE: &str = "bulk.prepare";
pub(super) const START: &str = "bulk.start";
pub(super) const CONFIRM: &str = "bulk.confirm";
pub(super) const PAUSE: &str = "bulk.pause";
pub(super) const RESUME: &str = "bulk.resume";
pub(super) const CANCEL: &str = "bulk.cancel";
pub(super) const END: &str = "bulk.end";
pub(super) const PASSWORDS: &str = "bulk.passwords";
pub(super) const DELETED: &str = "bulk.passwords_deleted";
pub(super) const TAKE: &str = "bulk.take";

/// A record about a run, not yet filled in.
pub(super) fn run_entry(console: &Console, caller: &Caller, run: Uuid, kind: RecordKind, event: &str) -> AuditEntry {
    let mut entry = entry(console, caller, kind, Action::RunBulk);
    event.clone_into(&mut entry.event);
    entry.action_id = Uuid::new_v4();
    entry.run = Some(run);
    entry.outcome = Some(Outcome::Succeeded);
    entry
}

/// Records a step of a run, once for each of its turns: the same step sent twice has one record.
///
/// # Errors
/// `trail_unavailable`: then the step is not taken.
pub(super) async fn record_step(console: &Console, caller: &Caller, run: &KeptRun, event: &str, note: String) -> Result<(), ApiError> {
    let mut entry = run_entry(console, caller, run.id, RecordKind::Run, event);
    entry.action_id = step_id(run.id, event, run.turn, caller.staff.as_ref().map(|staff| &staff.actor.id));
    entry.part_of = Some(run.id);
    entry.reason = Some(run.plan.reason.clone());
    entry.ticket.clone_from(&run.plan.ticket);
    entry.then = run.plan.help().map(|help| help.action().event().to_owned());
    entry.note = Some(note);
    let role = caller.staff.as_ref().and_then(|staff| console.rules.policy.decide(&staff.actor, Action::RunBulk, None, console.now()).ok());
    entry.role = role.map(|role| role.name().to_owned());
    match console.audit.append(entry).await {
        Ok(_) | Err(AuditError::Duplicate(_)) => Ok(()),
        Err(error) => Err(trail_failed(&error, caller)),
    }
}

/// Records that a step that is on record was not taken after all: the run stood elsewhere by then, or the store did not take it.
pub(super) async fn record_not_taken(console: &Console, caller: &Caller, run: &KeptRun, event: &str) {
    let mut entry = run_entry(console, caller, run.id, RecordKind::Denied, event);
    entry.part_of = Some(run.id);
    entry.outcome = Some(Outcome::Denied);
    entry.code = Some(ErrorCode::RunMoved.name().to_owned());
    if let Err(error) = console.audit.append(entry).await {
        tracing::error!(request_id = %caller.origin.request_id, run = %run.id, event, %error, "a step of a bulk run that was not taken could not be recorded");
    }
}

/// Records that a run, or the list of all, was looked at.
///
/// # Errors
/// `trail_unavailable`: then nothing is shown.
pub(super) async fn record_look(console: &Console, caller: &Caller, run: Option<&KeptRun>) -> Result<(), ApiError> {
    let mut entry = entry(console, caller, RecordKind::Read, Action::RunBulk);
    READ.clone_into(&mut entry.event);
    entry.run = run.map(|run| run.id);
    entry.target = Some(RecordedTarget::default());
    entry.outcome = Some(Outcome::Succeeded);
    console.audit.append(entry).await.map(|_| ()).map_err(|error| trail_failed(&error, caller))
}
