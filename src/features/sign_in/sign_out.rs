//! Signing out: by the person, and by the issuer.

use super::records::record_end;
use super::service::database;
use super::session::current_staff;
use super::state::SignInState;
use crate::domain::actor::RequestOrigin;
use crate::ports::identity_provider::IdentityError;
use crate::ports::session_store::{SessionChoice, SessionEnd, SessionStoreError};
use crate::wire::ErrorCode;
use tower_sessions::Session;

/// Ends this browser's session here, and gives the address where it ends at the issuer too, if there is one.
#[tracing::instrument(skip_all)]
pub(super) async fn sign_out(state: &SignInState, session: &Session, origin: &RequestOrigin) -> Result<Option<String>, ErrorCode> {
    let staff = current_staff(session).await.map_err(|error| database(&error, origin))?;
    // The server's record goes first: whatever happens next, the cookie is worth nothing.
    if let Some(id) = session.id() {
        state.sessions.end(&SessionChoice::Handle((state.handle_of)(&id)), SessionEnd::SignedOut).await.map_err(|error| database(&error, origin))?;
    }
    if let Some(staff) = &staff {
        record_end(state, &staff.actor, SessionEnd::SignedOut.name(), origin).await;
    }
    session.flush().await.map_err(|error| database(&error, origin))?;
    // Also where the session here had ended by itself: at the issuer it may be alive, one click from whoever sits down next.
    Ok(state.identity.end_session_url(staff.as_ref().map_or("", |staff| &staff.id_token)).await)
}

/// Why a logout token ended nothing (Back-Channel Logout 1.0, section 2.8).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LogoutRefusal {
    /// The token is wrong, or was used before.
    Invalid,
    /// The token may be right, and we could not do what it says.
    Unavailable,
}

/// Ends the sessions that a logout token names (Back-Channel Logout 1.0, section 2.7).
#[tracing::instrument(skip_all)]
pub(super) async fn end_by_issuer(state: &SignInState, token: &str, origin: &RequestOrigin) -> Result<(), LogoutRefusal> {
    let claims = state.identity.verify_logout_token(token).await.map_err(|error| {
        tracing::warn!(%error, request_id = origin.request_id, "a logout token was refused");
        if matches!(error, IdentityError::Unavailable(_)) { LogoutRefusal::Unavailable } else { LogoutRefusal::Invalid }
    })?;
    let unavailable = |error: SessionStoreError| {
        tracing::error!(%error, request_id = origin.request_id, "a logout token could not be followed");
        LogoutRefusal::Unavailable
    };
    let choice = SessionChoice::Issuer { issuer: state.identity.issuer().to_owned(), sid: claims.sid, sub: claims.sub };
    for ended in state.sessions.end(&choice, SessionEnd::ByIssuer).await.map_err(unavailable)? {
        record_end(state, &ended.actor, SessionEnd::ByIssuer.name(), origin).await;
    }
    // After the sessions, which can be ended twice: an issuer that had to try again must not be refused as a replay.
    if !state.attempts.is_new_logout_token(&claims.jti).await.map_err(unavailable)? {
        tracing::warn!(request_id = origin.request_id, "a logout token came twice");
        return Err(LogoutRefusal::Invalid);
    }
    Ok(())
}
