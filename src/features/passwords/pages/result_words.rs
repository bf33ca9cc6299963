//! What a result page says, by what was done and how it ended.

use crate::domain::audit::{AuditEntry, Outcome};
use crate::domain::operation::{Action, Operation, SendResetCode, SetPermanentPassword, SetTemporaryPassword};
use crate::domain::user::UserStatus;
use crate::wire::ErrorCode;

/// What was done, in the words of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Done {
    /// A reset code.
    Reset,
    /// A temporary password.
    Temporary,
    /// A permanent password.
    Permanent,
}

impl Done {
    /// The kind of a record's action; none where it has no result page.
    pub(super) fn of(event: &str) -> Option<Self> {
        [(Action::SendResetCode, Self::Reset), (Action::SetTemporaryPassword, Self::Temporary), (Action::SetPermanentPassword, Self::Permanent)]
            .into_iter()
            .find(|(action, _)| action.event() == event)
            .map(|(_, done)| done)
    }

    /// As in "Reset code for Amara".
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Reset => "Reset code",
            Self::Temporary => "Temporary password",
            Self::Permanent => "Permanent password",
        }
    }

    /// As in "Cognito refused the reset code".
    fn noun(self) -> &'static str {
        match self {
            Self::Reset => "reset code",
            Self::Temporary => "temporary password",
            Self::Permanent => "permanent password",
        }
    }
}

/// Actions with this event have a result page.
pub fn has_result_page(event: &str) -> bool {
    Done::of(event).is_some()
}

/// What the page says.
pub(super) struct Words {
    pub tone: &'static str,
    pub live: &'static str,
    pub title: String,
    pub text: String,
    pub steps: Vec<String>,
}

/// The words for an action on `name` that ended so. `has_password`: whoever reads the page has the password, or typed it.
pub(super) fn words(done: Done, entry: &AuditEntry, ended: Option<Outcome>, code: Option<ErrorCode>, name: &str, has_password: bool) -> Words {
    let reason = code.map(|code| format!("{} {}", code.title(), code.advice())).unwrap_or_default();
    let noun = done.noun();
    match ended {
        Some(Outcome::Succeeded) => succeeded(done, entry, name, has_password),
        Some(Outcome::Refused) => Words {
            tone: "danger",
            live: "alert",
            title: format!("Cognito refused the {noun} for {name}."),
            text: reason,
            steps: match code {
                Some(ErrorCode::TooManyAttempts | ErrorCode::TriggerRefused | ErrorCode::TriggerBroken | ErrorCode::SendingBroken) => Vec::new(),
                _ => vec!["Open their page: it says what helps in the state they are in.".into()],
            },
        },
        Some(Outcome::Denied) => {
            Words { tone: "denied", live: "alert", title: format!("Policy denied the {noun} for {name}."), text: reason, steps: vec!["Ask a supervisor.".into()] }
        }
        Some(Outcome::NotSent) => {
            let title = if done == Done::Reset { format!("The reset code for {name} was not sent.") } else { format!("The {noun} for {name} was not set.") };
            Words { tone: "danger", live: "alert", title, text: reason, steps: vec!["Try again from their page.".into()] }
        }
        Some(Outcome::Unknown) => unknown(done, entry, name, reason),
        None => Words {
            tone: "info",
            live: "status",
            title: format!("The {noun} for {name} is under way."),
            text: "Cognito has not answered yet. Reload this page in a few seconds.".into(),
            steps: Vec::new(),
        },
    }
}

fn succeeded(done: Done, entry: &AuditEntry, name: &str, has_password: bool) -> Words {
    let announced = announced(entry);
    // "a temporary password, generated; it works until …": the page says the first half in its title.
    let works = announced.split_once("; ").map_or(announced, |(_, works)| works);
    let hand_over = match (done, has_password) {
        (_, false) if entry.password_source.as_deref() == Some("typed") => "Whoever typed the password can tell it to them. Where it is lost, set a new one.",
        (_, false) => "Whoever had the password generated can tell it to them. Where it is lost, set a new one.",
        (Done::Permanent, true) => "Tell them the password, and let them sign in with it while you are on the line.",
        (_, true) => "Read the password out to them, and let them sign in with it while you are on the line.",
    };
    let (title, text, steps) = match done {
        Done::Reset => (
            format!("The reset code for {name} is on its way."),
            format!("Cognito accepted it: {announced}. It works for 1 hour."),
            [
                if announced.contains("e-mail") { "Ask them to look for the message now, in the spam folder too." } else { "Ask them to look for the text message now." },
                "In the app, they enter the code and choose a new password. They need not ask for another code.",
                "If nothing arrives in five minutes, check the address with them on their page, and send it once more.",
            ],
        ),
        Done::Temporary => (
            format!("{name} has a temporary password."),
            format!("Cognito took it: {works}. It sent no message: you tell them."),
            [hand_over, "The app asks them for a new password of their own.", "If they are not asked, or are refused, open their page again: it says what state they are in."],
        ),
        Done::Permanent => (
            format!("{name} has a new password."),
            format!("Cognito took it: {works}. It sent no message: you tell them."),
            [
                hand_over,
                "Somebody at the desk has seen this password. Ask them to change it in the app as soon as they are in.",
                "If they are refused, open their page again: it says what state they are in.",
            ],
        ),
    };
    Words { tone: "success", live: "status", title, text, steps: steps.map(str::to_owned).to_vec() }
}

fn unknown(done: Done, entry: &AuditEntry, name: &str, reason: String) -> Words {
    let was_there_before = entry.state_before.as_deref() == Some(status_after(done).name());
    let title = match done {
        Done::Reset => format!("Nobody can tell yet whether the reset code for {name} was sent."),
        _ => format!("Nobody can tell yet whether the {} for {name} was set.", done.noun()),
    };
    let sign = match (done, was_there_before) {
        (Done::Reset, true) => "They had a reset open before, so their status tells nothing; a last change after this time means that it was sent.".to_owned(),
        (Done::Reset, false) => "Open their page: RESET_REQUIRED and a last change just now mean that it was sent.".to_owned(),
        (_, true) => "Their status was the same before, so it tells nothing; a last change after this time means that it was set.".to_owned(),
        (_, false) => format!("Open their page: {} and a last change just now mean that it was set.", status_after(done).name()),
    };
    let steps = match done {
        Done::Reset => vec!["Do not send again yet.".into(), sign, "Ask the caller whether a code arrived.".into()],
        _ if entry.password_source.as_deref() == Some("typed") => vec![sign, "Setting it once more is safe, with this password or another one.".into()],
        _ => vec![sign, "If it was set, nobody knows the password: it is not shown after a doubt. Set a new one then; that is safe.".into()],
    };
    Words { tone: "unknown", live: "alert", title, text: reason, steps }
}

fn status_after(done: Done) -> UserStatus {
    let status = match done {
        Done::Reset => SendResetCode::STATUS_AFTER,
        Done::Temporary => SetTemporaryPassword::STATUS_AFTER,
        Done::Permanent => SetPermanentPassword::STATUS_AFTER,
    };
    status.unwrap_or(UserStatus::Unknown)
}

/// What the page announced before the click.
pub(super) fn announced(entry: &AuditEntry) -> &str {
    entry.note.as_deref().and_then(|note| note.strip_prefix("announced: ")).unwrap_or("it")
}
