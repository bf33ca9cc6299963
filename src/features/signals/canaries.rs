//! A canary that somebody found or opened: a record that they do not notice.

use crate::domain::audit::{Outcome, RecordKind, RecordedTarget};
use crate::domain::operation::Action;
use crate::domain::signals::CANARY;
use crate::domain::user::User;
use crate::features::console::{Caller, Console};
use crate::features::faults::trail_failed;
use crate::features::records::entry;
use crate::wire::ApiError;

/// Records that this user came before somebody's eyes, where they are a canary. `groups` is empty where they are not known; `how` says what it was.
///
/// # Errors
/// `trail_unavailable`: then nothing may be shown, as with any reading.
pub async fn note_canary(console: &Console, caller: &Caller, user: &User, groups: &[String], how: &str) -> Result<(), ApiError> {
    if !console.rules.canaries.have(user, groups) {
        return Ok(());
    }
    let mut entry = entry(console, caller, RecordKind::Read, Action::ReadUser);
    CANARY.clone_into(&mut entry.event);
    entry.target = Some(RecordedTarget { pool: user.pool.to_string(), username: user.username.as_str().into(), sub: user.sub.as_str().into(), name: user.shown_name() });
    entry.outcome = Some(Outcome::Succeeded);
    entry.note = Some(how.to_owned());
    tracing::warn!(request_id = %caller.origin.request_id, "a canary was read");
    console.audit.append(entry).await.map(|_| ()).map_err(|error| trail_failed(&error, caller))
}
