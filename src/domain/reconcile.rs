//! What reading a user again tells of an action whose end nobody knows. One pure rule: it says "took effect" or "had no effect" on
//! evidence only, and compares no clock of ours with Cognito's: only dates of Cognito with each other.

use super::audit::{AuditEntry, Outcome};
use super::clock::{from_micros, rfc3339, to_micros};
use super::contact::Contact;
use super::operation::{Action, ConfirmSignUp, Operation, ResendInvitation, SendResetCode, SetPermanentPassword, SetTemporaryPassword};
use super::user::{User, UserStatus};
use std::time::Duration;

/// When a user is read again, and how long it is tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReconcileTimes {
    /// The first look, at once after the call, takes no longer than this: somebody waits for the answer.
    pub first_look: Duration,
    /// A server may still be working on a request whose connection died: before this has passed since the call ended, nothing is
    /// taken for "had no effect".
    pub settling: Duration,
    /// What ended so long before an intent had ended before its user was read: longer than all that lies between reading and recording.
    pub reading: Duration,
    /// So long after the outcome Cognito is asked again where it did not answer.
    pub give_up: Duration,
}

impl Default for ReconcileTimes {
    fn default() -> Self {
        Self { first_look: Duration::from_secs(2), settling: Duration::from_secs(10), reading: Duration::from_secs(60), give_up: Duration::from_secs(600) }
    }
}

/// So long after the intent a changed user is evidence for this action: later they may have changed by themselves, and nobody here
/// would know.
pub const FRESH: Duration = Duration::from_secs(2 * 60);

/// What is known beside the intent and the user. Durations are by the console's own clock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Circumstances<'a> {
    /// The events of everything else on record that may have changed this user since they were read before the intent.
    pub others: &'a [String],
    /// Since the intent.
    pub since_intent: Duration,
    /// Since the call ended, or was given up.
    pub since_end: Duration,
    /// See [`ReconcileTimes::settling`].
    pub settling: Duration,
}

/// What reading the user again told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// [`Outcome::TookEffect`], [`Outcome::NoEffect`] or [`Outcome::Unresolved`].
    pub outcome: Outcome,
    /// What was seen, in a sentence for the record.
    pub seen: String,
}

/// By what an operation can be recognised afterwards.
enum Trace {
    /// The status that it leads to.
    Status(UserStatus),
    /// The user can sign in again.
    Enabled,
    /// The contact is verified.
    Verified(Contact),
}

fn trace_of(event: &str, contact: Option<Contact>) -> Option<Trace> {
    let by_status = [
        (Action::SendResetCode, SendResetCode::STATUS_AFTER),
        (Action::SetTemporaryPassword, SetTemporaryPassword::STATUS_AFTER),
        (Action::SetPermanentPassword, SetPermanentPassword::STATUS_AFTER),
        (Action::ResendInvitation, ResendInvitation::STATUS_AFTER),
        (Action::ConfirmSignUp, ConfirmSignUp::STATUS_AFTER),
    ];
    if let Some((_, status)) = by_status.into_iter().find(|(action, _)| action.event() == event) {
        return status.map(Trace::Status);
    }
    match event {
        _ if event == Action::EnableUser.event() => Some(Trace::Enabled),
        _ if event == Action::MarkContactVerified.event() => contact.map(Trace::Verified),
        _ => None,
    }
}

/// Whether reading the user can tell anything of an action with this event. A sign-out leaves no trace that could be read.
pub fn leaves_trace(event: &str) -> bool {
    event != Action::SignOutEverywhere.event()
}

/// Where the operation leaves the status as it is, AWS documents for these two alone that the date of the last change moves: the days
/// of a temporary password begin anew. For a repeated reset and for a permanent password on CONFIRMED nobody has verified it.
fn surely_moves_the_date(event: &str, status: &UserStatus) -> bool {
    *status == UserStatus::ForceChangePassword && [Action::SetTemporaryPassword.event(), Action::ResendInvitation.event()].contains(&event)
}

/// How Cognito's date of the last change now compares with the one before.
#[derive(Clone, Copy, PartialEq, Eq)]
enum LastChange {
    Moved,
    Unmoved,
    /// One of the dates is missing, or it went back.
    Untold,
}

/// The verdict on `intent`, of which no end is known, by the user as read now.
pub fn reconcile(intent: &AuditEntry, user: &User, circumstances: &Circumstances<'_>) -> Verdict {
    let Some(trace) = trace_of(&intent.event, intent.contact.as_deref().and_then(Contact::from_attribute)) else {
        return unresolved(no_trace());
    };
    let now = user.changed_at.map(to_micros);
    let change = match (intent.changed_before, now) {
        (Some(before), Some(now)) if now > before => LastChange::Moved,
        (Some(before), Some(now)) if now == before => LastChange::Unmoved,
        _ => LastChange::Untold,
    };
    let before = intent.state_before.as_deref().map(UserStatus::from_name);
    // What was there before is no sign, except where the intent could only be for a user who lacked it.
    let (is_there, was_there, state) = match &trace {
        Trace::Status(to) => {
            let words = format!("the status was {} and is {}", intent.state_before.as_deref().unwrap_or("not recorded"), user.status.name());
            (user.status == *to, before == Some(*to), words)
        }
        Trace::Enabled => (user.is_enabled, false, format!("the user is {}", if user.is_enabled { "enabled" } else { "disabled" })),
        Trace::Verified(contact) => {
            let is_verified = is_verified(user, *contact);
            (is_verified, false, format!("the {} is {}", contact.noun(), if is_verified { "verified" } else { "not verified" }))
        }
    };
    let is_as_before = match &trace {
        Trace::Status(_) => before == Some(user.status),
        Trace::Enabled | Trace::Verified(_) => !is_there,
    };
    let seen = format!("{state}; {}", change_words(intent.changed_before, now));
    let is_settled = circumstances.since_end >= circumstances.settling;
    if is_there && !was_there {
        return positive(circumstances, others_lead_there(circumstances.others, &trace), &seen);
    }
    if is_there && change == LastChange::Moved {
        return positive(circumstances, !circumstances.others.is_empty(), &seen);
    }
    if is_as_before && change == LastChange::Unmoved {
        // Nothing has happened to them at all; the question is only whether something would have had to show.
        return match before {
            Some(status) if was_there && !surely_moves_the_date(&intent.event, &status) => {
                unresolved(format!("{seen}; in this state that is no evidence, since it may leave the date as it is"))
            }
            None => unresolved(format!("{seen}; what they were before is not known")),
            Some(_) if is_settled => Verdict { outcome: Outcome::NoEffect, seen: format!("{seen}; it would have changed them") },
            Some(_) => unresolved(format!("{seen}; it may still come")),
        };
    }
    unresolved(format!("{seen}; something else has happened to them, or the dates tell nothing"))
}

/// The verdict on an action that leaves no trace.
pub fn without_trace() -> Verdict {
    unresolved(no_trace())
}

fn no_trace() -> String {
    "it leaves nothing that could be read; doing it again is safe".to_owned()
}

fn positive(circumstances: &Circumstances<'_>, has_other_cause: bool, seen: &str) -> Verdict {
    if has_other_cause {
        return unresolved(format!("{seen}; something else on record may be the cause: {}", circumstances.others.join(", ")));
    }
    if circumstances.since_intent > FRESH {
        return unresolved(format!("{seen}; but they were read too long afterwards for it to be evidence"));
    }
    Verdict { outcome: Outcome::TookEffect, seen: format!("{seen}; nothing else on record explains it") }
}

/// Whether one of the others leads to the same sign.
fn others_lead_there(others: &[String], trace: &Trace) -> bool {
    others.iter().any(|event| match (trace, trace_of(event, Some(Contact::Email))) {
        (Trace::Status(to), Some(Trace::Status(other))) => *to == other,
        (Trace::Enabled, Some(Trace::Enabled)) | (Trace::Verified(_), Some(Trace::Verified(_))) => true,
        _ => false,
    })
}

fn is_verified(user: &User, contact: Contact) -> bool {
    match contact {
        Contact::Email => user.is_email_verified(),
        Contact::PhoneNumber => user.is_phone_verified(),
    }
}

fn unresolved(seen: String) -> Verdict {
    Verdict { outcome: Outcome::Unresolved, seen }
}

fn change_words(before: Option<i64>, now: Option<i64>) -> String {
    let at = |micros: Option<i64>| micros.map_or_else(|| "not known".to_owned(), |micros| rfc3339(from_micros(micros)));
    match (before, now) {
        (Some(before), Some(now)) if before == now => format!("the last change is still {}", at(Some(now))),
        _ => format!("the last change was {} and is {}", at(before), at(now)),
    }
}

#[cfg(test)]
mod tests;
