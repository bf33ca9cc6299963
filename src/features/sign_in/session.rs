//! What a staff session holds, under which keys, and how one begins and is read.

use super::records::record_end;
use super::service::database;
use super::state::SignInState;
use crate::domain::actor::{RequestOrigin, StaffId};
use crate::ports::session_store::{SessionChoice, SessionEnd, SessionStoreError, StaffSession};
use crate::wire::ErrorCode;
use serde::{Deserialize, Serialize};
use tower_sessions::Session;
use tower_sessions::session::Error;

/// The key of the [`StaffSession`] in a session.
pub const STAFF_KEY: &str = "staff";
/// The key of the [`SessionOrigin`] in a session.
pub const ORIGIN_KEY: &str = "origin";

/// Where a session began, for the list of sessions.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionOrigin {
    /// The client's address.
    pub address: String,
    /// The client's user agent.
    pub user_agent: String,
}

impl From<&RequestOrigin> for SessionOrigin {
    fn from(origin: &RequestOrigin) -> Self {
        Self { address: origin.address.clone(), user_agent: origin.user_agent.clone() }
    }
}

/// Why a session could not begin. For the log.
#[derive(Debug, thiserror::Error)]
pub(super) enum BeginError {
    #[error(transparent)]
    Session(#[from] Error),
    #[error(transparent)]
    Directory(#[from] SessionStoreError),
}

/// Who is signed in here, if anyone.
///
/// # Errors
/// Where the store does not answer: then nobody may be taken for signed in, nor for a stranger.
pub async fn current_staff(session: &Session) -> Result<Option<StaffSession>, Error> {
    session.get(STAFF_KEY).await
}

/// Ends the session that is in this browser, if there is one, and gives whose it was.
#[tracing::instrument(skip_all)]
pub(super) async fn replace(state: &SignInState, session: &Session) -> Result<Option<StaffSession>, BeginError> {
    let before = current_staff(session).await?;
    if let (Some(_), Some(id)) = (&before, session.id()) {
        state.sessions.end(&SessionChoice::Handle((state.handle_of)(&id)), SessionEnd::Replaced).await?;
    }
    Ok(before)
}

/// The issuer gives this person no role any more: of what they were by earlier sign-ins nothing is left, in no browser.
///
/// # Errors
/// `database_unavailable`.
pub(super) async fn forget_roles(state: &SignInState, person: &StaffId, origin: &RequestOrigin) -> Result<(), ErrorCode> {
    let failed = |error: SessionStoreError| database(&error, origin);
    let choice = SessionChoice::Person { issuer: person.issuer.clone(), sub: person.sub.clone() };
    for ended in state.sessions.end(&choice, SessionEnd::NoRole).await.map_err(failed)? {
        record_end(state, &ended.actor, SessionEnd::NoRole.name(), origin).await;
    }
    state.sessions.forget_groups(person).await.map_err(failed)
}

/// Begins a session under a fresh id, and returns when the store has it.
#[tracing::instrument(skip_all)]
pub(super) async fn begin(session: &Session, staff: &StaffSession, origin: &RequestOrigin) -> Result<(), BeginError> {
    let begun = fill(session, staff, origin).await;
    if begun.is_err() {
        // Else the session layer would save what is left here, and hand out its cookie after all.
        session.clear().await;
    }
    Ok(begun?)
}

async fn fill(session: &Session, staff: &StaffSession, origin: &RequestOrigin) -> Result<(), Error> {
    // Not flush(): it would let the old id live on in the new record.
    session.clear().await;
    session.cycle_id().await?;
    session.insert(STAFF_KEY, staff).await?;
    session.insert(ORIGIN_KEY, SessionOrigin::from(origin)).await?;
    session.save().await
}
