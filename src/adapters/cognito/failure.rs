//! What an SDK error means. The difference that matters: provably no effect, or perhaps one.

use crate::ports::user_directory::{DirectoryError, DirectoryFailure, Refusal};
use aws_sdk_cognitoidentityprovider::error::{ProvideErrorMetadata, SdkError};
use aws_sdk_cognitoidentityprovider::operation::RequestId;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;

/// Longer than the name of any exception, in characters.
const LONGEST_CODE: usize = 80;

/// Reads any operation's error.
pub(super) fn failure<E>(error: &SdkError<E, HttpResponse>) -> DirectoryFailure
where
    E: std::error::Error + ProvideErrorMetadata + 'static,
{
    let aws_request_id = error.request_id().map(str::to_owned);
    let aws_code = error.as_service_error().and_then(ProvideErrorMetadata::code).map(|code| code.chars().take(LONGEST_CODE).collect());
    DirectoryFailure { error: meaning(error), aws_request_id, aws_code }
}

/// The same for a reset: there it is the codes that are not enabled.
pub(super) fn reset_failure<E>(error: &SdkError<E, HttpResponse>) -> DirectoryFailure
where
    E: std::error::Error + ProvideErrorMetadata + 'static,
{
    let mut failure = failure(error);
    if failure.error == DirectoryError::Refused(Refusal::NotEnabled) {
        failure.error = DirectoryError::Refused(Refusal::RecoveryOff);
    }
    failure
}

/// The same for a role session. Without one nothing is sent to Cognito, so there is no doubt: what STS answers is a matter of the console's
/// access, and what it does not answer is as good as no connection.
pub(super) fn session_failure<E>(error: &SdkError<E, HttpResponse>) -> DirectoryFailure
where
    E: std::error::Error + ProvideErrorMetadata + 'static,
{
    let mut failure = failure(error);
    let is_told = matches!(error, SdkError::ServiceError(service) if (400..500).contains(&service.raw().status().as_u16()));
    failure.error = match failure.error {
        kept @ (DirectoryError::Throttled | DirectoryError::AccessDenied(_) | DirectoryError::Unreachable(_)) => kept,
        other if is_told => DirectoryError::AccessDenied(format!("no role session: {other}")),
        other => DirectoryError::Unreachable(format!("no role session: {other}")),
    };
    failure
}

fn meaning<E>(error: &SdkError<E, HttpResponse>) -> DirectoryError
where
    E: std::error::Error + ProvideErrorMetadata + 'static,
{
    match error {
        SdkError::ConstructionFailure(_) => DirectoryError::Unreachable(chain(error)),
        SdkError::DispatchFailure(_) => dispatch(chain(error)),
        SdkError::ServiceError(service) => {
            let status = service.raw().status().as_u16();
            by_name(service.err().code().unwrap_or_default(), service.err().message().unwrap_or_default(), status)
        }
        _ => DirectoryError::OutcomeUnknown(chain(error)),
    }
}

/// A request that could not be handed over. Only where no connection was made, or no credentials were found, was it provably not sent.
fn dispatch(text: String) -> DirectoryError {
    let lower = text.to_lowercase();
    if lower.contains("credentials") {
        return DirectoryError::AccessDenied(text);
    }
    let never_connected = ["(connect)", "connection refused", "dns error", "connect timeout", "http connect timeout"].iter().any(|mark| lower.contains(mark));
    if never_connected { DirectoryError::Unreachable(text) } else { DirectoryError::OutcomeUnknown(text) }
}

/// Cognito's exceptions by name and, for two of them, by text (`NotAuthorizedException` stands for three different things).
fn by_name(name: &str, message: &str, status: u16) -> DirectoryError {
    let text = || format!("{name}: {message} (HTTP {status})");
    let lower = message.to_lowercase();
    match name {
        "UserNotFoundException" => DirectoryError::UserNotFound,
        "ResourceNotFoundException" => DirectoryError::PoolNotFound,
        "NotAuthorizedException" if lower.contains("current state") || lower.contains("current status") => DirectoryError::Refused(Refusal::WrongState),
        "NotAuthorizedException" if lower.contains("disabled") => DirectoryError::Refused(Refusal::UserDisabled),
        "NotAuthorizedException" if lower.contains("recovery") || lower.contains("contact administrator") => DirectoryError::Refused(Refusal::RecoveryOff),
        "OperationNotEnabledException" => DirectoryError::Refused(Refusal::NotEnabled),
        "InvalidParameterException" if lower.contains("sms configuration") => DirectoryError::Refused(Refusal::SendingBroken),
        "InvalidParameterException" if lower.contains("verified") => DirectoryError::Refused(Refusal::NoVerifiedContact),
        "InvalidParameterException" if lower.contains("recovery") => DirectoryError::Refused(Refusal::RecoveryOff),
        "InvalidParameterException" | "ValidationException" | "SerializationException" | "PreconditionNotMetException" | "UsernameExistsException" => {
            DirectoryError::Refused(Refusal::InvalidParameter)
        }
        "InvalidPasswordException" => DirectoryError::Refused(Refusal::PasswordAgainstPolicy),
        "PasswordHistoryPolicyViolationException" => DirectoryError::Refused(Refusal::PasswordUsedBefore),
        "UnsupportedUserStateException" => DirectoryError::Refused(Refusal::InvitationOver),
        "AliasExistsException" => DirectoryError::Refused(Refusal::ContactTaken),
        "LimitExceededException" if lower.contains("email limit") => DirectoryError::Refused(Refusal::MailLimit),
        "LimitExceededException" | "TooManyFailedAttemptsException" => DirectoryError::Refused(Refusal::TooManyAttempts),
        "UserLambdaValidationException" => DirectoryError::Refused(Refusal::TriggerRefused),
        "UnexpectedLambdaException" | "InvalidLambdaResponseException" => DirectoryError::Refused(Refusal::TriggerBroken),
        "InvalidSmsRoleAccessPolicyException" | "InvalidSmsRoleTrustRelationshipException" | "InvalidEmailRoleAccessPolicyException" | "CodeDeliveryFailureException" => {
            DirectoryError::Refused(Refusal::SendingBroken)
        }
        "TooManyRequestsException" | "ThrottlingException" | "Throttling" | "RequestLimitExceeded" => DirectoryError::Throttled,
        "NotAuthorizedException" => DirectoryError::AccessDenied(text()),
        _ if status >= 500 => DirectoryError::OutcomeUnknown(text()),
        _ if matches!(status, 400 | 401 | 403) && is_access(name) => DirectoryError::AccessDenied(text()),
        _ => DirectoryError::OutcomeUnknown(text()),
    }
}

fn is_access(name: &str) -> bool {
    ["AccessDenied", "Signature", "Token", "Credential", "UnrecognizedClient", "Unauthorized", "Authentication", "Forbidden", "RequestExpired"]
        .iter()
        .any(|word| name.contains(word))
}

/// All causes in a line. The SDK's errors carry no request body.
pub(super) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(next) = cause {
        text.push_str(": ");
        text.push_str(&next.to_string());
        cause = next.source();
    }
    text.chars().take(500).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cognitos_exceptions_mean_what_the_table_says() {
        use DirectoryError::{AccessDenied, PoolNotFound, Refused, Throttled, UserNotFound};
        let access = |name: &str, message: &str, status| AccessDenied(format!("{name}: {message} (HTTP {status})"));
        let table = [
            ("UserNotFoundException", "User does not exist.", 400, UserNotFound),
            ("ResourceNotFoundException", "User pool x does not exist.", 400, PoolNotFound),
            ("NotAuthorizedException", "User password cannot be reset in the current state.", 400, Refused(Refusal::WrongState)),
            ("NotAuthorizedException", "User cannot be confirmed. Current status is CONFIRMED", 400, Refused(Refusal::WrongState)),
            ("UnsupportedUserStateException", "Resend not possible. User status is not FORCE_CHANGE_PASSWORD", 400, Refused(Refusal::InvitationOver)),
            ("AliasExistsException", "An account with the given email already exists.", 400, Refused(Refusal::ContactTaken)),
            ("NotAuthorizedException", "User is disabled.", 400, Refused(Refusal::UserDisabled)),
            ("NotAuthorizedException", "Something new.", 400, access("NotAuthorizedException", "Something new.", 400)),
            ("InvalidParameterException", "Cannot reset password for the user as there is no registered/verified email or phone_number", 400, Refused(Refusal::NoVerifiedContact)),
            ("InvalidParameterException", "1 validation error detected", 400, Refused(Refusal::InvalidParameter)),
            ("InvalidPasswordException", "Password did not conform with policy: Password not long enough", 400, Refused(Refusal::PasswordAgainstPolicy)),
            ("PasswordHistoryPolicyViolationException", "Password has already been used.", 400, Refused(Refusal::PasswordUsedBefore)),
            ("LimitExceededException", "Exceeded daily email limit for the operation or the account.", 400, Refused(Refusal::MailLimit)),
            ("LimitExceededException", "Attempt limit exceeded", 400, Refused(Refusal::TooManyAttempts)),
            ("TooManyFailedAttemptsException", "Too many failed attempts.", 400, Refused(Refusal::TooManyAttempts)),
            ("OperationNotEnabledException", "The operation is not enabled.", 400, Refused(Refusal::NotEnabled)),
            ("PreconditionNotMetException", "A precondition was not met.", 400, Refused(Refusal::InvalidParameter)),
            ("UsernameExistsException", "User account already exists", 400, Refused(Refusal::InvalidParameter)),
            ("TooManyRequestsException", "Rate exceeded", 400, Throttled),
            ("UserLambdaValidationException", "no", 400, Refused(Refusal::TriggerRefused)),
            ("AccessDeniedException", "not authorized to perform", 400, access("AccessDeniedException", "not authorized to perform", 400)),
            ("UnrecognizedClientException", "The security token is invalid.", 400, access("UnrecognizedClientException", "The security token is invalid.", 400)),
            ("ExpiredTokenException", "expired", 400, access("ExpiredTokenException", "expired", 400)),
        ];
        for (name, message, status, want) in table {
            assert_eq!(by_name(name, message, status), want, "{name} {message}");
        }
    }

    #[test]
    fn server_errors_and_strangers_are_unknown_outcomes() {
        for (name, status) in [("InternalErrorException", 500), ("", 503), ("BrandNewException", 400), ("", 200)] {
            assert!(matches!(by_name(name, "", status), DirectoryError::OutcomeUnknown(_)), "{name} {status}");
        }
    }

    #[test]
    fn only_a_connection_that_was_never_made_had_no_effect() {
        assert!(matches!(dispatch("dispatch failure: io error: client error (Connect): tcp connect error: Connection refused".into()), DirectoryError::Unreachable(_)));
        for proxy in ["tunnel error: unsuccessful", "tunnel error: proxy authorization required", "tunnel error: unexpected end of file", "tls handshake eof"] {
            let text = format!("dispatch failure: io error: client error (Connect): {proxy}");
            assert!(matches!(dispatch(text), DirectoryError::Unreachable(_)), "a proxy that opens no tunnel was handed nothing: {proxy}");
        }
        assert!(matches!(dispatch("dispatch failure: io error: connection closed before message completed".into()), DirectoryError::OutcomeUnknown(_)));
        assert!(matches!(dispatch("dispatch failure: other: an error occurred while loading credentials".into()), DirectoryError::AccessDenied(_)));
    }
}
