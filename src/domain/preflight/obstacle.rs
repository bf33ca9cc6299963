//! Why an action will not work: the state table of Cognito, and what this console does not do on top of it.

use super::Help;
use crate::domain::contact::Contact;
use crate::domain::destination::{Destination, predict};
use crate::domain::pool::PoolFacts;
use crate::domain::user::{User, UserStatus};

/// Why an action is impossible for a user as they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Obstacle {
    /// The account is disabled.
    Disabled,
    /// Another identity provider signs the user in; for passwords Cognito would take it, and open a sign-in past that provider.
    External,
    /// A temporary password waits to be changed: the first sign-in is not finished.
    FirstSignIn,
    /// The sign-up is not confirmed.
    SignUpOpen,
    /// No verified contact that the pool sends codes to.
    NoVerifiedContact,
    /// The only verified contact is the phone that gets the sign-in codes.
    PhoneIsSecondFactor,
    /// The pool lets only administrators recover accounts.
    AdminOnly,
    /// They have signed in before: there is no invitation.
    SignedInBefore,
    /// They signed up by themselves: there was no invitation.
    SignedUpThemselves,
    /// No contact at all for the invitation.
    NoContact,
    /// There is no sign-up to confirm.
    NothingToConfirm,
    /// The account is enabled.
    Enabled,
    /// The user has no such contact.
    NotThere(Contact),
    /// The contact is verified.
    Verified(Contact),
    /// A state that the desk cannot mend.
    State,
}

impl Obstacle {
    /// As in "Not possible: …".
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Disabled => "the account is disabled.",
            Self::External => "another provider signs them in.",
            Self::FirstSignIn => "a temporary password waits to be changed.",
            Self::SignUpOpen => "the sign-up is not confirmed.",
            Self::NoVerifiedContact => "no verified contact that this pool sends codes to.",
            Self::PhoneIsSecondFactor => "their only verified contact is the phone of their second factor.",
            Self::AdminOnly => "the pool has no self-service recovery.",
            Self::SignedInBefore => "they have signed in before.",
            Self::SignedUpThemselves => "they signed up by themselves.",
            Self::NoContact => "no e-mail address and no phone number.",
            Self::NothingToConfirm => "there is no sign-up to confirm.",
            Self::Enabled => "the account is enabled.",
            Self::NotThere(Contact::Email) => "they have no e-mail address.",
            Self::NotThere(Contact::PhoneNumber) => "they have no phone number.",
            Self::Verified(Contact::Email) => "the e-mail address is verified.",
            Self::Verified(Contact::PhoneNumber) => "the phone number is verified.",
            Self::State => "not in this state.",
        }
    }

    /// Nothing is in the way: it is done already, or there is nothing it could be done to.
    pub fn is_needless(self) -> bool {
        matches!(self, Self::Enabled | Self::NothingToConfirm | Self::Verified(_) | Self::NotThere(_))
    }
}

/// Why `help` is impossible; `None` where it will not be refused for the user's state.
pub fn obstacle(help: Help, pool: &PoolFacts, user: &User) -> Option<Obstacle> {
    match user.status {
        UserStatus::ExternalProvider => return Some(Obstacle::External),
        UserStatus::Archived | UserStatus::Compromised | UserStatus::Unknown | UserStatus::Other(_) => return Some(Obstacle::State),
        UserStatus::Confirmed | UserStatus::ResetRequired | UserStatus::ForceChangePassword | UserStatus::Unconfirmed => {}
    }
    if help == Help::Enable {
        return user.is_enabled.then_some(Obstacle::Enabled);
    }
    if !user.is_enabled {
        return Some(Obstacle::Disabled);
    }
    match help {
        Help::ResetCode => reset(pool, user),
        Help::Invitation => invitation(user),
        Help::ConfirmSignUp => (user.status != UserStatus::Unconfirmed).then_some(Obstacle::NothingToConfirm),
        Help::MarkVerified(contact) if user.contact(contact).is_none() => Some(Obstacle::NotThere(contact)),
        Help::MarkVerified(contact) => user.is_verified(contact).then_some(Obstacle::Verified(contact)),
        Help::TemporaryPassword | Help::PermanentPassword | Help::SignOut | Help::Enable => None,
    }
}

fn reset(pool: &PoolFacts, user: &User) -> Option<Obstacle> {
    match user.status {
        UserStatus::ForceChangePassword => return Some(Obstacle::FirstSignIn),
        UserStatus::Unconfirmed => return Some(Obstacle::SignUpOpen),
        _ => {}
    }
    match predict(pool, user) {
        Destination::Email(_) | Destination::Sms(_) => None,
        Destination::AdminOnly => Some(Obstacle::AdminOnly),
        Destination::Nowhere if user.is_phone_verified() && user.has_sms_mfa() && !user.is_email_verified() => Some(Obstacle::PhoneIsSecondFactor),
        Destination::Nowhere => Some(Obstacle::NoVerifiedContact),
    }
}

fn invitation(user: &User) -> Option<Obstacle> {
    match user.status {
        UserStatus::ForceChangePassword if user.email().is_none() && user.phone().is_none() => Some(Obstacle::NoContact),
        UserStatus::ForceChangePassword => None,
        UserStatus::Unconfirmed => Some(Obstacle::SignedUpThemselves),
        _ => Some(Obstacle::SignedInBefore),
    }
}
