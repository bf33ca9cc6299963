//! What a record says, in words of the desk.

use crate::domain::audit::{AuditEntry, Outcome, RecordKind};
use crate::features::audit_trail::events::{done_words, event_words};
use crate::ports::audit_log::TrailRow;
use crate::ui::visible;
use crate::wire::ErrorCode;

/// Who said no, where Cognito was not asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refuser {
    /// A rule about roles, targets or contacts.
    Policy,
    /// The console's own rules for typed passwords.
    Console,
    /// Nobody: the user is in a state in which it cannot be done, gone, or another one.
    State,
}

impl Refuser {
    /// Of a denial's record, by its code.
    pub fn of(entry: &AuditEntry) -> Self {
        match entry.code.as_deref().and_then(ErrorCode::from_name) {
            Some(ErrorCode::PasswordRefused) => Self::Console,
            Some(
                ErrorCode::NotAllowed
                | ErrorCode::OwnAccount
                | ErrorCode::ProtectedUser
                | ErrorCode::ExternalUser
                | ErrorCode::ContactChanged
                | ErrorCode::OutOfScope
                | ErrorCode::OutOfHours
                | ErrorCode::VerificationTooWeak
                | ErrorCode::TicketMissing
                | ErrorCode::NeedsApproval
                | ErrorCode::ApproverMayNot
                | ErrorCode::OwnRequest
                | ErrorCode::NoRole
                | ErrorCode::StaffLimit
                | ErrorCode::UserLimit
                | ErrorCode::Locked
                | ErrorCode::LastAdmin,
            )
            | None => Self::Policy,
            Some(_) => Self::State,
        }
    }
}

/// The look of an outcome; none yet is worth knowing.
pub fn outcome_tone(outcome: Option<Outcome>) -> &'static str {
    match outcome {
        Some(Outcome::Succeeded) => "success",
        Some(Outcome::Refused | Outcome::NotSent) => "danger",
        Some(Outcome::Denied) => "denied",
        Some(Outcome::Unknown | Outcome::Unresolved) => "unknown",
        // Seen, and not said by Cognito: no tick.
        Some(Outcome::TookEffect) => "info",
        Some(Outcome::NoEffect | Outcome::WouldWork | Outcome::WouldNotWork) => "neutral",
        None => "info",
    }
}

/// The tone of a row: reads that went through are nothing to look at.
pub fn row_tone(row: &TrailRow) -> &'static str {
    match (row.opening.entry.kind, row.ended()) {
        (RecordKind::Read, Some(Outcome::Succeeded)) | (RecordKind::Check, _) => "neutral",
        (_, ended) => outcome_tone(ended),
    }
}

/// What was done; where it did not succeed, what was asked for. A check must not read as what it was a check of.
pub fn row_words(row: &TrailRow) -> String {
    let event = &row.opening.entry.event;
    match (row.opening.entry.kind, row.ended()) {
        (RecordKind::Check, _) => format!("{} (checked only)", event_words(event)),
        (_, Some(Outcome::Succeeded)) => done_words(event).to_owned(),
        _ => event_words(event).to_owned(),
    }
}

/// How it ended, in a word.
pub fn row_ended(row: &TrailRow) -> &'static str {
    match (row.opening.entry.kind, row.ended()) {
        // Nothing that anyone read: it is on record that it was begun.
        (RecordKind::Read, Some(ended)) if row.opening.entry.event == "trail.verified" => match ended {
            Outcome::Succeeded => "Nothing wrong",
            Outcome::Refused => "Faults found",
            _ => "Could not be told",
        },
        (RecordKind::Read, Some(Outcome::Succeeded)) if matches!(row.opening.entry.event.as_str(), "trail.verify" | "trail.export" | "trail.prune") => "On record",
        (RecordKind::Read, Some(Outcome::Succeeded)) => "Read",
        (RecordKind::SignIn, Some(Outcome::Refused)) => "Refused",
        (RecordKind::Escalation, _) => match row.opening.entry.event.as_str() {
            "escalation.approve" => "Approved",
            "escalation.reject" => "Rejected",
            "escalation.withdraw" => "Withdrawn",
            "escalation.expire" => "Expired",
            _ => "Asked for",
        },
        (RecordKind::Run, _) => "On record",
        (RecordKind::Denied, Some(Outcome::Denied)) => match Refuser::of(&row.opening.entry) {
            Refuser::Policy => Outcome::Denied.words(),
            Refuser::Console => "Refused by the console",
            Refuser::State => "Not possible",
        },
        (_, Some(ended)) => ended.words(),
        (_, None) => "Under way",
    }
}

/// Why, as far as the row knows: reason, ticket, code or note.
pub fn row_why(row: &TrailRow) -> String {
    let (opening, closing) = (&row.opening.entry, row.outcome.as_ref().map(|record| &record.entry).filter(|_| row.reconciled.is_none()));
    let code = closing.and_then(|entry| entry.code.as_deref()).or(opening.code.as_deref()).and_then(ErrorCode::from_name);
    let mut parts: Vec<String> = Vec::new();
    parts.extend(code.map(|code| code.title().to_owned()));
    parts.extend(opening.reason.clone());
    parts.extend(opening.ticket.clone());
    if parts.is_empty() {
        parts.extend(opening.note.as_deref().map(note_words));
    }
    visible(&parts.join(" · "))
}

/// A note that is one of our own words reads as words.
fn note_words(note: &str) -> String {
    if note.chars().all(|c| c.is_ascii_lowercase() || c == '_') { note.replace('_', " ") } else { note.to_owned() }
}

/// Who did it. Without an actor a sign-in was tried by someone unknown, and what follows an intent was written by the console itself.
pub fn who_words(entry: &AuditEntry) -> String {
    match (&entry.actor, entry.kind) {
        (Some(actor), _) if actor.name.is_empty() => actor.sub.clone(),
        (Some(actor), _) => actor.name.clone(),
        (None, RecordKind::Outcome | RecordKind::Reconciled | RecordKind::Read | RecordKind::Escalation | RecordKind::Run) => "the console itself".to_owned(),
        (None, _) => "nobody the issuer vouched for".to_owned(),
    }
}

/// A number as people read it: `12,431`.
pub fn grouped(number: impl Into<i128>) -> String {
    let number = number.into();
    let digits = number.unsigned_abs().to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if number < 0 {
        text.push('-');
    }
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// `1 record`, `12,431 records`.
pub fn records(count: u64) -> String {
    format!("{} record{}", grouped(count), if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_by_thousands() {
        for (number, text) in [(0, "0"), (999, "999"), (1_000, "1,000"), (12_431, "12,431"), (1_234_567, "1,234,567"), (-1_000, "-1,000")] {
            assert_eq!(grouped(number), text);
        }
        assert_eq!((records(1).as_str(), records(0).as_str()), ("1 record", "0 records"));
    }

    #[test]
    fn a_denial_says_who_said_no() {
        use crate::domain::actor::RequestOrigin;
        let mut entry = AuditEntry::new(RecordKind::Denied, "password.reset", 0, None, &RequestOrigin::default());
        for (code, refuser) in [("protected_user", Refuser::Policy), ("password_refused", Refuser::Console), ("user_gone", Refuser::State), ("nothing_to_do", Refuser::State)] {
            entry.code = Some(code.to_owned());
            assert_eq!(Refuser::of(&entry), refuser, "{code}");
        }
    }
}
