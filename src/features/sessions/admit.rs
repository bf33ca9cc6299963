//! Whether a session still lets its person in: by their groups and the configuration that is in force, and by the locks that stand.

use crate::domain::actor::RequestOrigin;
use crate::domain::audit::{AuditEntry, Outcome, RecordKind};
use crate::domain::clock::to_micros;
use crate::domain::locks::{Lock, Wish, forbidding};
use crate::domain::operation::Action;
use crate::features::console::Console;
use crate::ports::lock_store::LockStoreError;
use crate::ports::session_store::{SessionChoice, SessionEnd, StaffSession};
use crate::wire::ErrorCode;
use std::sync::Arc;

/// Derives the roles afresh, and holds them against the locks that stand. A session that lets nobody in any more is ended here.
///
/// # Errors
/// `no_role`, `locked`: the session is over, and that is on record. `database_unavailable`: nobody can say who is locked out.
pub async fn admit(
    console: &Console,
    mut staff: StaffSession,
    locks: Result<Vec<Lock>, LockStoreError>,
    handle: &str,
    origin: &RequestOrigin,
) -> Result<(StaffSession, Arc<[Lock]>), ErrorCode> {
    staff.actor.roles = console.roles.roles_of(&staff.groups);
    let locks: Arc<[Lock]> = match locks {
        Ok(locks) => locks.into(),
        Err(error) => {
            tracing::error!(request_id = %origin.request_id, %error, "which locks stand could not be read");
            return Err(ErrorCode::DatabaseUnavailable);
        }
    };
    let actor = &staff.actor;
    let end = if forbidding(&locks, &actor.id, &actor.roles, Wish::Enter).is_some() {
        SessionEnd::Locked
    } else if actor.roles.is_empty() {
        SessionEnd::NoRole
    } else {
        return Ok((staff, locks));
    };
    shut_out(console, &staff, handle, origin, end).await;
    Err(if end == SessionEnd::Locked { ErrorCode::Locked } else { ErrorCode::NoRole })
}

/// Ends the session; one that was ended meanwhile has its record already. What fails is logged: the next request comes here again.
async fn shut_out(console: &Console, staff: &StaffSession, handle: &str, origin: &RequestOrigin, end: SessionEnd) {
    match console.sessions.end(&SessionChoice::Handle(handle.to_owned()), end).await {
        Ok(ended) if ended.is_empty() => return,
        Ok(_) => {}
        Err(error) => return tracing::error!(request_id = %origin.request_id, %error, "a session that lets nobody in was not ended"),
    }
    let event = Action::EndOwnSessions.event();
    let mut entry = AuditEntry::new(RecordKind::SignIn, event, to_micros(console.now()), Some(&staff.actor), origin);
    entry.outcome = Some(Outcome::Succeeded);
    entry.note = Some(end.name().to_owned());
    if let Err(error) = console.audit.append(entry).await {
        tracing::error!(request_id = %origin.request_id, %error, "the end of a session is not in the trail");
    }
}
