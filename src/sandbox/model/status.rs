//! What a user may do: UserStatus.

use serde::{Deserialize, Serialize};

/// Cognito's UserStatusType.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum UserStatus {
    /// Signed up, not yet confirmed.
    Unconfirmed,
    /// May sign in.
    Confirmed,
    /// No longer used by AWS, still in its model.
    Archived,
    /// Disabled for a suspected compromise.
    Compromised,
    /// Not known.
    Unknown,
    /// Must use a code before the next sign-in.
    ResetRequired,
    /// Signs in with a temporary password and has to replace it.
    ForceChangePassword,
    /// Signs in elsewhere.
    ExternalProvider,
}

impl UserStatus {
    /// The word on the wire.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Unconfirmed => "UNCONFIRMED",
            Self::Confirmed => "CONFIRMED",
            Self::Archived => "ARCHIVED",
            Self::Compromised => "COMPROMISED",
            Self::Unknown => "UNKNOWN",
            Self::ResetRequired => "RESET_REQUIRED",
            Self::ForceChangePassword => "FORCE_CHANGE_PASSWORD",
            Self::ExternalProvider => "EXTERNAL_PROVIDER",
        }
    }
}
