//! Who can mend what went wrong.

use super::ErrorCode;

impl ErrorCode {
    /// As in "Who can mend it: …"; `None` where the page says itself what the desk does next.
    pub fn mended_by(self) -> Option<&'static str> {
        match self {
            Self::RecoveryOff | Self::NotEnabled | Self::TriggerRefused | Self::TriggerBroken | Self::SendingBroken | Self::ContactTaken => Some("the pool's owner"),
            Self::CognitoAccessDenied
            | Self::InvalidParameter
            | Self::TrailUnavailable
            | Self::TrailUnread
            | Self::DatabaseUnavailable
            | Self::Internal
            | Self::PoolUnknown
            | Self::StepUpNotFresh => Some("the console's administrator"),
            Self::TooManyAttempts => Some("you, by waiting an hour or setting a temporary password"),
            Self::MailLimit => Some("you, with a temporary password; or the pool's owner, who can have it send through Amazon SES"),
            Self::NoVerifiedContact => Some("you, with a temporary password; or a supervisor, who can mark a contact verified"),
            Self::UserDisabled => Some("a supervisor, who can enable the account"),
            Self::ProtectedUser | Self::ContactChanged => Some("nobody alone: it takes an approval, which the form asks for"),
            Self::OwnAccount => Some("a colleague"),
            Self::NotAllowed | Self::NeedsApproval | Self::Locked | Self::StaffLimit | Self::UserLimit => Some("a supervisor"),
            Self::OutOfScope => Some("a colleague who looks after this user"),
            Self::OutOfHours => Some("a colleague whose hours these are"),
            Self::VerificationTooWeak => Some("you, by verifying the caller in a way that is enough"),
            Self::TicketMissing => Some("you, with a ticket"),
            Self::WrongState | Self::InvitationOver | Self::PasswordAgainstPolicy | Self::PasswordUsedBefore | Self::PasswordRefused => Some("you, on the user's page"),
            Self::Busy | Self::CognitoUnreachable | Self::Overloaded => Some("nobody needs to; it passes"),
            _ => None,
        }
    }
}
