//! From what adapters report to what staff read. The cause goes into the log, under the reference that the page shows.

use super::console::Caller;
use crate::domain::audit::Outcome;
use crate::domain::policy::Denial;
use crate::features::layout::{accepts_html, set_status, status_of};
use crate::ports::audit_log::AuditError;
use crate::ports::user_directory::{DirectoryError, DirectoryFailure, Refusal};
use crate::wire::{ApiError, ErrorCode};

/// The code and the outcome that a failed effect ends with.
pub fn effect_failed(failure: &DirectoryFailure) -> (ErrorCode, Outcome) {
    match &failure.error {
        DirectoryError::UserNotFound => (ErrorCode::UserGone, Outcome::Refused),
        DirectoryError::PoolNotFound => (ErrorCode::PoolUnknown, Outcome::Refused),
        DirectoryError::Refused(refusal) => (refusal_code(*refusal), Outcome::Refused),
        DirectoryError::Throttled => (ErrorCode::Busy, Outcome::NotSent),
        DirectoryError::Unreachable(_) => (ErrorCode::CognitoUnreachable, Outcome::NotSent),
        DirectoryError::AccessDenied(_) => (ErrorCode::CognitoAccessDenied, Outcome::NotSent),
        DirectoryError::OutcomeUnknown(_) => (ErrorCode::OutcomeUnknown, Outcome::Unknown),
    }
}

/// A failed read: nothing was at stake, so a lost answer is only an unreachable Cognito.
pub fn read_failed(failure: &DirectoryFailure, caller: &Caller) -> ApiError {
    tracing::warn!(request_id = %caller.origin.request_id, %failure, "Cognito did not give what was read");
    caller.error(read_code(failure))
}

/// The code of a failed read.
pub fn read_code(failure: &DirectoryFailure) -> ErrorCode {
    match &failure.error {
        DirectoryError::OutcomeUnknown(_) => ErrorCode::CognitoUnreachable,
        _ => effect_failed(failure).0,
    }
}

fn refusal_code(refusal: Refusal) -> ErrorCode {
    match refusal {
        Refusal::WrongState => ErrorCode::WrongState,
        Refusal::UserDisabled => ErrorCode::UserDisabled,
        Refusal::NoVerifiedContact => ErrorCode::NoVerifiedContact,
        Refusal::RecoveryOff => ErrorCode::RecoveryOff,
        Refusal::NotEnabled => ErrorCode::NotEnabled,
        Refusal::TooManyAttempts => ErrorCode::TooManyAttempts,
        Refusal::MailLimit => ErrorCode::MailLimit,
        Refusal::TriggerRefused => ErrorCode::TriggerRefused,
        Refusal::TriggerBroken => ErrorCode::TriggerBroken,
        Refusal::SendingBroken => ErrorCode::SendingBroken,
        Refusal::PasswordAgainstPolicy => ErrorCode::PasswordAgainstPolicy,
        Refusal::PasswordUsedBefore => ErrorCode::PasswordUsedBefore,
        Refusal::InvitationOver => ErrorCode::InvitationOver,
        Refusal::ContactTaken => ErrorCode::ContactTaken,
        Refusal::InvalidParameter => ErrorCode::InvalidParameter,
    }
}

/// The trail did not take a record: whatever it was for does not happen.
pub fn trail_failed(error: &AuditError, caller: &Caller) -> ApiError {
    tracing::error!(request_id = %caller.origin.request_id, %error, "the audit trail failed");
    caller.error(ErrorCode::TrailUnavailable)
}

/// The trail did not give what is in it: there is nothing to show, and nothing was undone.
pub fn trail_unread(error: &AuditError, caller: &Caller) -> ApiError {
    tracing::error!(request_id = %caller.origin.request_id, %error, "the audit trail could not be read");
    caller.error(ErrorCode::TrailUnread)
}

/// The task that worked on a form died: nobody can tell how far it came.
pub fn broke_off(error: &tokio::task::JoinError, caller: &Caller) -> ApiError {
    tracing::error!(request_id = %caller.origin.request_id, %error, "work on a form broke off");
    caller.error(ErrorCode::OutcomeUnknown)
}

/// A denial's code.
pub fn denial_code(denial: Denial) -> ErrorCode {
    match denial {
        Denial::Role => ErrorCode::NotAllowed,
        Denial::Oneself => ErrorCode::OwnAccount,
        Denial::ProtectedUser => ErrorCode::ProtectedUser,
        Denial::ExternalUser => ErrorCode::ExternalUser,
        Denial::ContactChanged => ErrorCode::ContactChanged,
        Denial::OutOfScope => ErrorCode::OutOfScope,
        Denial::OutOfHours => ErrorCode::OutOfHours,
        Denial::Unverified => ErrorCode::VerificationTooWeak,
        Denial::NoTicket => ErrorCode::TicketMissing,
        Denial::NeedsApproval => ErrorCode::NeedsApproval,
        Denial::ApproverMayNot => ErrorCode::ApproverMayNot,
        Denial::SamePerson => ErrorCode::OwnRequest,
        Denial::StaffLimit => ErrorCode::StaffLimit,
        Denial::UserLimit => ErrorCode::UserLimit,
    }
}

/// Whether another person's approval would take this away.
pub fn is_for_want_of_approval(code: ErrorCode) -> bool {
    matches!(code, ErrorCode::NeedsApproval | ErrorCode::ProtectedUser | ErrorCode::ContactChanged)
}

/// Ends a server function: an API client gets the error with its status, a plain HTML form is sent to a page of ours that
/// says it, since the framework would put the error into the address it came from.
pub fn settled<T>(result: Result<T, ApiError>) -> Result<T, ApiError> {
    let Err(error) = &result else { return result };
    let is_form = leptos::prelude::use_context::<axum::http::request::Parts>().is_some_and(|parts| accepts_html(&parts.headers));
    if !is_form {
        set_status(leptos::prelude::use_context().as_ref(), status_of(error.code));
        return result;
    }
    match error.code {
        ErrorCode::NotSignedIn => {
            tracing::info!(request_id = %error.reference, "a form came without a session");
            leptos_axum::redirect(&format!("/sign-in?problem=not_signed_in&reference={}", error.reference));
        }
        code => leptos_axum::redirect(&format!("/problem?code={}&reference={}", code.name(), error.reference)),
    }
    result
}
