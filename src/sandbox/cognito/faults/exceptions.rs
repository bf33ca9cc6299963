//! The exceptions that can be asked for: those of the API model, and those of AWS's front door.

use super::super::access;
use super::super::signature;
use super::super::wire::WireError;

/// One exception by its word.
#[derive(Debug)]
pub struct Exception {
    /// The word on the control endpoint.
    pub word: &'static str,
    kind: &'static str,
    message: &'static str,
}

const fn exception(word: &'static str, kind: &'static str, message: &'static str) -> Exception {
    Exception { word, kind, message }
}

/// The exceptions, with what AWS says, or something like it.
#[rustfmt::skip]
pub const EXCEPTIONS: &[Exception] = &[
    exception("throttle", "TooManyRequestsException", "Rate exceeded"),
    exception("too_many_requests", "TooManyRequestsException", "Rate exceeded"),
    exception("limit_exceeded", "LimitExceededException", "Attempt limit exceeded, please try after some time."),
    exception("mail_limit", "LimitExceededException", "Exceeded daily email limit for the operation or the account."),
    exception("internal_error", "InternalErrorException", "Something went wrong"),
    exception("access_denied", "AccessDeniedException", ""),
    exception("bad_signature", "InvalidSignatureException", ""),
    exception("clock_skew", "InvalidSignatureException", "Signature expired: 20240102T000000Z is now earlier than 20240102T001000Z (20240102T001500Z - 5 min.)"),
    exception("unknown_key", "UnrecognizedClientException", "The security token included in the request is invalid."),
    exception("expired_token", "ExpiredTokenException", "The security token included in the request is expired"),
    exception("code_delivery_failure", "CodeDeliveryFailureException", "Failed to deliver the verification code."),
    exception("operation_not_enabled", "OperationNotEnabledException", "The operation is not enabled for this user pool."),
    exception("user_lambda_validation", "UserLambdaValidationException", "CustomMessage failed with error the ticket is not known."),
    exception("unexpected_lambda", "UnexpectedLambdaException", "Unexpected error when invoking the CustomMessage trigger."),
    exception("invalid_lambda_response", "InvalidLambdaResponseException", "Unrecognizable lambda output"),
    exception("invalid_email_role_access_policy", "InvalidEmailRoleAccessPolicyException", "Cognito is not allowed to use your email identity."),
    exception("invalid_sms_role_access_policy", "InvalidSmsRoleAccessPolicyException", "Role does not have permission to publish with SNS"),
    exception("invalid_sms_role_trust_relationship", "InvalidSmsRoleTrustRelationshipException", "Role does not have a trust relationship allowing Cognito to assume the role"),
    exception("invalid_password", "InvalidPasswordException", "Password did not conform with policy: Password not long enough"),
    exception("password_history_policy_violation", "PasswordHistoryPolicyViolationException", "Password has previously been used. Choose a different password."),
    exception("password_reset_required", "PasswordResetRequiredException", "Password reset required for the user"),
    exception("not_authorized", "NotAuthorizedException", "Not authorized"),
    exception("unauthorized", "UnauthorizedException", "Invalid token"),
    exception("forbidden", "ForbiddenException", "Request not allowed by the web ACL."),
    exception("invalid_parameter", "InvalidParameterException", "A parameter is invalid."),
    exception("resource_not_found", "ResourceNotFoundException", "User pool does not exist."),
    exception("user_not_found", "UserNotFoundException", "User does not exist."),
    exception("user_not_confirmed", "UserNotConfirmedException", "User is not confirmed."),
    exception("username_exists", "UsernameExistsException", "User account already exists"),
    exception("alias_exists", "AliasExistsException", "An account with the given email already exists."),
    exception("unsupported_user_state", "UnsupportedUserStateException", "Resend not possible. User status is not FORCE_CHANGE_PASSWORD"),
    exception("precondition_not_met", "PreconditionNotMetException", "A precondition for this request was not met."),
    exception("code_mismatch", "CodeMismatchException", "Invalid verification code provided, please try again."),
    exception("expired_code", "ExpiredCodeException", "Invalid code provided, please request a code again."),
    exception("too_many_failed_attempts", "TooManyFailedAttemptsException", "Too many failed attempts."),
    exception("mfa_method_not_found", "MFAMethodNotFoundException", "No MFA mechanism registered for the user."),
    exception("software_token_mfa_not_found", "SoftwareTokenMFANotFoundException", "Software token MFA is not enabled for the user."),
    exception("invalid_user_pool_configuration", "InvalidUserPoolConfigurationException", "The user pool configuration is not valid."),
    exception("user_pool_add_on_not_enabled", "UserPoolAddOnNotEnabledException", "User pool add-ons are not enabled."),
    exception("user_pool_tagging", "UserPoolTaggingException", "The tags of the user pool cannot be read."),
    exception("feature_unavailable_in_tier", "FeatureUnavailableInTierException", "The feature is not available in the tier of this user pool."),
    exception("unsupported_operation", "UnsupportedOperationException", "The operation is not supported."),
    exception("unsupported_token_type", "UnsupportedTokenTypeException", "Unsupported token type"),
];

/// Whether the exception at a place in the list is that of missing rights, whose words hang on what was asked for.
pub fn is_access_denied(place: usize) -> bool {
    EXCEPTIONS.get(place).is_some_and(|it| it.word == "access_denied")
}

/// The answer of the exception at a place in the list, to a call of an operation.
pub fn answer(place: usize, operation: &str, region: &str, pool: Option<&str>) -> WireError {
    match EXCEPTIONS.get(place) {
        Some(it) if it.word == "access_denied" => access::denied(operation, region, pool),
        Some(it) if it.word == "bad_signature" => signature::mismatch(),
        Some(it) if it.word != "internal_error" => WireError::new(it.kind, it.message),
        _ => WireError::internal(),
    }
}
