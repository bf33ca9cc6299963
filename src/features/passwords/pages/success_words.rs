//! What a result page says after a success: what the user should do now.

use super::result_words::{Words, announced};
use crate::domain::audit::AuditEntry;
use crate::domain::preflight::Help;

const ASKED_AGAIN: &str = "If they are not asked, or are refused, open their page again: it says what state they are in.";
const REFUSED_AGAIN: &str = "If they are refused, open their page again: it says what state they are in.";

/// `has_password`: whoever reads the page has the password, or typed it.
pub(super) fn succeeded(done: Help, entry: &AuditEntry, name: &str, has_password: bool) -> Words {
    let announced = announced(entry);
    // "a temporary password, generated; it works until …": the page says the first half in its title.
    let works = announced.split_once("; ").map_or(announced, |(_, works)| works);
    let look = if announced.contains("e-mail") { "Ask them to look for the message now, in the spam folder too." } else { "Ask them to look for the text message now." };
    let hand_over = match (done, has_password) {
        (_, false) if entry.password_source.as_deref() == Some("typed") => "Whoever typed the password can tell it to them. Where it is lost, set a new one.",
        (_, false) => "Whoever had the password generated can tell it to them. Where it is lost, set a new one.",
        (Help::PermanentPassword, true) => "Tell them the password, and let them sign in with it while you are on the line.",
        (_, true) => "Read the password out to them, and let them sign in with it while you are on the line.",
    };
    let (title, text, steps): (String, String, &[&str]) = match done {
        Help::ResetCode => (
            format!("The reset code for {name} is on its way."),
            format!("Cognito accepted it: {announced}. It works for 1 hour."),
            &[
                look,
                "In the app, they enter the code and choose a new password. They need not ask for another code.",
                "If nothing arrives in five minutes, check the address with them on their page, and send it once more.",
            ],
        ),
        Help::Invitation => (
            format!("The invitation for {name} is on its way."),
            format!("Cognito accepted it: {announced}."),
            &[look, "They sign in with the temporary password in it, and the app asks them for one of their own. The one they had before no longer works.", ASKED_AGAIN],
        ),
        Help::TemporaryPassword => (
            format!("{name} has a temporary password."),
            format!("Cognito took it: {works}. It sent no message: you tell them."),
            &[hand_over, "The app asks them for a new password of their own.", ASKED_AGAIN],
        ),
        Help::PermanentPassword => (
            format!("{name} has a new password."),
            format!("Cognito took it: {works}. It sent no message: you tell them."),
            &[hand_over, "Somebody at the desk has seen this password. Ask them to change it in the app as soon as they are in.", REFUSED_AGAIN],
        ),
        Help::ConfirmSignUp => (
            format!("The sign-up of {name} is confirmed."),
            "Cognito accepted it. Their contacts stay as they were: one that was not verified still is not.".to_owned(),
            &["Ask them to sign in with the password they chose when they signed up.", "If they have forgotten it, their page says what helps now."],
        ),
        Help::Enable => (
            format!("The account of {name} is enabled."),
            "Cognito accepted it. Their password and status stay as they were.".to_owned(),
            &["Ask them to sign in while you are on the line.", "If they have forgotten their password, their page says what helps now."],
        ),
        Help::MarkVerified(contact) => (
            format!("The {} of {name} counts as verified.", contact.noun()),
            "Cognito accepted it. Reset codes can go there from now on.".to_owned(),
            &["Their page says what helps now."],
        ),
        Help::SignOut => (
            format!("{name} is signed out everywhere."),
            "Cognito ended their refresh tokens. What an app checks by itself works until it expires.".to_owned(),
            &["Ask them to sign in again where they need to.", "If somebody else used the account, send a reset code or set a password too: their password still works."],
        ),
    };
    Words { tone: "success", live: "status", title, text, steps: steps.iter().map(|step| (*step).to_owned()).collect() }
}
