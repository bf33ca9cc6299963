//! What a result page says after a doubt, once the user was read again.

use super::done::phrase;
use super::result_words::{Words, capitalised, look_for};
use crate::domain::audit::{AuditEntry, Outcome};
use crate::domain::operation::Action;
use crate::domain::preflight::Help;

/// While it is not known yet.
pub(super) fn reading_again() -> &'static str {
    "The console is reading the user again to find out. That takes about ten seconds, and nothing is sent again."
}

/// The words for an action on `name` after a doubt. Never a tick: nobody said that it worked, it was seen.
pub(super) fn reconciled_words(done: Help, intent: &AuditEntry, reconciled: &AuditEntry, name: &str) -> Words {
    let seen = reconciled.note.as_deref().map(sentence).unwrap_or_default();
    let phrase = phrase(done, name);
    match reconciled.outcome {
        Some(Outcome::TookEffect) => Words {
            tone: "info",
            live: "status",
            title: capitalised(&format!("{phrase} took effect after all.")),
            text: format!("Cognito's answer was lost, and the user was read again: it was done. {seen}"),
            steps: after_effect(done, intent),
        },
        Some(Outcome::NoEffect) => Words {
            tone: "neutral",
            live: "status",
            title: capitalised(&format!("{phrase} had no effect.")),
            text: format!("Cognito's answer was lost, and the user was read again: nothing was changed. {seen}"),
            steps: vec![match done {
                Help::ResetCode | Help::Invitation => "You can send it again: the first one was not sent.".into(),
                _ => "You can do it again: nothing was done the first time.".into(),
            }],
        },
        _ => Words {
            tone: "unknown",
            live: "alert",
            title: format!("It cannot be told whether {phrase} took effect."),
            text: format!("Cognito's answer was lost, and reading the user again did not tell. {seen}"),
            steps: left_open(done, intent),
        },
    }
}

fn after_effect(done: Help, intent: &AuditEntry) -> Vec<String> {
    match (done, intent.password_source.as_deref()) {
        (Help::ResetCode, _) => vec![
            "Do not send it again. Ask the caller to look for the message now: the code works for 1 hour.".into(),
            "In the app, they enter the code and choose a new password.".into(),
            "If nothing arrives in five minutes, check the address with them on their page.".into(),
        ],
        (Help::Invitation, _) => vec!["Do not send it again. Ask the caller to look for the message now: it has a new temporary password.".into()],
        (_, Some("typed")) => vec!["Whoever typed the password can tell it to them. If they are refused, set a new one: that is safe.".into()],
        (_, Some(_)) => vec!["It was set, and nobody knows it: a password is never shown after a doubt. Set a new one; this one then stops working.".into()],
        (_, None) => vec!["Go on as after a success. If they are refused, open their page again: it says what state they are in.".into()],
    }
}

fn left_open(done: Help, intent: &AuditEntry) -> Vec<String> {
    match (done, intent.password_source.as_deref()) {
        (Help::ResetCode | Help::Invitation, _) => vec![
            "Ask the caller whether a message arrived: if so, let them go on with it.".into(),
            look_for(done, intent),
            "If none has arrived in five minutes, send one from their page. The console sends none by itself.".into(),
        ],
        (_, Some("typed")) => vec!["Ask the caller to sign in with it.".into(), "Setting it once more is safe, with this password or another one.".into()],
        (_, Some(_)) => vec!["If it was set, nobody knows the password: it is never shown after a doubt. Set a new one; that is safe.".into()],
        (_, None) => vec![look_for(done, intent), "Doing it again is safe.".into()],
    }
}

/// What was to follow a success does not follow a doubt, however that turns out.
pub(super) fn after_doubt(intent: &AuditEntry) -> Option<(&'static str, String)> {
    let what = match intent.then.as_deref()? {
        then if then == Action::SignOutEverywhere.event() => "They were not signed out everywhere",
        then if then == Action::SendResetCode.event() => "No reset code was sent",
        _ => "What was to follow was not done",
    };
    Some(("neutral", format!("{what}: that follows a success only, and never a doubt. Where it is needed, do it from their page.")))
}

/// A record's note as a sentence of a page.
fn sentence(note: &str) -> String {
    let mut letters = note.chars();
    letters.next().map(|first| format!("{}{}.", first.to_uppercase(), letters.as_str())).unwrap_or_default()
}
