//! How ended what was to follow a success: signing out everywhere, or a reset code after a contact was marked verified.

use super::result_words::announced;
use crate::domain::audit::{AuditEntry, AuditRecord, Outcome};
use crate::domain::operation::Action;
use crate::wire::ErrorCode;

/// The sentences for one kind of part.
struct Sentences {
    done: String,
    not_tried: &'static str,
    so_far: &'static str,
    under_way: &'static str,
    unknown: &'static str,
    failed: &'static str,
}

/// Tone and sentence, where something was asked for; its failure is its own.
pub(super) fn followed(entry: &AuditEntry, ended: Option<Outcome>, records: &[AuditRecord]) -> Option<(&'static str, String)> {
    let sentences = sentences(entry.then.as_deref()?, records)?;
    if records.is_empty() && ended != Some(Outcome::Succeeded) {
        return ended.map(|_| ("neutral", sentences.not_tried.to_owned()));
    }
    if records.is_empty() {
        return Some(("danger", format!("{} Reload this page in a few seconds; if it stays so, it was not tried.", sentences.so_far)));
    }
    // What reading the user again told stands after the doubt.
    let closing = records.iter().rev().find_map(|record| record.entry.outcome.map(|outcome| (outcome, record)));
    let Some((outcome, record)) = closing else {
        return Some(("unknown", format!("{} Reload this page in a few seconds.", sentences.under_way)));
    };
    let why = record.entry.code.as_deref().and_then(ErrorCode::from_name).map(ErrorCode::title).unwrap_or_default();
    Some(match outcome {
        Outcome::Succeeded => ("success", sentences.done),
        Outcome::TookEffect => ("info", sentences.done),
        Outcome::Unknown | Outcome::Unresolved => ("unknown", sentences.unknown.to_owned()),
        _ => ("danger", format!("{} {why}", sentences.failed)),
    })
}

fn sentences(then: &str, records: &[AuditRecord]) -> Option<Sentences> {
    if then == Action::SignOutEverywhere.event() {
        return Some(Sentences {
            done: "They are signed out everywhere. What an app checks by itself works until it expires.".to_owned(),
            not_tried: "They were not signed out: that follows a success only.",
            so_far: "They have not been signed out everywhere so far.",
            under_way: "Signing them out everywhere has not ended yet.",
            unknown: "Nobody can tell whether they were signed out everywhere. Doing it again is safe.",
            failed: "They were not signed out everywhere.",
        });
    }
    (then == Action::SendResetCode.event()).then(|| Sentences {
        done: format!("A reset code is on its way: {}. It works for 1 hour.", records.first().map_or("it", |record| announced(&record.entry))),
        not_tried: "No reset code was sent: that follows a success only.",
        so_far: "No reset code has been sent so far.",
        under_way: "Sending the reset code has not ended yet.",
        unknown: "Nobody can tell yet whether the reset code was sent. Do not send another yet: open their page first.",
        failed: "The contact stays marked verified, and no reset code was sent.",
    })
}
