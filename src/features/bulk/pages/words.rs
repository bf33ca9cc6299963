//! Words and looks of runs.

use crate::domain::bulk::{RowStanding, RunState};
use crate::domain::preflight::Help;
use crate::features::audit_trail::pages::grouped;
use crate::ports::bulk_store::{Counts, KeptRun};
use crate::ui::visible;

/// What is done, as a heading: `Reset codes`.
pub(super) fn help_words(help: Option<Help>) -> &'static str {
    match help {
        Some(Help::ResetCode) => "Reset codes",
        Some(Help::Invitation) => "Invitations",
        Some(Help::TemporaryPassword) => "Temporary passwords",
        Some(Help::SignOut) => "Signing out everywhere",
        Some(Help::Enable) => "Enabling accounts",
        _ => "A run of another version",
    }
}

/// What comes of it, under the choice.
pub(super) fn help_text(help: Help) -> &'static str {
    match help {
        Help::ResetCode => "Each user gets a code by the contact that their pool prefers, and must set a new password.",
        Help::Invitation => "Each user who never signed in gets a new temporary password by the pool's own message.",
        Help::TemporaryPassword => "Each user gets a generated password that they must change. You take them away in one file, once, in this browser.",
        Help::SignOut => "Each user's sessions end, where apps ask Cognito. Passwords stay as they are.",
        Help::Enable => "Each disabled user can sign in again. Passwords stay as they are.",
        _ => "",
    }
}

/// The run as a title: `Reset codes for 120 rows`.
pub(super) fn title(run: &KeptRun) -> String {
    format!("{} for {}", help_words(run.plan.help()), rows(run.rows))
}

pub(super) fn rows(rows: u32) -> String {
    if rows == 1 { "1 row".to_owned() } else { format!("{} rows", grouped(rows)) }
}

pub(super) fn passwords(passwords: u32) -> String {
    if passwords == 1 { "1 password".to_owned() } else { format!("{} passwords", grouped(passwords)) }
}

pub(super) fn users(users: u32) -> String {
    if users == 1 { "1 user".to_owned() } else { format!("{} users", grouped(users)) }
}

/// With a capital letter, since it stands alone.
pub(super) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// A run's state as a tag.
pub(super) fn state_word(state: RunState) -> (&'static str, &'static str) {
    match state {
        RunState::Checking => ("Being checked", "info"),
        RunState::Checked => ("Ready to start", "info"),
        RunState::Confirmed => ("Waits for a second person", "warning"),
        RunState::Running => ("Running", "info"),
        RunState::Paused => ("Paused", "warning"),
        // Whether all went well hangs on the rows.
        RunState::Done => ("Done", ""),
        RunState::Cancelled => ("Cancelled", ""),
    }
}

/// The same where its rows are known: it is a success where nothing else came of any.
pub(super) fn state_tag(run: &KeptRun, counts: &Counts) -> (&'static str, &'static str) {
    let (word, tone) = state_word(run.state);
    let is_good = [RowStanding::Refused, RowStanding::Denied, RowStanding::Unknown].into_iter().all(|standing| counts.of(standing) == 0);
    match (run.state, is_good) {
        (RunState::Done, true) => (word, "success"),
        (RunState::Done, false) => (word, "warning"),
        _ => (word, tone),
    }
}

/// From where the list is.
pub(super) fn list_words(run: &KeptRun) -> String {
    let format = match run.plan.list_format.as_str() {
        "csv" => "CSV",
        "tsv" => "TSV",
        "json_lines" => "JSON Lines",
        _ => "list",
    };
    if run.plan.list_name.is_empty() { format!("pasted ({format})") } else { format!("{} ({format})", visible(&run.plan.list_name)) }
}
