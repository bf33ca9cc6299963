//! Listing and ending sessions, with their records.

use crate::domain::audit::{AuditEntry, Outcome, RecordKind};
use crate::domain::operation::Action;
use crate::features::console::{Caller, Console};
use crate::features::faults::trail_failed;
use crate::features::records::{entry, require};
use crate::ports::session_store::{SessionChoice, SessionEnd, SessionFacts, SessionStoreError};
use crate::wire::{ApiError, ErrorCode};

/// One's own live sessions, or with the right everyone's; newest first.
///
/// # Errors
/// `not_signed_in`, `database_unavailable`.
pub async fn list(console: &Console, caller: &Caller) -> Result<Vec<SessionFacts>, ApiError> {
    let actor = caller.actor()?;
    let of = (!caller.may(Action::EndAnySession)).then_some((actor.id.issuer.as_str(), actor.id.sub.as_str()));
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
    record(console, caller, action, &session).await?;
    console.sessions.end(&SessionChoice::Handle(session.handle), SessionEnd::Ended).await.map_err(|error| store_failed(&error, caller))?;
    Ok(())
}

/// Ends all of one's own sessions but this one.
///
/// # Errors
/// `not_signed_in`, `trail_unavailable`, `database_unavailable`.
pub async fn end_others(console: &Console, caller: &Caller) -> Result<(), ApiError> {
    require(console, caller, Action::EndOwnSessions, None).await?;
    let id = &caller.actor()?.id;
    let own = console.sessions.list(Some((&id.issuer, &id.sub))).await.map_err(|error| store_failed(&error, caller))?;
    for session in own.iter().filter(|session| session.handle != caller.session_handle) {
        record(console, caller, Action::EndOwnSessions, session).await?;
    }
    let choice = SessionChoice::OthersOf { issuer: id.issuer.clone(), sub: id.sub.clone(), keep_handle: caller.session_handle.clone() };
    console.sessions.end(&choice, SessionEnd::Ended).await.map_err(|error| store_failed(&error, caller))?;
    Ok(())
}

async fn record(console: &Console, caller: &Caller, action: Action, session: &SessionFacts) -> Result<(), ApiError> {
    let mut entry: AuditEntry = entry(console, caller, RecordKind::SignIn, action);
    entry.outcome = Some(Outcome::Succeeded);
    entry.note = Some(format!("session of {} ({})", session.actor.name, session.actor.id.sub));
    console.audit.append(entry).await.map(|_| ()).map_err(|error| trail_failed(&error, caller))
}

fn store_failed(error: &SessionStoreError, caller: &Caller) -> ApiError {
    tracing::error!(request_id = %caller.origin.request_id, %error, "the session store failed");
    caller.error(ErrorCode::DatabaseUnavailable)
}
