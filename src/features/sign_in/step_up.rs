//! A fresh sign-in in the middle of a session: the same person, asked again just now, comes back with a new session id.

use super::records::{record_end, record_step_up};
use super::service::{database, staff_session, trail};
use super::session::{begin, current_staff, forget_roles};
use super::state::SignInState;
use crate::domain::actor::{Actor, RequestOrigin, StaffId};
use crate::domain::clock::{from_micros, rfc3339};
use crate::domain::locks::{Wish, forbidding};
use crate::domain::step_up::{SignInProof, StepUpFault};
use crate::ports::identity_provider::{StepUpFor, VerifiedIdentity};
use crate::ports::session_store::{SessionChoice, SessionEnd, StaffSession};
use crate::wire::ErrorCode;
use std::collections::BTreeSet;
use time::OffsetDateTime;
use tower_sessions::Session;

/// Characters of the issuer's words that a record keeps.
const KEPT: usize = 128;

/// The session that is in this browser and its person; `None` where nobody is signed in.
///
/// # Errors
/// `database_unavailable`.
pub(super) async fn session_to_step_up(state: &SignInState, session: &Session, origin: &RequestOrigin) -> Result<Option<StepUpFor>, ErrorCode> {
    let staff = current_staff(session).await.map_err(|error| database(&error, origin))?;
    let handle = session.id().map(|id| (state.handle_of)(&id));
    Ok(staff.zip(handle).map(|(staff, session)| StepUpFor { session, person: staff.actor.id }))
}

/// Takes what came back from the issuer for the answer to the question that was asked, or refuses it. Only the same person's fresh sign-in is
/// one; the session then goes on under a new id, with the roles that the new token gives.
///
/// # Errors
/// Why the session stays as it was, on record; with `no_role` and `locked` it has ended.
#[tracing::instrument(skip_all)]
pub(super) async fn finish_step_up(
    state: &SignInState,
    session: &Session,
    asked_by: &StepUpFor,
    began_at: i64,
    redeemed: Result<VerifiedIdentity, ErrorCode>,
    origin: &RequestOrigin,
) -> Result<(), ErrorCode> {
    let in_browser = current_staff(session).await.map_err(|error| database(&error, origin))?;
    // Another tab may have been first, with a session of the same person: that one is good too.
    let (Some(before), Some(id)) = (in_browser.filter(|staff| staff.actor.id == asked_by.person), session.id()) else {
        return refuse(state, ErrorCode::SessionEnded, &nameless(&asked_by.person), format!("session {} has ended", asked_by.session), origin).await;
    };
    let staff = match redeemed {
        Ok(identity) => staff_session(state, identity),
        Err(code) => return refuse(state, code, &before.actor, format!("for session {}", asked_by.session), origin).await,
    };
    if let Err((code, note)) = answers(state, &staff, asked_by, began_at) {
        return refuse(state, code, &before.actor, note, origin).await;
    }
    let handle = (state.handle_of)(&id);
    if staff.actor.roles.is_empty() {
        return shut_out(state, session, &handle, &staff.actor, (ErrorCode::NoRole, SessionEnd::NoRole), origin).await;
    }
    let locks = state.locks.standing().await.map_err(|error| database(&error, origin))?;
    if forbidding(&locks, &staff.actor.id, &staff.actor.roles, Wish::Enter).is_some() {
        return shut_out(state, session, &handle, &staff.actor, (ErrorCode::Locked, SessionEnd::Locked), origin).await;
    }
    // First the record, then the session, as at every sign-in.
    record_step_up(state, None, &staff.actor, shown(&staff.proof), origin).await.map_err(|error| trail(&error, origin))?;
    let ended = state.sessions.end(&SessionChoice::Handle(handle.clone()), SessionEnd::Replaced).await.map_err(|error| database(&error, origin));
    match ended {
        // Somebody ended it in this very moment: what has ended does not go on.
        Ok(ended) if ended.is_empty() => return refuse(state, ErrorCode::SessionEnded, &staff.actor, format!("session {handle} has ended"), origin).await,
        Ok(_) => record_end(state, &before.actor, SessionEnd::Replaced.name(), origin).await,
        Err(code) => return refuse(state, code, &staff.actor, format!("session {handle} stays"), origin).await,
    }
    match begin(session, &staff, origin).await {
        Ok(()) => Ok(()),
        Err(error) => refuse(state, database(&error, origin), &staff.actor, format!("session {handle} has ended"), origin).await,
    }
}

/// Whether it is the same person, asked again since the question; else why not, and what the record says of it.
fn answers(state: &SignInState, staff: &StaffSession, asked_by: &StepUpFor, began_at: i64) -> Result<(), (ErrorCode, String)> {
    if staff.actor.id != asked_by.person {
        let (name, sub) = (cut(&staff.actor.name), cut(&staff.actor.id.sub));
        return Err((ErrorCode::StepUpOtherPerson, format!("the issuer vouched for {name} ({sub})")));
    }
    let checked = state.step_up.check_answer(&staff.proof, from_micros(began_at));
    checked.map_err(|fault| match fault {
        StepUpFault::NotFresh => (ErrorCode::StepUpNotFresh, shown(&staff.proof)),
        StepUpFault::TooWeak => (ErrorCode::StepUpTooWeak, shown(&staff.proof)),
    })
}

/// The new token gives no role, or its person is locked out: nothing of the session may go on.
async fn shut_out(state: &SignInState, session: &Session, handle: &str, actor: &Actor, why: (ErrorCode, SessionEnd), origin: &RequestOrigin) -> Result<(), ErrorCode> {
    let (code, end) = why;
    state.sessions.end(&SessionChoice::Handle(handle.to_owned()), end).await.map_err(|error| database(&error, origin))?;
    record_end(state, actor, end.name(), origin).await;
    if end == SessionEnd::NoRole {
        forget_roles(state, &actor.id, origin).await?;
    }
    session.flush().await.map_err(|error| database(&error, origin))?;
    refuse(state, code, actor, format!("session {handle} has ended"), origin).await
}

async fn refuse(state: &SignInState, code: ErrorCode, actor: &Actor, note: String, origin: &RequestOrigin) -> Result<(), ErrorCode> {
    record_step_up(state, Some(code), actor, note, origin).await.map_err(|error| trail(&error, origin))?;
    Err(code)
}

/// What a token says of the sign-in, for the record.
fn shown(proof: &SignInProof) -> String {
    let at = proof.auth_time.and_then(|at| OffsetDateTime::from_unix_timestamp(at).ok());
    let at = at.map_or_else(|| "no auth_time".to_owned(), |at| format!("auth_time {}", rfc3339(at)));
    proof.acr.as_ref().map_or(at.clone(), |acr| format!("{at}, acr {}", cut(acr)))
}

fn cut(text: &str) -> String {
    text.chars().take(KEPT).collect()
}

/// A person of whom only the `sub` is left.
fn nameless(person: &StaffId) -> Actor {
    Actor { id: person.clone(), name: String::new(), email: None, roles: BTreeSet::new() }
}
