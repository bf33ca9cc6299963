//! What the trail tells a user's page: what was done lately and still stands, and when the last code went out.

use crate::domain::audit::Outcome;
use crate::domain::clock::{from_micros, relative};
use crate::domain::operation::Action;
use crate::domain::preflight::CODE_LASTS;
use crate::domain::user::{User, UserStatus};
use crate::features::audit_trail::last_effect_of;
use crate::features::audit_trail::pages::{row_words, who_words};
use crate::features::users::Past;
use crate::ports::audit_log::{Timeline, TrailRow};
use time::{Duration, OffsetDateTime};

/// What stands until the user does something themselves, and the status that it leaves them in.
const LASTING: [(Action, UserStatus); 4] = [
    (Action::SendResetCode, UserStatus::ResetRequired),
    (Action::ResendInvitation, UserStatus::ForceChangePassword),
    (Action::SetTemporaryPassword, UserStatus::ForceChangePassword),
    (Action::SetPermanentPassword, UserStatus::Confirmed),
];

/// From the timeline and from everything that was to have an effect, newest first.
pub(super) fn past(timeline: &Timeline, effects: &Timeline, user: &User, now: OffsetDateTime) -> Past {
    let standing = effects.rows.iter().find_map(standing).filter(|(_, _, status)| *status == user.status);
    let sent = standing.filter(|(_, action, _)| *action == Action::SendResetCode).map(|(row, _, _)| from_micros(row.opening.entry.occurred_at));
    // A change long after a code that is over may have been another code, from elsewhere.
    let is_overtaken = |sent: &OffsetDateTime| user.changed_at.is_some_and(|changed| changed > *sent + CODE_LASTS);
    Past {
        last_sequence: timeline.rows.first().map_or(0, |row| row.last().sequence),
        last_effect: last_effect_of(effects),
        code_sent_at: sent.filter(|sent| !is_overtaken(sent)),
        lately: standing.and_then(|(row, action, _)| lately(row, action, now)),
        usage: Vec::new(),
    }
}

/// An action that gave the user something; one that was refused or never sent took nothing away from those before it. A doubt counts: it
/// may be on its way.
fn standing(row: &TrailRow) -> Option<(&TrailRow, Action, UserStatus)> {
    let is_given = matches!(row.ended(), Some(Outcome::Succeeded | Outcome::TookEffect | Outcome::Unknown | Outcome::Unresolved));
    let (action, status) = LASTING.into_iter().find(|(action, _)| action.event() == row.opening.entry.event)?;
    is_given.then_some((row, action, status))
}

/// What was done within the last day, so that nobody undoes it by doing it again: a password that is being read out somewhere, a code
/// that is on its way.
fn lately(row: &TrailRow, action: Action, now: OffsetDateTime) -> Option<String> {
    let entry = &row.opening.entry;
    let at = from_micros(entry.occurred_at);
    if now - at > Duration::days(1) {
        return None;
    }
    let doubt = match row.ended() {
        Some(Outcome::Unknown | Outcome::Unresolved) => " Nobody can tell for certain that it took effect.",
        _ => "",
    };
    let done = format!("{} by {}, {}.{doubt}", row_words(row), who_words(entry), relative(at, now));
    Some(match action {
        Action::ResendInvitation => format!("{done} Sending it again takes the place of the one on its way: ask them to look for the message first."),
        Action::SetTemporaryPassword => format!("{done} If they have it, let them sign in with it. A new one takes its place: set one only if it is lost."),
        _ => done,
    })
}
