//! The words for ways to help: in addresses and forms, on buttons, in sentences.

use super::Help;
use crate::domain::contact::Contact;

impl Help {
    /// The word in the user page's address and in forms. Temporary and permanent passwords share a form.
    pub fn word(self) -> &'static str {
        match self {
            Self::ResetCode => "reset",
            Self::Invitation => "invitation",
            Self::TemporaryPassword | Self::PermanentPassword => "password",
            Self::ConfirmSignUp => "confirm",
            Self::Enable => "enable",
            Self::MarkVerified(Contact::Email) => "verify-email",
            Self::MarkVerified(Contact::PhoneNumber) => "verify-phone",
            Self::SignOut => "sign-out",
        }
    }

    /// The help with this word; for a password, the careful one.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|help| help.word() == word)
    }

    /// As a choice, verb first.
    pub fn title(self) -> &'static str {
        match self {
            Self::ResetCode => "Send a reset code",
            Self::Invitation => "Resend the invitation",
            Self::TemporaryPassword | Self::PermanentPassword => "Set a password",
            Self::ConfirmSignUp => "Confirm the sign-up",
            Self::Enable => "Enable the account",
            Self::MarkVerified(Contact::Email) => "Mark the e-mail address verified",
            Self::MarkVerified(Contact::PhoneNumber) => "Mark the phone number verified",
            Self::SignOut => "Sign out everywhere",
        }
    }

    /// What comes of it, in a line.
    pub fn text(self) -> &'static str {
        match self {
            Self::ResetCode => "Cognito sends a code; they choose a new password with it.",
            Self::Invitation => "Cognito sends a new temporary password.",
            Self::TemporaryPassword | Self::PermanentPassword => "You read it out; a temporary one must be changed at the next sign-in.",
            Self::ConfirmSignUp => "They sign in with the password they chose.",
            Self::Enable => "They can sign in again.",
            Self::MarkVerified(_) => "Reset codes can go there afterwards.",
            Self::SignOut => "Their sessions end; the password stays as it is.",
        }
    }

    /// The button that does it.
    pub fn button(self) -> &'static str {
        match self {
            Self::ResetCode => "Send reset code",
            Self::Invitation => "Resend invitation",
            Self::TemporaryPassword => "Set temporary password",
            Self::PermanentPassword => "Set permanent password",
            Self::ConfirmSignUp => "Confirm sign-up",
            Self::Enable => "Enable account",
            Self::MarkVerified(Contact::Email) => "Mark e-mail address verified",
            Self::MarkVerified(Contact::PhoneNumber) => "Mark phone number verified",
            Self::SignOut => "Sign out everywhere",
        }
    }
}
