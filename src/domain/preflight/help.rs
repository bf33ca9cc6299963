//! What the desk can do for somebody who cannot sign in.

use crate::domain::contact::Contact;
use crate::domain::operation::Action;

/// One way to help.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Help {
    /// Send a reset code (`AdminResetUserPassword`), for the first time or again.
    ResetCode,
    /// Send the invitation again (`AdminCreateUser`, RESEND).
    Invitation,
    /// Set a temporary password (`AdminSetUserPassword`).
    TemporaryPassword,
    /// Set a permanent password (`AdminSetUserPassword`).
    PermanentPassword,
    /// Confirm the sign-up (`AdminConfirmSignUp`).
    ConfirmSignUp,
    /// Enable the account (`AdminEnableUser`).
    Enable,
    /// Mark a contact verified (`AdminUpdateUserAttributes`).
    MarkVerified(Contact),
    /// End all sessions (`AdminUserGlobalSignOut`).
    SignOut,
}

impl Help {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::ResetCode,
        Self::Invitation,
        Self::TemporaryPassword,
        Self::PermanentPassword,
        Self::ConfirmSignUp,
        Self::Enable,
        Self::MarkVerified(Contact::Email),
        Self::MarkVerified(Contact::PhoneNumber),
        Self::SignOut,
    ];

    /// The right it takes.
    pub fn action(self) -> Action {
        match self {
            Self::ResetCode => Action::SendResetCode,
            Self::Invitation => Action::ResendInvitation,
            Self::TemporaryPassword => Action::SetTemporaryPassword,
            Self::PermanentPassword => Action::SetPermanentPassword,
            Self::ConfirmSignUp => Action::ConfirmSignUp,
            Self::Enable => Action::EnableUser,
            Self::MarkVerified(_) => Action::MarkContactVerified,
            Self::SignOut => Action::SignOutEverywhere,
        }
    }
}
