//! What can go wrong, and the answers that AWS gives then.

use serde::{Deserialize, Serialize};

use super::super::access;
use super::super::signature::mismatch;
use super::super::wire::WireError;

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultKind {
    /// TooManyRequestsException.
    Throttle,
    /// LimitExceededException.
    LimitExceeded,
    /// The connection dies, nothing happened.
    CutBefore,
    /// The connection dies after the effect, before the answer.
    CutAfter,
    /// Nothing happens, and no answer comes.
    TimeoutBefore,
    /// The effect happens, and no answer comes.
    TimeoutAfter,
    /// HTTP 500, InternalErrorException.
    InternalError,
    /// HTTP 503 with a page of some load balancer; nothing happened.
    Unavailable,
    /// HTTP 200 with a body that is not JSON; the effect happened.
    Garbage,
    /// AccessDeniedException.
    AccessDenied,
    /// UserLambdaValidationException.
    UserLambdaValidation,
    /// UnexpectedLambdaException.
    UnexpectedLambda,
    /// InvalidLambdaResponseException.
    InvalidLambdaResponse,
    /// InvalidEmailRoleAccessPolicyException.
    InvalidEmailRole,
    /// InvalidSmsRoleAccessPolicyException.
    InvalidSmsRole,
    /// InvalidSmsRoleTrustRelationshipException.
    InvalidSmsTrust,
    /// InvalidSignatureException.
    BadSignature,
    /// InvalidSignatureException of a clock that is wrong.
    ClockSkew,
    /// UnrecognizedClientException.
    UnknownKey,
    /// ExpiredTokenException.
    ExpiredToken,
    /// CodeDeliveryFailureException.
    CodeDeliveryFailure,
    /// OperationNotEnabledException.
    OperationNotEnabled,
    /// InvalidPasswordException.
    InvalidPassword,
    /// PasswordHistoryPolicyViolationException.
    PasswordHistory,
}

impl FaultKind {
    /// Every kind with its word, for the page of faults.
    pub const ALL: [(Self, &'static str); 24] = [
        (Self::Throttle, "throttle"),
        (Self::LimitExceeded, "limit_exceeded"),
        (Self::CutBefore, "cut_before"),
        (Self::CutAfter, "cut_after"),
        (Self::TimeoutBefore, "timeout_before"),
        (Self::TimeoutAfter, "timeout_after"),
        (Self::InternalError, "internal_error"),
        (Self::Unavailable, "unavailable"),
        (Self::Garbage, "garbage"),
        (Self::AccessDenied, "access_denied"),
        (Self::UserLambdaValidation, "user_lambda_validation"),
        (Self::UnexpectedLambda, "unexpected_lambda"),
        (Self::InvalidLambdaResponse, "invalid_lambda_response"),
        (Self::InvalidEmailRole, "invalid_email_role"),
        (Self::InvalidSmsRole, "invalid_sms_role"),
        (Self::InvalidSmsTrust, "invalid_sms_trust"),
        (Self::BadSignature, "bad_signature"),
        (Self::ClockSkew, "clock_skew"),
        (Self::UnknownKey, "unknown_key"),
        (Self::ExpiredToken, "expired_token"),
        (Self::CodeDeliveryFailure, "code_delivery_failure"),
        (Self::OperationNotEnabled, "operation_not_enabled"),
        (Self::InvalidPassword, "invalid_password"),
        (Self::PasswordHistory, "password_history"),
    ];

    /// The exception that answers instead of the operation; none for faults of the network.
    pub fn exception(self, operation: &str, region: &str, pool: Option<&str>) -> Option<WireError> {
        let (kind, message) = match self {
            Self::Throttle => ("TooManyRequestsException", "Rate exceeded"),
            Self::LimitExceeded => ("LimitExceededException", "Attempt limit exceeded, please try after some time."),
            Self::InternalError => return Some(WireError::internal()),
            Self::AccessDenied => return Some(access::denied(operation, region, pool)),
            Self::UserLambdaValidation => ("UserLambdaValidationException", "CustomMessage failed with error the ticket is not known."),
            Self::UnexpectedLambda => ("UnexpectedLambdaException", "Unexpected error when invoking the CustomMessage trigger."),
            Self::InvalidLambdaResponse => ("InvalidLambdaResponseException", "Unrecognizable lambda output"),
            Self::InvalidEmailRole => ("InvalidEmailRoleAccessPolicyException", "Cognito is not allowed to use your email identity."),
            Self::InvalidSmsRole => ("InvalidSmsRoleAccessPolicyException", "Role does not have permission to publish with SNS"),
            Self::InvalidSmsTrust => ("InvalidSmsRoleTrustRelationshipException", "Role does not have a trust relationship allowing Cognito to assume the role"),
            Self::BadSignature => return Some(mismatch()),
            Self::ClockSkew => ("InvalidSignatureException", "Signature expired: 20240102T000000Z is now earlier than 20240102T001000Z (20240102T001500Z - 5 min.)"),
            Self::UnknownKey => ("UnrecognizedClientException", "The security token included in the request is invalid."),
            Self::ExpiredToken => ("ExpiredTokenException", "The security token included in the request is expired"),
            Self::CodeDeliveryFailure => ("CodeDeliveryFailureException", "Failed to deliver the verification code."),
            Self::OperationNotEnabled => ("OperationNotEnabledException", "The operation is not enabled for this user pool."),
            Self::InvalidPassword => ("InvalidPasswordException", "Password did not conform with policy: Password not long enough"),
            Self::PasswordHistory => ("PasswordHistoryPolicyViolationException", "Password has previously been used. Choose a different password."),
            Self::CutBefore | Self::CutAfter | Self::TimeoutBefore | Self::TimeoutAfter | Self::Unavailable | Self::Garbage => return None,
        };
        Some(WireError::new(kind, message))
    }

    /// Whether the operation runs, and its effect happens.
    pub const fn lets_run(self) -> bool {
        matches!(self, Self::CutAfter | Self::TimeoutAfter | Self::Garbage)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_its_own_word_and_is_in_the_list() {
        for (kind, word) in FaultKind::ALL {
            assert_eq!(serde_json::to_value(kind).unwrap(), word);
            assert!(kind.exception("ListUsers", "eu-west-1", None).is_none() || !kind.lets_run(), "{word}");
        }
    }
}
