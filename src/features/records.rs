//! Records beside effects: reads, searches and denials. Nothing is shown or refused without one.

use super::console::{Caller, Console};
use super::faults::{denial_code, trail_failed};
use crate::domain::audit::{AuditEntry, Outcome, RecordKind, RecordedTarget};
use crate::domain::clock::to_micros;
use crate::domain::locks::Lock;
use crate::domain::operation::Action;
use crate::domain::policy::{Denial, TargetFacts};
use crate::wire::{ApiError, ErrorCode};

/// A record of this request, not yet filled in.
pub fn entry(console: &Console, caller: &Caller, kind: RecordKind, action: Action) -> AuditEntry {
    let actor = caller.staff.as_ref().map(|staff| &staff.actor);
    let mut entry = AuditEntry::new(kind, action.event(), to_micros(console.now()), actor, &caller.origin);
    entry.run = caller.run;
    entry
}

/// The pairs of a record's ClientMetadata, for pages. What stands in the place of a value is never taken for it.
pub fn kept_metadata(entry: &AuditEntry) -> Vec<(String, String)> {
    let pair = |(key, value): &(String, String)| {
        let shown = match entry.metadata_withheld.contains(key) {
            true if value.starts_with('(') => format!("{value}, left out"),
            true => format!("{value}, hashed"),
            false => value.clone(),
        };
        (key.clone(), shown)
    };
    entry.client_metadata.iter().map(pair).collect()
}

/// Records that something was read or searched, and gives the record's place.
///
/// # Errors
/// `trail_unavailable`: then nothing may be shown.
pub async fn record_read(console: &Console, caller: &Caller, action: Action, target: RecordedTarget, note: Option<String>) -> Result<i64, ApiError> {
    let mut entry = entry(console, caller, RecordKind::Read, action);
    entry.target = Some(target);
    entry.outcome = Some(Outcome::Succeeded);
    entry.note = note;
    console.audit.append(entry).await.map(|record| record.sequence).map_err(|error| trail_failed(&error, caller))
}

/// Records that a user was read, with marks of their contacts.
///
/// # Errors
/// `trail_unavailable`: then nothing may be shown.
pub async fn record_user_read(console: &Console, caller: &Caller, action: Action, target: &TargetFacts) -> Result<(), ApiError> {
    let mut entry = entry(console, caller, RecordKind::Read, action);
    entry.target = Some(RecordedTarget::from(target));
    entry.outcome = Some(Outcome::Succeeded);
    entry.contact_marks.clone_from(&target.contact_marks);
    console.audit.append(entry).await.map(|_| ()).map_err(|error| trail_failed(&error, caller))
}

/// Records a denial and gives the error to answer with.
pub async fn denied(console: &Console, caller: &Caller, action: Action, denial: Denial, target: Option<RecordedTarget>, fill: impl FnOnce(&mut AuditEntry)) -> ApiError {
    denied_as(console, caller, action, denial_code(denial), target, fill).await
}

/// Records that a lock forbids something, and gives the error to answer with. The lock's reason stays out: it stands where it was set.
pub async fn denied_by_lock(console: &Console, caller: &Caller, action: Action, lock: &Lock, target: Option<RecordedTarget>, fill: impl FnOnce(&mut AuditEntry)) -> ApiError {
    let note = lock_note(lock);
    let fill = |entry: &mut AuditEntry| {
        fill(entry);
        entry.note = Some(note);
    };
    denied_as(console, caller, action, ErrorCode::Locked, target, fill).await
}

/// Which lock it was, for a record.
pub fn lock_note(lock: &Lock) -> String {
    format!("lock on {}, set by {} ({})", lock.on.words(), lock.set_by_name, lock.set_by.sub)
}

/// Records a refusal with this code, and gives the error to answer with.
pub async fn denied_as(console: &Console, caller: &Caller, action: Action, code: ErrorCode, target: Option<RecordedTarget>, fill: impl FnOnce(&mut AuditEntry)) -> ApiError {
    let mut entry = entry(console, caller, RecordKind::Denied, action);
    entry.target = target;
    entry.outcome = Some(Outcome::Denied);
    entry.code = Some(code.name().to_owned());
    fill(&mut entry);
    match console.audit.append(entry).await {
        Ok(_) => caller.error(code),
        // Denied either way; but a denial that is not recorded must be noticed.
        Err(error) => trail_failed(&error, caller),
    }
}

/// Lets only those pass whose role has the right, whatever the target, and whom no lock stops; records who does not.
///
/// # Errors
/// `not_signed_in`; `locked`; `not_allowed`, or `trail_not_allowed` for reading the trail, with its record.
pub async fn require(console: &Console, caller: &Caller, action: Action, target: Option<RecordedTarget>) -> Result<(), ApiError> {
    require_with(console, caller, action, target, |_| {}).await
}

/// As [`require`] for what can be asked for: those pass too who may do it with an approval only.
///
/// # Errors
/// As [`require`].
pub async fn require_to_ask(console: &Console, caller: &Caller, action: Action, target: Option<RecordedTarget>) -> Result<(), ApiError> {
    let actor = caller.actor()?;
    match (console.rules.policy.decide_to_ask(actor, action, None, console.now()), caller.lock_on(action)) {
        (Ok(_), None) => Ok(()),
        (Ok(_), Some(lock)) => Err(denied_by_lock(console, caller, action, lock, target, |_| {}).await),
        (Err(denial), _) => Err(denied(console, caller, action, denial, target, |_| {}).await),
    }
}

/// The same, with what else the denial's record says.
///
/// # Errors
/// As [`require`].
pub async fn require_with(console: &Console, caller: &Caller, action: Action, target: Option<RecordedTarget>, fill: impl FnOnce(&mut AuditEntry)) -> Result<(), ApiError> {
    let actor = caller.actor()?;
    match console.rules.policy.decide(actor, action, None, console.now()) {
        Ok(_) => match caller.lock_on(action) {
            None => Ok(()),
            Some(lock) => Err(denied_by_lock(console, caller, action, lock, target, fill).await),
        },
        Err(denial) => {
            let error = denied(console, caller, action, denial, target, fill).await;
            // No supervisor reads the trail with the desk; the desk has a page of its own instead. The record says `not_allowed` as ever.
            let is_trail = action == Action::ReadTrail && error.code == ErrorCode::NotAllowed;
            Err(if is_trail { caller.error(ErrorCode::TrailNotAllowed) } else { error })
        }
    }
}
