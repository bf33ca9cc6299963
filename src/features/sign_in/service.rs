//! Signing in: an attempt begins, and comes back as a session or as a reason.

use super::records::{record_end, record_no_start, record_start};
use super::return_to::local_path;
use super::session::{begin, forget_roles, replace};
use super::state::SignInState;
use super::step_up::finish_step_up;
use crate::domain::actor::{Actor, RequestOrigin, StaffId};
use crate::domain::clock::to_micros;
use crate::domain::locks::{Wish, forbidding};
use crate::ports::audit_log::AuditError;
use crate::ports::identity_provider::{AskedFor, CallbackParameters, IdentityError, StepUpFor, VerifiedIdentity};
use crate::ports::session_store::{SessionEnd, StaffSession};
use crate::wire::ErrorCode;
use tower_sessions::Session;

/// Why a callback came to nothing, and the page that was wanted, where whoever wanted it may still be signed in.
#[derive(Debug)]
pub(super) struct Failed {
    pub(super) code: ErrorCode,
    pub(super) return_to: Option<String>,
}

impl From<ErrorCode> for Failed {
    fn from(code: ErrorCode) -> Self {
        Self { code, return_to: None }
    }
}

/// Begins an attempt and gives the issuer's address to send the browser to; where a session asks for a fresh sign-in, with what it asks for.
#[tracing::instrument(skip_all)]
pub(super) async fn begin_attempt(state: &SignInState, browser: &str, return_to: Option<&str>, step_up: Option<&StepUpFor>, origin: &RequestOrigin) -> Result<String, ErrorCode> {
    if !state.crowd.lets_in(&origin.address, to_micros(state.clock.now())) {
        tracing::warn!(request_id = origin.request_id, address = origin.address, "too many sign-ins begun from one address");
        return Err(ErrorCode::Overloaded);
    }
    let asked_for = step_up.map_or(AskedFor::SignIn, |_| AskedFor::FreshSignIn { acr_values: &state.step_up.acr_values });
    let request = state.identity.authorization_request(asked_for).await.map_err(|error| code_of(&error, origin))?;
    state.attempts.keep(&request.attempt, browser, local_path(return_to), step_up).await.map_err(|error| database(&error, origin))?;
    Ok(request.url)
}

/// Finishes an attempt: gives the page to return to, or why there is no session.
#[tracing::instrument(skip_all)]
pub(super) async fn finish_attempt(
    state: &SignInState,
    session: &Session,
    browser: Option<&str>,
    attempt_state: &str,
    callback: &CallbackParameters,
    origin: &RequestOrigin,
) -> Result<String, Failed> {
    let browser = browser.ok_or(ErrorCode::SignInFailed)?;
    let Some(kept) = state.attempts.take(attempt_state, browser).await.map_err(|error| database(&error, origin))? else {
        // Logged, not recorded: anyone can send such a callback, and the trail is not theirs to fill.
        tracing::info!(request_id = origin.request_id, "a callback without an attempt");
        return Err(ErrorCode::SignInFailed.into());
    };
    let return_to = local_path(Some(&kept.return_to)).to_owned();
    let redeemed = state.identity.redeem(&kept.attempt, callback).await.map_err(|error| code_of(&error, origin));
    if let Some(step_up) = &kept.step_up {
        return match finish_step_up(state, session, step_up, kept.began_at, redeemed, origin).await {
            Ok(()) => Ok(return_to),
            Err(code) => Err(Failed { code, return_to: Some(return_to) }),
        };
    }
    let identity = match redeemed {
        Ok(identity) => identity,
        Err(code) => return refuse(state, code, None, origin).await,
    };
    let staff = staff_session(state, identity);
    if staff.actor.roles.is_empty() {
        forget_roles(state, &staff.actor.id, origin).await?;
        return refuse(state, ErrorCode::NoRole, Some(&staff.actor), origin).await;
    }
    let locks = state.locks.standing().await.map_err(|error| database(&error, origin))?;
    if forbidding(&locks, &staff.actor.id, &staff.actor.roles, Wish::Enter).is_some() {
        return refuse(state, ErrorCode::Locked, Some(&staff.actor), origin).await;
    }
    // First the record, then the session: without a trail nobody gets in.
    record_start(state, &staff.actor, origin).await.map_err(|error| trail(&error, origin))?;
    match start_session(state, session, &staff, origin).await {
        Ok(()) => Ok(return_to),
        // The record of the start was written too early; this one says that it came to nothing.
        Err(code) => refuse(state, code, Some(&staff.actor), origin).await,
    }
}

async fn start_session(state: &SignInState, session: &Session, staff: &StaffSession, origin: &RequestOrigin) -> Result<(), ErrorCode> {
    let replaced = replace(state, session).await.map_err(|error| database(&error, origin))?;
    if let Some(before) = replaced {
        record_end(state, &before.actor, SessionEnd::Replaced.name(), origin).await;
    }
    begin(session, staff, origin).await.map_err(|error| database(&error, origin))
}

/// An actor is issuer and `sub`; what they may be comes from their groups alone.
pub(super) fn staff_session(state: &SignInState, identity: VerifiedIdentity) -> StaffSession {
    let roles = state.roles.roles_of(&identity.groups);
    let actor = Actor { id: StaffId { issuer: identity.issuer, sub: identity.sub }, name: identity.name, email: identity.email, roles };
    let auth_time = identity.proof.auth_time.unwrap_or(identity.issued_at);
    StaffSession { actor, groups: identity.groups, sid: identity.sid, id_token: identity.id_token, auth_time, proof: identity.proof }
}

async fn refuse(state: &SignInState, code: ErrorCode, actor: Option<&Actor>, origin: &RequestOrigin) -> Result<String, Failed> {
    record_no_start(state, code, actor, origin).await.map_err(|error| trail(&error, origin))?;
    Err(code.into())
}

fn code_of(error: &IdentityError, origin: &RequestOrigin) -> ErrorCode {
    tracing::warn!(%error, request_id = origin.request_id, "a sign-in did not work");
    match error {
        IdentityError::Unavailable(_) => ErrorCode::IssuerUnavailable,
        IdentityError::Refused(_) | IdentityError::Unverified(_) => ErrorCode::SignInFailed,
    }
}

pub(super) fn database(error: &dyn std::error::Error, origin: &RequestOrigin) -> ErrorCode {
    tracing::error!(%error, request_id = origin.request_id, "the sign-in's store failed");
    ErrorCode::DatabaseUnavailable
}

pub(super) fn trail(error: &AuditError, origin: &RequestOrigin) -> ErrorCode {
    tracing::error!(%error, request_id = origin.request_id, "a sign-in cannot be recorded");
    ErrorCode::TrailUnavailable
}
