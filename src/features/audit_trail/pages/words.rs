//! What a record says, in words of the desk.

use crate::domain::audit::{AuditEntry, Outcome, RecordKind};
use crate::features::audit_trail::events::event_words;
use crate::ports::audit_log::TrailRow;
use crate::wire::ErrorCode;

/// The look of an outcome; none yet is worth knowing.
fn outcome_tone(outcome: Option<Outcome>) -> &'static str {
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

/// What was done, or tried; a check must not read as what it was a check of.
pub fn row_words(row: &TrailRow) -> String {
    let words = event_words(&row.opening.entry.event);
    if row.opening.entry.kind == RecordKind::Check { format!("{words} (checked only)") } else { words.to_owned() }
}

/// How it ended, in a word.
pub fn row_ended(row: &TrailRow) -> &'static str {
    match (row.opening.entry.kind, row.ended()) {
        (RecordKind::Read, Some(Outcome::Succeeded)) => "Read",
        (RecordKind::SignIn, Some(Outcome::Refused)) => "Refused",
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
    parts.join(" · ")
}

/// A note that is one of our own words reads as words.
fn note_words(note: &str) -> String {
    if note.chars().all(|c| c.is_ascii_lowercase() || c == '_') { note.replace('_', " ") } else { note.to_owned() }
}

/// Who did it. Without an actor a sign-in was tried by someone unknown, and what follows an intent was written by the console itself.
pub fn who_words(entry: &AuditEntry) -> String {
    match (&entry.actor, entry.kind) {
        (Some(actor), _) => actor.name.clone(),
        (None, RecordKind::Outcome | RecordKind::Reconciled | RecordKind::Read) => "the console itself".to_owned(),
        (None, _) => "nobody the issuer vouched for".to_owned(),
    }
}
