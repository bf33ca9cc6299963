//! Listing and ending sessions, with their records.

use crate::domain::audit::{AuditEntry, Outcome, RecordKind, RecordedTarget};
use crate::domain::operation::Action;
use crate::features::console::{Caller, Console};
use crate::features::faults::trail_failed;
use crate::features::records::{entry, record_read, require};
use crate::ports::session_store::{SessionChoice, SessionEnd, SessionFacts, SessionStoreError};
use crate::wire::{ApiError, ErrorCode};

/// One's own live sessions, or with the right everyone's; newest first.
///
/// # Errors
/// `not_signed_in`, `database_unavailable`.
pub async fn list(console: &Console, caller: &Caller) -> Result<Vec<SessionFacts>, ApiError> {
    let actor = caller.actor()?;
    let sees_all = caller.may(Action::ReadAnySessions);
    if sees_all {
        record_read(console, caller, Action::ReadAnySessions, RecordedTarget::default(), None).await?;
    }
    let of = (!sees_all).then_some((actor.id.issuer.as_str(), actor.id.sub.as_str()));
    console.sessions.list(of).await.map_err(|error| store_failed(&error, caller))
}

/// Ends the session with this handle.
///
/// # Errors
/// `not_signed_in`, `not_allowed`, `not_found` where it is over already, `trail_unavailable`.
pub async fn end_session(console: &Console, caller: &Caller, handle: &str) -> Result<(), ApiError> {
    require(console, caller, Action::EndOwnSessions, None).await?;
    let actor = caller.actor()?;
    let all = console.sessions.list(None).await.map_err(|error| store_failed(&error, caller))?;
    let session = all.into_iter().find(|session| session.handle == handle);
    let is_own = session.as_ref().is_some_and(|session| session.actor.id == actor.id);
    if !is_own {
        // Also for a handle that does not exist: whether it does is nobody's business without the right.
        require(console, caller, Action::EndAnySession, None).await?;
    }
    let session = session.ok_or_else(|| caller.error(ErrorCode::NotFound))?;
    let action = if is_own { Action::EndOwnSessions } else { Action::EndAnySession };
    end(console, caller, action, &SessionChoice::Handle(session.handle)).await
}

/// Ends all of one's own sessions but this one.
///
/// # Errors
/// `not_signed_in`, `trail_unavailable`, `database_unavailable`.
pub async fn end_others(console: &Console, caller: &Caller) -> Result<(), ApiError> {
    require(console, caller, Action::EndOwnSessions, None).await?;
    let id = &caller.actor()?.id;
    let choice = SessionChoice::OthersOf { issuer: id.issuer.clone(), sub: id.sub.clone(), keep_handle: caller.session_handle.clone() };
    end(console, caller, Action::EndOwnSessions, &choice).await
}

/// Ends first and records what was ended: an end must not wait for the trail, and a record must not tell of an end that was none.
async fn end(console: &Console, caller: &Caller, action: Action, choice: &SessionChoice) -> Result<(), ApiError> {
    for ended in console.sessions.end(choice, SessionEnd::Ended).await.map_err(|error| store_failed(&error, caller))? {
        record(console, caller, action, &ended).await?;
    }
    Ok(())
}

async fn record(console: &Console, caller: &Caller, action: Action, session: &SessionFacts) -> Result<(), ApiError> {
    let mut entry: AuditEntry = entry(console, caller, RecordKind::SignIn, action);
    entry.outcome = Some(Outcome::Succeeded);
    entry.note = Some(format!("session {} of {} ({})", session.handle, session.actor.name, session.actor.id.sub));
    console.audit.append(entry).await.map(|_| ()).map_err(|error| trail_failed(&error, caller))
}

fn store_failed(error: &SessionStoreError, caller: &Caller) -> ApiError {
    tracing::error!(request_id = %caller.origin.request_id, %error, "the session store failed");
    caller.error(ErrorCode::DatabaseUnavailable)
}
