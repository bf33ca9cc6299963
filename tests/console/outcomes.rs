//! Every exception that AWS declares for what the console calls: the outcome, the sentence, who can mend it, and AWS's own words for the ticket.

use crate::desk::{CUSTOMERS, Desk, SUPERVISOR};
use crate::forms::{CONFIRM, ENABLE, Form, INVITATION, RESET, SET, SIGN_OUT, VERIFY_EMAIL};
use passdesk::domain::audit::{Outcome, RecordKind};
use passdesk::wire::ErrorCode;
use uuid::Uuid;

const OWNER: &str = "the pool's owner";
const ADMINISTRATOR: &str = "the console's administrator";
const YOU: &str = "you, on the user's page";

/// What an exception means: its word at the sandbox, its name, how the action ends, and who can mend it.
type Meaning = (&'static str, &'static str, Outcome, ErrorCode, &'static str);

#[rustfmt::skip]
const MEANINGS: [Meaning; 26] = [
    ("too_many_requests", "TooManyRequestsException", Outcome::NotSent, ErrorCode::Busy, "nobody needs to; it passes"),
    ("limit_exceeded", "LimitExceededException", Outcome::Refused, ErrorCode::TooManyAttempts, "you, by waiting an hour or setting a temporary password"),
    ("too_many_failed_attempts", "TooManyFailedAttemptsException", Outcome::Refused, ErrorCode::TooManyAttempts, "you, by waiting an hour or setting a temporary password"),
    ("internal_error", "InternalErrorException", Outcome::Unknown, ErrorCode::OutcomeUnknown, ""),
    ("not_authorized", "NotAuthorizedException", Outcome::NotSent, ErrorCode::CognitoAccessDenied, ADMINISTRATOR),
    ("access_denied", "AccessDeniedException", Outcome::NotSent, ErrorCode::CognitoAccessDenied, ADMINISTRATOR),
    ("bad_signature", "InvalidSignatureException", Outcome::NotSent, ErrorCode::CognitoAccessDenied, ADMINISTRATOR),
    ("clock_skew", "InvalidSignatureException", Outcome::NotSent, ErrorCode::CognitoAccessDenied, ADMINISTRATOR),
    ("unknown_key", "UnrecognizedClientException", Outcome::NotSent, ErrorCode::CognitoAccessDenied, ADMINISTRATOR),
    ("expired_token", "ExpiredTokenException", Outcome::NotSent, ErrorCode::CognitoAccessDenied, ADMINISTRATOR),
    ("invalid_parameter", "InvalidParameterException", Outcome::Refused, ErrorCode::InvalidParameter, ADMINISTRATOR),
    ("precondition_not_met", "PreconditionNotMetException", Outcome::Refused, ErrorCode::InvalidParameter, ADMINISTRATOR),
    ("username_exists", "UsernameExistsException", Outcome::Refused, ErrorCode::InvalidParameter, ADMINISTRATOR),
    ("resource_not_found", "ResourceNotFoundException", Outcome::Refused, ErrorCode::PoolUnknown, ADMINISTRATOR),
    ("user_not_found", "UserNotFoundException", Outcome::Refused, ErrorCode::UserGone, ""),
    ("user_lambda_validation", "UserLambdaValidationException", Outcome::Refused, ErrorCode::TriggerRefused, OWNER),
    ("unexpected_lambda", "UnexpectedLambdaException", Outcome::Refused, ErrorCode::TriggerBroken, OWNER),
    ("invalid_lambda_response", "InvalidLambdaResponseException", Outcome::Refused, ErrorCode::TriggerBroken, OWNER),
    ("code_delivery_failure", "CodeDeliveryFailureException", Outcome::Refused, ErrorCode::SendingBroken, OWNER),
    ("invalid_email_role_access_policy", "InvalidEmailRoleAccessPolicyException", Outcome::Refused, ErrorCode::SendingBroken, OWNER),
    ("invalid_sms_role_access_policy", "InvalidSmsRoleAccessPolicyException", Outcome::Refused, ErrorCode::SendingBroken, OWNER),
    ("invalid_sms_role_trust_relationship", "InvalidSmsRoleTrustRelationshipException", Outcome::Refused, ErrorCode::SendingBroken, OWNER),
    ("invalid_password", "InvalidPasswordException", Outcome::Refused, ErrorCode::PasswordAgainstPolicy, YOU),
    ("password_history_policy_violation", "PasswordHistoryPolicyViolationException", Outcome::Refused, ErrorCode::PasswordUsedBefore, YOU),
    ("unsupported_user_state", "UnsupportedUserStateException", Outcome::Refused, ErrorCode::InvitationOver, YOU),
    ("alias_exists", "AliasExistsException", Outcome::Refused, ErrorCode::ContactTaken, OWNER),
];
/// The same exception means that codes are off for a reset, and that the operation is off for everything else.
const NOT_ENABLED: (&str, &str) = ("operation_not_enabled", "OperationNotEnabledException");

/// What AWS may answer whatever is called: its front door, and what the model declares for all of these operations.
const COMMON: [&str; 10] = [
    "too_many_requests",
    "internal_error",
    "not_authorized",
    "access_denied",
    "bad_signature",
    "clock_skew",
    "unknown_key",
    "expired_token",
    "invalid_parameter",
    "resource_not_found",
];
const LAMBDA: [&str; 3] = ["user_lambda_validation", "unexpected_lambda", "invalid_lambda_response"];
const ROLES: [&str; 2] = ["invalid_sms_role_access_policy", "invalid_sms_role_trust_relationship"];

/// What the API model declares beside that, by operation (botocore 1.44.5).
fn declared(of: Form) -> Vec<&'static str> {
    let own: &[&str] = match of.operation {
        "AdminResetUserPassword" => &["limit_exceeded", "invalid_email_role_access_policy"],
        "AdminSetUserPassword" => &["invalid_password", "password_history_policy_violation"],
        "AdminCreateUser" => &["code_delivery_failure", "invalid_password", "precondition_not_met", "unsupported_user_state", "username_exists"],
        "AdminConfirmSignUp" => &["limit_exceeded", "too_many_failed_attempts"],
        "AdminUpdateUserAttributes" => &["alias_exists", "invalid_email_role_access_policy"],
        _ => &[],
    };
    let has_triggers = matches!(of.operation, "AdminResetUserPassword" | "AdminCreateUser" | "AdminConfirmSignUp" | "AdminUpdateUserAttributes");
    let sends = has_triggers && of.operation != "AdminConfirmSignUp";
    let lambda = LAMBDA.into_iter().filter(|_| has_triggers);
    let roles = ROLES.into_iter().filter(|_| sends);
    COMMON.into_iter().chain(["user_not_found"]).chain(own.iter().copied()).chain(lambda).chain(roles).collect()
}

/// Sends a form into a fault, and holds the result to what the exception means.
async fn expect_meaning(desk: &Desk, of: Form, (word, name, outcome, code, who): Meaning) {
    let hana = desk.signed_in(SUPERVISOR).await;
    let context = format!("{} {word}", of.operation);
    let effects = desk.effects().await;
    let fields = of.forged(desk, CUSTOMERS, of.user).await;
    desk.fault(of.operation, word, None).await;
    let json = hana.post_for_json(of.path, &fields).await;
    assert_eq!(json.status, 200, "{context}: it is on its result page, and never a 401: {}", json.body);
    desk.clear_faults().await;
    let id = &fields["action_id"];
    assert_eq!(desk.outcome(id).await, (outcome.name().to_owned(), code.name().to_owned()), "{context}");
    let record = desk.console.audit.action(Uuid::parse_str(id).expect("an id")).await.expect("the trail").into_iter().find(|record| record.entry.kind == RecordKind::Outcome);
    let record = record.expect("an outcome").entry;
    let aws_request_id = record.aws_request_id.unwrap_or_default();
    assert_eq!((record.aws_code.as_deref(), aws_request_id.len()), (Some(name), 36), "{context}");

    let page = hana.page(&format!("/results/{id}")).await;
    let text = page.text();
    // A doubt is read up at once, and then the page tells what that told.
    let is_doubt = outcome == Outcome::Unknown;
    let told = ["Unknown", "Unresolved", "Had no effect", "Took effect"];
    assert!(!is_doubt || told.iter().any(|word| text.contains(word)), "{context}: {text}");
    let (word, title) = if is_doubt { ("", "") } else { (outcome.words(), code.title()) };
    for words in [word, title, &format!("AWS code {name}"), &format!("AWS request id {aws_request_id}"), &record.request_id] {
        assert!(text.contains(words), "{context} {words}: {text}");
    }
    // On record beside it, in the text for the ticket, and in the answer as JSON.
    assert_eq!((page.body.matches(name).count(), page.body.matches(&aws_request_id).count()), (3, 3), "{context}: {text}");
    assert_eq!(text.contains("Who can mend it: "), !who.is_empty(), "{context}: {text}");
    assert!(text.contains(&format!("Who can mend it: {who}")) || who.is_empty(), "{context}: {text}");
    assert!(!text.contains("Succeeded") && !text.contains("..") && !text.contains(": nobody needs to:"), "{context}: {text}");
    let lower = text.to_lowercase();
    for never in ["wrong password", "incorrect username", "not authorized", "unauthorized"] {
        assert!(!lower.contains(never), "{context} {never}: {text}");
    }
    assert!(page.body.contains("role=\"alert\""), "{context}");
    assert_eq!(hana.page("/users").await.status, 200, "{context}: the session lives on");
    assert_eq!(desk.effects().await, effects, "{context}");
}

async fn expect_all(of: Form) {
    let desk = Desk::open().await;
    for word in declared(of) {
        let meaning = MEANINGS.into_iter().find(|meaning| meaning.0 == word).unwrap_or_else(|| panic!("{word} means something"));
        expect_meaning(&desk, of, meaning).await;
    }
    let code = if of.operation == "AdminResetUserPassword" { ErrorCode::RecoveryOff } else { ErrorCode::NotEnabled };
    expect_meaning(&desk, of, (NOT_ENABLED.0, NOT_ENABLED.1, Outcome::Refused, code, OWNER)).await;
}

#[tokio::test]
async fn every_exception_of_a_reset_is_told_for_what_it_is() {
    expect_all(RESET).await;
}

#[tokio::test]
async fn every_exception_of_a_password_is_told_for_what_it_is() {
    expect_all(SET).await;
}

#[tokio::test]
async fn every_exception_of_an_invitation_is_told_for_what_it_is() {
    expect_all(INVITATION).await;
}

#[tokio::test]
async fn every_exception_of_a_confirmation_is_told_for_what_it_is() {
    expect_all(CONFIRM).await;
}

#[tokio::test]
async fn every_exception_of_enabling_is_told_for_what_it_is() {
    expect_all(ENABLE).await;
}

#[tokio::test]
async fn every_exception_of_a_contact_is_told_for_what_it_is() {
    expect_all(VERIFY_EMAIL).await;
}

#[tokio::test]
async fn every_exception_of_signing_out_is_told_for_what_it_is() {
    expect_all(SIGN_OUT).await;
}

#[tokio::test]
async fn every_answer_of_aws_leaves_its_request_id_on_record_also_one_that_breaks_off() {
    let desk = Desk::hasty().await;
    let supervisor = desk.signed_in(SUPERVISOR).await;
    for kind in ["not_authorized", "user_not_found", "access_denied", "throttle", "internal_error", "garbage", "stall_after"] {
        desk.fault(RESET.operation, kind, None).await;
        let id = supervisor.post(RESET.path, &desk.reset_form(CUSTOMERS, RESET.user).await).await.result_id();
        desk.clear_faults().await;
        let outcome = desk.records(&id).await.swap_remove(1).entry;
        let told = outcome.aws_request_id.unwrap_or_else(|| panic!("{kind}: {:?}", outcome.outcome));
        let effects = desk.control(reqwest::Method::GET, &format!("effects?request_id={told}"), None).await;
        let had_effect = u64::from(["garbage", "stall_after"].contains(&kind));
        assert_eq!(effects["count"].as_u64(), Some(had_effect), "{kind}: the id is the one that AWS has");
        assert_eq!(outcome.outcome == Some(Outcome::Unknown), kind == "internal_error" || had_effect == 1, "{kind}");
    }
}
