//! The trail's records of signing in and out.

use super::state::SignInState;
use crate::domain::actor::{Actor, RequestOrigin};
use crate::domain::audit::{AuditEntry, Outcome, RecordKind};
use crate::domain::clock::to_micros;
use crate::ports::audit_log::AuditError;
use crate::wire::ErrorCode;
use uuid::Uuid;

const SESSION_START: &str = "session.start";
const SESSION_END: &str = "session.end";
const SESSION_STEP_UP: &str = "session.step_up";

/// A sign-in that worked; written before its session exists.
pub(super) async fn record_start(state: &SignInState, actor: &Actor, origin: &RequestOrigin) -> Result<(), AuditError> {
    append(state, entry(state, SESSION_START, Outcome::Succeeded, Some(actor), origin)).await
}

/// A sign-in that did not work. `actor` is absent where nobody vouched for one: of those some a minute are recorded and the rest
/// logged, since anyone can cause them, and the trail is not theirs to fill.
pub(super) async fn record_no_start(state: &SignInState, code: ErrorCode, actor: Option<&Actor>, origin: &RequestOrigin) -> Result<(), AuditError> {
    if actor.is_none() && !state.strangers.takes(to_micros(state.clock.now())) {
        tracing::warn!(request_id = origin.request_id, code = code.name(), "a sign-in that did not work, beyond what a minute records");
        return Ok(());
    }
    let outcome = if matches!(code, ErrorCode::NoRole | ErrorCode::Locked) { Outcome::Denied } else { Outcome::Refused };
    let mut entry = entry(state, SESSION_START, outcome, actor, origin);
    entry.code = Some(code.name().to_owned());
    append(state, entry).await
}

/// A fresh sign-in that a session asked for: with what it showed where it was good, else with why it was not.
pub(super) async fn record_step_up(state: &SignInState, code: Option<ErrorCode>, actor: &Actor, note: String, origin: &RequestOrigin) -> Result<(), AuditError> {
    let outcome = match code {
        None => Outcome::Succeeded,
        Some(ErrorCode::NoRole | ErrorCode::Locked) => Outcome::Denied,
        Some(_) => Outcome::Refused,
    };
    let mut entry = entry(state, SESSION_STEP_UP, outcome, Some(actor), origin);
    entry.code = code.map(|code| code.name().to_owned());
    entry.note = Some(note);
    append(state, entry).await
}

/// The end of a session. It has ended already, so a trail that cannot be written is only logged: an end must never wait.
pub(super) async fn record_end(state: &SignInState, actor: &Actor, note: &str, origin: &RequestOrigin) {
    let mut entry = entry(state, SESSION_END, Outcome::Succeeded, Some(actor), origin);
    entry.note = Some(note.to_owned());
    if let Err(error) = append(state, entry).await {
        tracing::error!(%error, request_id = origin.request_id, "the end of a session is not in the trail");
    }
}

fn entry(state: &SignInState, event: &str, outcome: Outcome, actor: Option<&Actor>, origin: &RequestOrigin) -> AuditEntry {
    let mut entry = AuditEntry::new(RecordKind::SignIn, event, to_micros(state.clock.now()), actor, origin);
    entry.action_id = Uuid::new_v4();
    entry.outcome = Some(outcome);
    entry
}

async fn append(state: &SignInState, entry: AuditEntry) -> Result<(), AuditError> {
    state.audit.append(entry).await.map(|_| ())
}
