//! What is wrong with a user's sign-in, in one sentence, and what to do about it.

use super::effect::invitation_contact;
use super::obstacle::obstacle;
use super::{Help, Obstacle, code_ends_at, temporary_password_ends_at};
use crate::domain::clock::relative;
use crate::domain::contact::Contact;
use crate::domain::destination::{Destination, predict};
use crate::domain::pool::{PoolFacts, SmsSetup};
use crate::domain::user::{User, UserStatus};
use time::OffsetDateTime;

/// How serious the state is for someone who wants to sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// Nothing stands in the way.
    Fine,
    /// Something must be done first.
    Attention,
    /// They cannot sign in, whatever is sent to them.
    Blocked,
}

/// What the user page opens with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnosis {
    /// How it looks.
    pub severity: Severity,
    /// One sentence about the state.
    pub state: String,
    /// What to do about it.
    pub advice: String,
    /// The short form for a row of results.
    pub next_step: String,
    /// What to do first; `None` where nothing can be done from here.
    pub first: Option<Help>,
}

fn attention(state: String, advice: impl Into<String>, next_step: &str, first: Help) -> Diagnosis {
    Diagnosis { severity: Severity::Attention, state, advice: advice.into(), next_step: next_step.to_owned(), first: Some(first) }
}

fn blocked(state: String, advice: impl Into<String>, next_step: &str) -> Diagnosis {
    Diagnosis { severity: Severity::Blocked, state, advice: advice.into(), next_step: next_step.to_owned(), first: None }
}

/// Reads the state; what it recommends is always possible.
pub(super) fn diagnose(pool: &PoolFacts, user: &User, code_sent_at: Option<OffsetDateTime>, now: OffsetDateTime) -> Diagnosis {
    let name = user.shown_name();
    match user.status {
        UserStatus::ExternalProvider => external(user, &name),
        UserStatus::Archived | UserStatus::Compromised | UserStatus::Unknown | UserStatus::Other(_) => blocked(
            format!("{name} is in a state that the desk cannot mend ({}).", user.status.name()),
            "Pass this on to the pool's owner, with the reference of this page.",
            "Pass on to the pool's owner",
        ),
        _ if !user.is_enabled => Diagnosis {
            severity: Severity::Blocked,
            first: Some(Help::Enable),
            ..blocked(
                format!("{name} is disabled and cannot sign in."),
                "Cognito refuses codes and passwords for a disabled account. It must be enabled first: a supervisor can, and finds out why it was disabled. Tell the caller that it takes a second person.",
                "Disabled: find out why",
            )
        },
        UserStatus::Confirmed => confirmed(pool, user, &name),
        UserStatus::ResetRequired => reset_required(pool, user, &name, code_sent_at, now),
        UserStatus::ForceChangePassword => first_sign_in(pool, user, &name, now),
        UserStatus::Unconfirmed => attention(
            format!("{name} signed up and never confirmed it."),
            "A reset code would be refused by Cognito in this state. Confirm the sign-up for them once you know who is calling: they then sign in with the password they chose.",
            "Confirm the sign-up",
            Help::ConfirmSignUp,
        ),
    }
}

fn external(user: &User, name: &str) -> Diagnosis {
    let provider = user.identity_provider().unwrap_or_else(|| "another identity provider".into());
    blocked(
        format!("{name} signs in through {provider}, not with a password kept here."),
        format!("There is no password to reset: {provider} has it. Send them to the help of {provider}, or of the company that runs it."),
        &format!("Signs in through {provider}"),
    )
}

fn confirmed(pool: &PoolFacts, user: &User, name: &str) -> Diagnosis {
    let way_out = way_out(pool, user);
    match (obstacle(Help::ResetCode, pool, user), predict(pool, user)) {
        (Some(Obstacle::AdminOnly), _) => attention(
            format!("{name} can sign in with their password."),
            "This pool lets only administrators recover accounts: a reset code would be refused. If they have forgotten their password, set a temporary one.",
            "Set a temporary password",
            Help::TemporaryPassword,
        ),
        (Some(Obstacle::PhoneIsSecondFactor), _) => attention(
            format!("{name} can sign in, and a code cannot be sent: their only verified contact is the phone of their second factor."),
            format!("Cognito sends no reset code to a phone that also gets the sign-in codes. Set a temporary password and read it out to them{way_out}."),
            "Phone is the second factor: set a temporary password",
            Help::TemporaryPassword,
        ),
        (Some(_), _) => attention(
            format!("{name} can sign in, and has no verified contact that this pool sends codes to."),
            format!("A reset code would have nowhere to go. If they have forgotten their password, set a temporary one and read it out to them{way_out}."),
            "No verified contact: set a temporary password",
            Help::TemporaryPassword,
        ),
        (None, Destination::Sms(_)) if !can_text(pool) => attention(
            format!("{name} can sign in with their password."),
            "A reset code would go out as a text message, and this pool's settings for those do not work. If they have forgotten their password, set a temporary one.",
            "Text messages do not work: set a temporary password",
            Help::TemporaryPassword,
        ),
        (None, destination) => Diagnosis {
            severity: Severity::Fine,
            state: format!("{name} can sign in with their password."),
            advice: format!(
                "If they have forgotten it, send a reset code; their old password stops working until they finish. If they cannot get at {}, set a temporary password.",
                match destination {
                    Destination::Sms(_) => "that phone",
                    _ => "that mailbox",
                }
            ),
            next_step: "Send a reset code".to_owned(),
            first: Some(Help::ResetCode),
        },
    }
}

/// What a supervisor could do instead, where there is a contact to vouch for that the pool then sends the code to.
fn way_out(pool: &PoolFacts, user: &User) -> &'static str {
    let helps = |contact: &Contact| user.contact(*contact).is_some() && !user.is_verified(*contact) && predict(pool, &user.with_verified(*contact)).is_reachable();
    if Contact::ALL.iter().any(helps) { "; or let a supervisor mark a contact that is theirs verified, and send the code then" } else { "" }
}

fn can_text(pool: &PoolFacts) -> bool {
    pool.triggers.custom_sms_sender || matches!(pool.sms, SmsSetup::Works | SmsSetup::Sandbox)
}

fn reset_required(pool: &PoolFacts, user: &User, name: &str, code_sent_at: Option<OffsetDateTime>, now: OffsetDateTime) -> Diagnosis {
    let sent = code_sent_at.or(user.changed_at).map(|sent| format!(" {}", relative(sent, now))).unwrap_or_default();
    let has_expired = code_ends_at(user, code_sent_at).is_some_and(|ends| ends <= now);
    let state = if has_expired {
        format!("{name} was sent a reset code{sent}, and it has stopped working.")
    } else {
        format!("{name} was sent a reset code{sent} and has not chosen a new password yet.")
    };
    match (obstacle(Help::ResetCode, pool, user), predict(pool, user)) {
        (Some(Obstacle::AdminOnly), _) => attention(
            state,
            "This pool lets only administrators recover accounts: a new code would be refused. Set a temporary password and read it out to them.",
            "Set a temporary password",
            Help::TemporaryPassword,
        ),
        (Some(_), _) => attention(
            state,
            format!("A new code would have nowhere to go: no verified contact is one that this pool sends codes to. Set a temporary password{}.", way_out(pool, user)),
            "Set a temporary password",
            Help::TemporaryPassword,
        ),
        (None, Destination::Sms(_)) if !can_text(pool) => attention(
            state,
            "A new code would go out as a text message, and this pool's settings for those do not work. Set a temporary password.",
            "Set a temporary password",
            Help::TemporaryPassword,
        ),
        (None, _) if has_expired => attention(
            state,
            "A code works for one hour. Send a new one; or set a temporary password, if they cannot get at the message.",
            "Code expired: send a new one",
            Help::ResetCode,
        ),
        (None, _) => attention(
            state,
            "The code works for one hour: ask them to look for it first, in the spam folder too. Send it again if it is lost; the old one may stop working then.",
            "Ask for the code, or send it again",
            Help::ResetCode,
        ),
    }
}

fn first_sign_in(pool: &PoolFacts, user: &User, name: &str, now: OffsetDateTime) -> Diagnosis {
    let ends = temporary_password_ends_at(pool, user);
    let has_expired = ends.is_some_and(|ends| ends <= now);
    let when = ends.map(|ends| format!(" {}", relative(ends, now))).unwrap_or_default();
    let state = if has_expired {
        format!("{name} never finished the first sign-in, and the temporary password expired{when}.")
    } else {
        format!("{name} has a temporary password and must change it at the next sign-in. It expires{when}.")
    };
    let Some(contact) = invitation_contact(user) else {
        return attention(
            state,
            "A reset code would be refused by Cognito in this state, and there is no contact for an invitation. Set a temporary password and read it out to them.",
            if has_expired { "Temporary password expired: set a new one" } else { "Set a new temporary password" },
            Help::TemporaryPassword,
        );
    };
    if contact == Contact::PhoneNumber && !can_text(pool) {
        return attention(
            state,
            "A reset code would be refused by Cognito in this state, and this pool's settings for text messages do not work. Set a temporary password and read it out to them.",
            if has_expired { "Temporary password expired: set a new one" } else { "Set a new temporary password" },
            Help::TemporaryPassword,
        );
    }
    attention(
        state,
        "A reset code would be refused by Cognito in this state. Sending the invitation again gives them a new temporary password by message; or set one, and read it out to them.",
        if has_expired { "Temporary password expired: send the invitation again" } else { "Send the invitation again" },
        Help::Invitation,
    )
}
