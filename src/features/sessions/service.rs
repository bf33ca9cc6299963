//! Listing and ending sessions, with their records.

use crate::domain::actor::StaffId;
use crate::domain::audit::{AuditEntry, Outcome, RecordKind, RecordedTarget};
use crate::domain::folding::fold;
use crate::domain::operation::Action;
use crate::features::console::{Caller, Console};
use crate::features::faults::trail_failed;
use crate::features::records::{entry, record_read, require};
use crate::ports::session_store::{PersonFacts, SessionChoice, SessionEnd, SessionFacts, SessionStoreError};
use crate::wire::{ApiError, ErrorCode};

/// Sessions, and with the right whose they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Live sessions, last used first.
    pub sessions: Vec<SessionFacts>,
    /// Everybody who signed in within the last 30 days; nobody without the right.
    pub people: Vec<PersonFacts>,
}

/// One's own live sessions, or with the right everyone's: of those whose name has the words of `who`. Roles are those of now.
///
/// # Errors
/// `not_signed_in`, `trail_unavailable`, `database_unavailable`.
pub async fn list(console: &Console, caller: &Caller, who: &str) -> Result<Listed, ApiError> {
    let actor = caller.actor()?;
    let failed = |error: SessionStoreError| store_failed(&error, caller);
    if !caller.has_right(Action::ReadAnySessions) {
        let sessions = console.sessions.list(Some((&actor.id.issuer, &actor.id.sub))).await.map_err(failed)?;
        return Ok(Listed { sessions: with_roles_of_now(console, sessions), people: Vec::new() });
    }
    record_read(console, caller, Action::ReadAnySessions, RecordedTarget::default(), None).await?;
    let words: Vec<String> = fold(who).split_whitespace().map(str::to_owned).collect();
    let fits = |name: &str| {
        let name = fold(name);
        words.iter().all(|word| name.contains(word.as_str()))
    };
    let mut listed = Listed { sessions: with_roles_of_now(console, console.sessions.list(None).await.map_err(failed)?), people: console.sessions.people().await.map_err(failed)? };
    listed.sessions.retain(|session| fits(&session.actor.name));
    listed.people.retain(|person| fits(&person.actor.name));
    for person in &mut listed.people {
        person.actor.roles = console.roles.roles_of(&person.groups);
    }
    Ok(listed)
}

fn with_roles_of_now(console: &Console, mut sessions: Vec<SessionFacts>) -> Vec<SessionFacts> {
    for session in &mut sessions {
        session.actor.roles = console.roles.roles_of(&session.groups);
    }
    sessions
}

/// Ends the session with this handle.
///
/// # Errors
/// `not_signed_in`, `not_allowed`, `locked`, `not_found` where it is over already, `trail_unavailable`.
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
    let (action, why) = if is_own { (Action::EndOwnSessions, SessionEnd::EndedByOwner) } else { (Action::EndAnySession, SessionEnd::Ended) };
    end(console, caller, action, &SessionChoice::Handle(session.handle), why).await
}

/// Ends all of one's own sessions but this one.
///
/// # Errors
/// `not_signed_in`, `trail_unavailable`, `database_unavailable`.
pub async fn end_others(console: &Console, caller: &Caller) -> Result<(), ApiError> {
    require(console, caller, Action::EndOwnSessions, None).await?;
    let id = &caller.actor()?.id;
    let choice = SessionChoice::OthersOf { issuer: id.issuer.clone(), sub: id.sub.clone(), keep_handle: caller.session_handle.clone() };
    end(console, caller, Action::EndOwnSessions, &choice, SessionEnd::EndedByOwner).await
}

/// Ends all sessions of one person; of one's own all but this one.
///
/// # Errors
/// `not_signed_in`, `not_allowed`, `locked`, `trail_unavailable`, `database_unavailable`.
pub async fn end_person(console: &Console, caller: &Caller, person: StaffId) -> Result<(), ApiError> {
    if caller.actor()?.id == person {
        return end_others(console, caller).await;
    }
    require(console, caller, Action::EndAnySession, None).await?;
    let StaffId { issuer, sub } = person;
    end(console, caller, Action::EndAnySession, &SessionChoice::Person { issuer, sub }, SessionEnd::Ended).await
}

/// Ends all sessions of somebody who was just locked out. The lock holds without it: what fails here is logged, and each of their
/// requests ends its own session.
pub async fn end_person_of_lock(console: &Console, caller: &Caller, person: &StaffId) {
    let choice = SessionChoice::Person { issuer: person.issuer.clone(), sub: person.sub.clone() };
    if let Err(error) = end(console, caller, Action::EndAnySession, &choice, SessionEnd::Locked).await {
        tracing::error!(request_id = %caller.origin.request_id, code = error.code.name(), "the sessions of somebody who is locked out did not all end, or not on record");
    }
}

/// Ends first and records what was ended: an end must not wait for the trail, and a record must not tell of an end that was none.
async fn end(console: &Console, caller: &Caller, action: Action, choice: &SessionChoice, why: SessionEnd) -> Result<(), ApiError> {
    for ended in console.sessions.end(choice, why).await.map_err(|error| store_failed(&error, caller))? {
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
