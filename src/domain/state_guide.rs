//! What is wrong with a user's sign-in, in one sentence, and what helps: a reset code, a temporary password, or nothing from here.

use super::destination::{Destination, predict};
use super::pool::PoolFacts;
use super::user::{User, UserStatus};
use time::{Duration, OffsetDateTime};

/// How serious the state is for someone who wants to sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// Nothing stands in the way.
    Fine,
    /// Something must be done first.
    Attention,
    /// Nobody at the desk can mend it with a reset.
    Blocked,
}

/// What helps first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recommended {
    /// A reset code.
    ResetCode,
    /// A temporary password.
    TemporaryPassword,
    /// Nothing that can be done from here.
    Nothing,
}

/// Why no password can be set, whatever Cognito would say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordRefusal {
    /// Nobody has verified what Cognito does then, and it would help nobody.
    Disabled,
    /// It would open a local sign-in past the user's own identity provider.
    External,
    /// A state that the desk cannot mend.
    State,
}

impl PasswordRefusal {
    /// As in "Not possible: …".
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Disabled => "the account is disabled.",
            Self::External => "another provider signs them in.",
            Self::State => "not in this state.",
        }
    }
}

/// Whether a password may be set in this state; `None` where it may. `AdminSetUserPassword` itself would take an EXTERNAL_PROVIDER
/// user and make a local one of them.
pub fn password_refusal(user: &User) -> Option<PasswordRefusal> {
    if !user.is_enabled {
        return Some(PasswordRefusal::Disabled);
    }
    match user.status {
        UserStatus::Confirmed | UserStatus::ResetRequired | UserStatus::ForceChangePassword | UserStatus::Unconfirmed => None,
        UserStatus::ExternalProvider => Some(PasswordRefusal::External),
        UserStatus::Archived | UserStatus::Compromised | UserStatus::Unknown | UserStatus::Other(_) => Some(PasswordRefusal::State),
    }
}

/// What the user page opens with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Guidance {
    /// How it looks.
    pub severity: Severity,
    /// One sentence about the state.
    pub state: String,
    /// What to do about it.
    pub advice: String,
    /// The short form for a row of results.
    pub next_step: &'static str,
    /// What to do first.
    pub recommended: Recommended,
    /// Why a reset code is impossible; `None` where it can be sent.
    pub reset_refusal: Option<&'static str>,
}

/// When a temporary password stops working: some days after the user's last change. Nothing in Cognito shows it.
pub fn temporary_password_ends_at(pool: &PoolFacts, user: &User) -> Option<OffsetDateTime> {
    user.changed_at.map(|changed| changed.saturating_add(Duration::days(i64::from(pool.temporary_password_days))))
}

/// Reads the state as cognito's own table has it. `now` decides whether a temporary password has expired.
pub fn guide(pool: &PoolFacts, user: &User, now: OffsetDateTime) -> Guidance {
    let name = user.shown_name();
    let blocked = |state: String, advice: &str, next_step, refusal| Guidance {
        severity: Severity::Blocked,
        state,
        advice: advice.into(),
        next_step,
        recommended: Recommended::Nothing,
        reset_refusal: Some(refusal),
    };
    let attention = |state: String, advice: &str, next_step, refusal| Guidance {
        severity: Severity::Attention,
        state,
        advice: advice.into(),
        next_step,
        recommended: Recommended::TemporaryPassword,
        reset_refusal: Some(refusal),
    };
    if !user.is_enabled {
        return blocked(
            format!("{name} is disabled and cannot sign in."),
            "A reset code would be refused by Cognito. The account must be enabled first, by someone who knows why it was disabled.",
            "Find out why they are disabled",
            "the account is disabled.",
        );
    }
    match user.status {
        UserStatus::Confirmed => confirmed(pool, user, &name),
        UserStatus::ResetRequired => reset_required(pool, user, &name),
        UserStatus::ForceChangePassword => {
            let has_expired = temporary_password_ends_at(pool, user).is_some_and(|ends| ends < now);
            let state = if has_expired {
                format!("{name} never finished the first sign-in, and the temporary password has expired.")
            } else {
                format!("{name} has a temporary password and must change it at the next sign-in.")
            };
            attention(
                state,
                "A reset code would be refused by Cognito in this state. Set a new temporary password and read it out to them.",
                if has_expired { "Temporary password expired: set a new one" } else { "Set a new temporary password" },
                "a temporary password waits to be changed.",
            )
        }
        UserStatus::Unconfirmed => attention(
            format!("{name} signed up and never confirmed it."),
            "A reset code would be refused by Cognito in this state. A temporary password lets them in, and confirms the sign-up with it; their contacts stay unverified.",
            "Sign-up not confirmed",
            "the sign-up is not confirmed.",
        ),
        UserStatus::ExternalProvider => {
            let provider = user.identity_provider().unwrap_or_else(|| "another identity provider".into());
            blocked(
                format!("{name} signs in through {provider}, not with a password kept here."),
                "Cognito has no password to reset. Send them to the help of their own identity provider.",
                "Send them to their identity provider",
                "another provider signs them in.",
            )
        }
        UserStatus::Archived | UserStatus::Compromised | UserStatus::Unknown | UserStatus::Other(_) => blocked(
            format!("{name} is in a state that the desk cannot mend ({}).", user.status.name()),
            "Pass this on to the pool's owner, with the reference of this page.",
            "Pass on to the pool's owner",
            "not in this state.",
        ),
    }
}

fn confirmed(pool: &PoolFacts, user: &User, name: &str) -> Guidance {
    match predict(pool, user) {
        Destination::AdminOnly => Guidance {
            severity: Severity::Attention,
            state: format!("{name} can sign in with their password."),
            advice: "This pool lets only administrators recover accounts: a reset code would be refused. If they have forgotten their password, set a temporary one.".into(),
            next_step: "Set a temporary password",
            recommended: Recommended::TemporaryPassword,
            reset_refusal: Some("the pool has no self-service recovery."),
        },
        Destination::Nowhere if is_phone_their_second_factor(user) => Guidance {
            severity: Severity::Attention,
            state: format!("{name} can sign in, and a code cannot be sent: their only verified contact is the phone of their second factor."),
            advice: "Cognito sends no reset code to a phone that also gets the sign-in codes. Set a temporary password and read it out to them.".into(),
            next_step: "Phone is the second factor: a code cannot reach them",
            recommended: Recommended::TemporaryPassword,
            reset_refusal: Some("their only verified contact is the phone of their second factor."),
        },
        Destination::Nowhere => Guidance {
            severity: Severity::Attention,
            state: format!("{name} can sign in, and has no verified e-mail address or phone number."),
            advice: "A reset code would have nowhere to go. Set a temporary password and read it out to them.".into(),
            next_step: "No verified contact: a code cannot reach them",
            recommended: Recommended::TemporaryPassword,
            reset_refusal: Some("no verified contact."),
        },
        Destination::Email(_) | Destination::Sms(_) => Guidance {
            severity: Severity::Fine,
            state: format!("{name} can sign in with their password."),
            advice: "If they have forgotten it, send a reset code. Their old password stops working until they finish.".into(),
            next_step: "Send a reset code",
            recommended: Recommended::ResetCode,
            reset_refusal: None,
        },
    }
}

/// A verified phone that does not count, because it is where the second factor goes.
fn is_phone_their_second_factor(user: &User) -> bool {
    user.is_phone_verified() && user.has_sms_mfa() && !user.is_email_verified()
}

fn reset_required(pool: &PoolFacts, user: &User, name: &str) -> Guidance {
    let is_reachable = predict(pool, user).is_reachable();
    Guidance {
        severity: Severity::Attention,
        state: format!("{name} was sent a reset code and has not chosen a new password yet."),
        advice: if is_reachable {
            "The code works for one hour. If it is lost or older, send it again.".into()
        } else {
            "A new code would have nowhere to go: there is no verified contact that this pool accepts. Set a temporary password.".into()
        },
        next_step: "Ask for the code, or send it again",
        recommended: if is_reachable { Recommended::ResetCode } else { Recommended::TemporaryPassword },
        reset_refusal: (!is_reachable).then_some("no verified contact."),
    }
}

#[cfg(test)]
mod tests;
