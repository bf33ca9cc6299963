//! Requests, for whoever may see them: the person who asked, and those who decide.

use super::register::{Register, RegisterError};
use crate::domain::audit::{AuditEntry, Outcome, RecordKind, RecordedTarget};
use crate::domain::escalation::{Escalation, Wanted};
use crate::domain::operation::Action;
use crate::domain::pool::PoolId;
use crate::features::console::{Caller, Console};
use crate::features::faults::trail_failed;
use crate::features::forms::draft::KeptForm;
use crate::features::records::{denied_as, entry};
use crate::wire::{ApiError, ErrorCode};
use uuid::Uuid;

/// The event of a look at requests.
pub(super) const READ: &str = "escalation.read";

/// The exact request, as it is kept.
#[derive(Debug, Clone)]
pub(super) struct Exact {
    /// What it does, as event names.
    pub(super) actions: Vec<String>,
    /// The form as it was filled in.
    pub(super) form: KeptForm,
}

/// A request by its id, for somebody who may see it. Others are refused, and the attempt is on record under `event`: what they tried with it.
///
/// # Errors
/// `not_signed_in`, `not_found`, `trail_unavailable`, `database_unavailable`.
pub(super) async fn find(console: &Console, caller: &Caller, id: &str, event: &str) -> Result<Escalation, ApiError> {
    let own = caller.actor()?.id.clone();
    let id = Uuid::try_parse(id).map_err(|_| caller.error(ErrorCode::NotFound))?;
    let found = Register::of(console).load(id).await.map_err(|error| failed(&error, caller))?;
    let escalation = found.ok_or_else(|| caller.error(ErrorCode::NotFound))?;
    if escalation.asked_by() == Some(own) || caller.has_right(Action::DecideEscalation) {
        return Ok(escalation);
    }
    let target = escalation.request.entry.target.clone();
    Err(denied_as(console, caller, Action::DecideEscalation, ErrorCode::NotAllowed, target, |entry| name_event(entry, event, id)).await)
}

/// As [`exact_for`], for somebody who looks at it.
///
/// # Errors
/// As [`exact_for`].
pub(super) async fn exact(console: &Console, caller: &Caller, escalation: &Escalation) -> Result<Option<Exact>, ApiError> {
    exact_for(console, caller, escalation, READ).await
}

/// What is kept of a request, where it is what its record says; `None` once nothing can become of it. Where it is something else, that goes on record as a
/// denial of `event`: what was tried with it.
///
/// # Errors
/// `request_altered`, `database_unavailable`, `trail_unavailable`.
pub(super) async fn exact_for(console: &Console, caller: &Caller, escalation: &Escalation, event: &str) -> Result<Option<Exact>, ApiError> {
    let kept = Register::of(console).kept(escalation.id()).await.map_err(|error| failed(&error, caller))?;
    if kept.is_empty() {
        return Ok(None);
    }
    let is_same = escalation.request.entry.request_hash.as_deref() == Some(Wanted::hash(&kept).as_str());
    let wanted: Option<Wanted> = serde_json::from_str(&kept).ok().filter(|_| is_same);
    let exact = wanted.and_then(|wanted| Some(Exact { form: serde_json::from_value(wanted.form).ok()?, actions: wanted.actions }));
    if exact.is_some() {
        return Ok(exact);
    }
    tracing::error!(request_id = %caller.origin.request_id, request = %escalation.id(), "what is kept of a request is not what was asked for");
    let target = Some(target_of(escalation));
    Err(denied_as(console, caller, Action::DecideEscalation, ErrorCode::RequestAltered, target, |entry| name_event(entry, event, escalation.id())).await)
}

/// Records that one request, or the list, was read.
///
/// # Errors
/// `trail_unavailable`: then nothing may be shown.
pub(super) async fn record_read(console: &Console, caller: &Caller, escalation: Option<&Escalation>) -> Result<(), ApiError> {
    let mut record = entry(console, caller, RecordKind::Read, Action::DecideEscalation);
    READ.clone_into(&mut record.event);
    record.outcome = Some(Outcome::Succeeded);
    record.target = escalation.map(target_of);
    record.part_of = escalation.map(Escalation::id);
    console.audit.append(record).await.map(|_| ()).map_err(|error| trail_failed(&error, caller))
}

/// Writes into a denial's record what was tried with a request: the right alone does not tell.
pub(super) fn name_event(entry: &mut AuditEntry, event: &str, request: Uuid) {
    event.clone_into(&mut entry.event);
    entry.part_of = Some(request);
}

/// Whether whoever decides may know of all users of a pool: their names stand in requests.
pub(super) fn sees_all_of(caller: &Caller, pool: &str) -> bool {
    let (Ok(actor), Ok(pool)) = (caller.actor(), PoolId::try_from(pool.to_owned())) else { return false };
    caller.policy.may_list_all(actor, Action::DecideEscalation, &pool)
}

/// Whom it is for, for a record.
pub(super) fn target_of(escalation: &Escalation) -> RecordedTarget {
    escalation.request.entry.target.clone().unwrap_or_default()
}

/// Nobody can say where requests stand.
pub(super) fn failed(error: &RegisterError, caller: &Caller) -> ApiError {
    tracing::error!(request_id = %caller.origin.request_id, %error, "the register of requests failed");
    caller.error(match error {
        RegisterError::Trail(_) => ErrorCode::TrailUnavailable,
        RegisterError::Store(_) => ErrorCode::DatabaseUnavailable,
    })
}
