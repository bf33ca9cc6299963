//! What keeps rows from having their turn.

use crate::features::faults::read_code;
use crate::ports::user_directory::DirectoryFailure;
use crate::wire::{ApiError, ErrorCode};

/// What keeps a row from having its turn, and is no matter of this row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Trouble {
    /// Cognito throttles.
    Throttled,
    /// Cognito is not reached, or nobody can tell what it said of a reading.
    Unreachable,
    /// The console's own access was refused.
    Access,
    /// The trail or the database takes nothing.
    Store,
    /// The mails of the day are used up.
    MailLimit,
    /// A lock on whoever runs it.
    Locked,
    /// The same row is still under way from before.
    UnderWay,
    /// The run was stopped before its turn.
    Stopped,
}

impl Trouble {
    /// What an error means for the run; an error that is of the row alone is taken for a fault of the store.
    pub(super) fn of(error: &ApiError) -> Self {
        Self::of_code(error.code).unwrap_or(Self::Store)
    }

    /// What a failed reading means for the run.
    ///
    /// # Errors
    /// It is of the row alone: why it cannot be done.
    pub(super) fn of_failure(failure: &DirectoryFailure) -> Result<Self, ErrorCode> {
        tracing::warn!(%failure, "a bulk run could not read a user");
        let code = read_code(failure);
        Self::of_code(code).ok_or(code)
    }

    pub(super) fn of_code(code: ErrorCode) -> Option<Self> {
        match code {
            ErrorCode::Busy => Some(Self::Throttled),
            ErrorCode::CognitoUnreachable => Some(Self::Unreachable),
            ErrorCode::CognitoAccessDenied => Some(Self::Access),
            ErrorCode::TrailUnavailable | ErrorCode::DatabaseUnavailable | ErrorCode::TrailUnread => Some(Self::Store),
            ErrorCode::MailLimit => Some(Self::MailLimit),
            ErrorCode::Locked | ErrorCode::NotSignedIn => Some(Self::Locked),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_no_matter_of_the_row_stops_the_run() {
        for (code, trouble) in [
            (ErrorCode::Busy, Some(Trouble::Throttled)),
            (ErrorCode::MailLimit, Some(Trouble::MailLimit)),
            (ErrorCode::CognitoAccessDenied, Some(Trouble::Access)),
            (ErrorCode::Locked, Some(Trouble::Locked)),
            (ErrorCode::TrailUnavailable, Some(Trouble::Store)),
            (ErrorCode::UserLimit, None),
            (ErrorCode::TooManyAttempts, None),
            (ErrorCode::UserGone, None),
            (ErrorCode::ProtectedUser, None),
        ] {
            assert_eq!(Trouble::of_code(code), trouble, "{code:?}");
        }
    }
}
