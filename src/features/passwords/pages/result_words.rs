//! What a result page says, by what was done and how it ended.

use super::done::{participle, phrase, status_after};
use super::success_words::succeeded;
use crate::domain::audit::{AuditEntry, Outcome};
use crate::domain::preflight::Help;
use crate::wire::ErrorCode;

/// What the page says.
pub(super) struct Words {
    pub tone: &'static str,
    pub live: &'static str,
    pub title: String,
    pub text: String,
    pub steps: Vec<String>,
}

/// The words for an action on `name` that ended so. `has_password`: whoever reads the page has the password, or typed it.
pub(super) fn words(done: Help, entry: &AuditEntry, ended: Option<Outcome>, code: Option<ErrorCode>, name: &str, has_password: bool) -> Words {
    let reason = code.map(|code| format!("{} {}", code.title(), code.advice())).unwrap_or_default();
    let phrase = phrase(done, name);
    match ended {
        Some(Outcome::Succeeded) => succeeded(done, entry, name, has_password),
        Some(Outcome::Refused) => Words {
            tone: "danger",
            live: "alert",
            title: format!("Cognito refused {phrase}."),
            text: reason,
            steps: match code {
                Some(ErrorCode::TooManyAttempts | ErrorCode::MailLimit | ErrorCode::TriggerRefused | ErrorCode::TriggerBroken | ErrorCode::SendingBroken) => Vec::new(),
                _ => vec!["Open their page: it says what helps in the state they are in.".into()],
            },
        },
        Some(Outcome::Denied) => Words { tone: "denied", live: "alert", title: format!("Policy denied {phrase}."), text: reason, steps: vec!["Ask a supervisor.".into()] },
        Some(Outcome::NotSent) => {
            let title = capitalised(&format!("{phrase} was not {}.", participle(done)));
            Words { tone: "danger", live: "alert", title, text: reason, steps: vec!["Try again from their page.".into()] }
        }
        // What reading the user again told has words of its own, with what was seen.
        Some(Outcome::Unknown | Outcome::TookEffect | Outcome::NoEffect | Outcome::Unresolved) => unknown(done, entry, name, reason),
        // A check has no result page.
        None | Some(Outcome::WouldWork | Outcome::WouldNotWork) => Words {
            tone: "info",
            live: "status",
            title: capitalised(&format!("{phrase} is under way.")),
            text: "Cognito has not answered yet. Reload this page in a few seconds.".into(),
            steps: Vec::new(),
        },
    }
}

fn unknown(done: Help, entry: &AuditEntry, name: &str, reason: String) -> Words {
    let title = format!("Nobody can tell yet whether {} was {}.", phrase(done, name), participle(done));
    let sign = look_for(done, entry);
    let steps = match done {
        Help::ResetCode | Help::Invitation => vec!["Do not send again yet.".into(), sign, "Ask the caller whether a message arrived.".into()],
        Help::TemporaryPassword | Help::PermanentPassword if entry.password_source.as_deref() == Some("typed") => {
            vec![sign, "Setting it once more is safe, with this password or another one.".into()]
        }
        Help::TemporaryPassword | Help::PermanentPassword => {
            vec![sign, "If it was set, nobody knows the password: it is not shown after a doubt. Set a new one then; that is safe.".into()]
        }
        Help::ConfirmSignUp | Help::Enable | Help::MarkVerified(_) | Help::SignOut => vec![sign, "Doing it again is safe.".into()],
    };
    Words { tone: "unknown", live: "alert", title, text: reason, steps }
}

/// What on the user's page tells whether it was done.
pub(super) fn look_for(done: Help, entry: &AuditEntry) -> String {
    let participle = participle(done);
    match status_after(done) {
        Some(after) if entry.state_before.as_deref() == Some(after.name()) => {
            format!("Their status was the same before, so it tells nothing; a last change after this time means that it was {participle}.")
        }
        Some(after) => format!("Open their page: {} and a last change just now mean that it was {participle}.", after.name()),
        None if done == Help::SignOut => "Nothing on their page would show it.".to_owned(),
        None => "Open their page: it shows whether it was done.".to_owned(),
    }
}

/// A sentence that begins with a phrase.
pub(super) fn capitalised(sentence: &str) -> String {
    let mut characters = sentence.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}

/// What the page announced before the click.
pub(super) fn announced(entry: &AuditEntry) -> &str {
    entry.note.as_deref().and_then(|note| note.strip_prefix("announced: ")).unwrap_or("it")
}
