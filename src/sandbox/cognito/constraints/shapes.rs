//! The inputs of the operations, from the published API model.

use super::pattern::Pattern;
use super::shape::{Member, Shape, optional, required, sensitive, text, word};

/// The longest that a plain string may be.
const LONG: usize = 131_072;

const USER_POOL_ID: Shape = text(1, 55, Pattern::PoolId);
const CLIENT_ID: Shape = sensitive(1, 128, Pattern::ClientId);
const TOKEN: Shape = sensitive(0, usize::MAX, Pattern::Token);
const SESSION: Shape = sensitive(20, 4096, Pattern::Anything);
const SECRET_HASH: Shape = sensitive(1, 128, Pattern::SecretHash);
const CODE: Shape = text(1, 2048, Pattern::NoSpace);
/// Not sensitive in the model, and yet maps of it hold passwords: never repeated.
const STRING: Shape = sensitive(0, LONG, Pattern::Anything);
const STRINGS: Shape = Shape::Map(&STRING);
const UP_TO_SIXTY: Shape = Shape::Number { least: 0, most: 60 };
const PAGE_KEY: Shape = text(1, LONG, Pattern::NoSpace);
const ATTRIBUTE_NAME: Shape = text(1, 32, Pattern::AttributeName);
const ATTRIBUTE: Shape = Shape::Structure(&[required("Name", &ATTRIBUTE_NAME), optional("Value", &sensitive(0, 2048, Pattern::Anything))]);
const ATTRIBUTES: Shape = Shape::List(&ATTRIBUTE);
const AUTH_FLOW: Shape =
    word(&["USER_SRP_AUTH", "REFRESH_TOKEN_AUTH", "REFRESH_TOKEN", "CUSTOM_AUTH", "ADMIN_NO_SRP_AUTH", "USER_PASSWORD_AUTH", "ADMIN_USER_PASSWORD_AUTH", "USER_AUTH"]);
#[rustfmt::skip]
const CHALLENGE: Shape = word(&[
    "SMS_MFA", "EMAIL_OTP", "SOFTWARE_TOKEN_MFA", "SELECT_MFA_TYPE", "MFA_SETUP", "PASSWORD_VERIFIER", "CUSTOM_CHALLENGE", "SELECT_CHALLENGE", "DEVICE_SRP_AUTH",
    "DEVICE_PASSWORD_VERIFIER", "ADMIN_NO_SRP_AUTH", "NEW_PASSWORD_REQUIRED", "SMS_OTP", "PASSWORD", "WEB_AUTHN", "PASSWORD_SRP",
]);
const ANALYTICS: Shape = Shape::Structure(&[optional("AnalyticsEndpointId", &STRING)]);
const USER_CONTEXT: Shape = Shape::Structure(&[optional("IpAddress", &STRING), optional("EncodedData", &STRING)]);
const HEADER: Shape = Shape::Structure(&[optional("headerName", &STRING), optional("headerValue", &STRING)]);
const ADMIN_CONTEXT: Shape = Shape::Structure(&[
    required("IpAddress", &STRING),
    required("ServerName", &STRING),
    required("ServerPath", &STRING),
    required("HttpHeaders", &Shape::List(&HEADER)),
    optional("EncodedData", &STRING),
]);

/// Username: 1 to 128 characters of any script, no space.
pub const USERNAME: Shape = sensitive(1, 128, Pattern::Name);
/// Password: at most 256 characters, no space at either end.
pub const PASSWORD: Shape = sensitive(0, 256, Pattern::Password);

const POOL: Member = required("UserPoolId", &USER_POOL_ID);
const USER: Member = required("Username", &USERNAME);
const CLIENT: Member = required("ClientId", &CLIENT_ID);
const METADATA: Member = optional("ClientMetadata", &STRINGS);
const ANALYTICS_METADATA: Member = optional("AnalyticsMetadata", &ANALYTICS);
const USER_CONTEXT_DATA: Member = optional("UserContextData", &USER_CONTEXT);
const CONTEXT_DATA: Member = optional("ContextData", &ADMIN_CONTEXT);
const FLOW: Member = required("AuthFlow", &AUTH_FLOW);
const AUTH_PARAMETERS: Member = optional("AuthParameters", &STRINGS);
const CHALLENGE_NAME: Member = required("ChallengeName", &CHALLENGE);
const CHALLENGE_RESPONSES: Member = optional("ChallengeResponses", &STRINGS);
const SESSION_TEXT: Member = optional("Session", &SESSION);
const HASH: Member = optional("SecretHash", &SECRET_HASH);
const NEXT_TOKEN: Member = optional("NextToken", &PAGE_KEY);

/// ListUserPools
pub const LIST_USER_POOLS: &[Member] = &[optional("NextToken", &text(1, usize::MAX, Pattern::NoSpace)), required("MaxResults", &Shape::Number { least: 1, most: 60 })];
/// DescribeUserPool
pub const DESCRIBE_USER_POOL: &[Member] = &[POOL];
/// ListUsers
pub const LIST_USERS: &[Member] = &[
    POOL,
    optional("AttributesToGet", &Shape::List(&ATTRIBUTE_NAME)),
    optional("Limit", &UP_TO_SIXTY),
    optional("PaginationToken", &text(1, usize::MAX, Pattern::NoSpace)),
    optional("Filter", &text(0, 256, Pattern::Anything)),
];
/// The operations that name a user and nothing else.
pub const POOL_AND_USER: &[Member] = &[POOL, USER];
/// AdminListGroupsForUser
pub const LIST_GROUPS_FOR_USER: &[Member] = &[USER, POOL, optional("Limit", &UP_TO_SIXTY), NEXT_TOKEN];
/// AdminListUserAuthEvents
pub const LIST_USER_AUTH_EVENTS: &[Member] = &[POOL, USER, optional("MaxResults", &UP_TO_SIXTY), NEXT_TOKEN];
/// AdminResetUserPassword and AdminConfirmSignUp
pub const POOL_USER_METADATA: &[Member] = &[POOL, USER, METADATA];
/// AdminSetUserPassword
pub const SET_USER_PASSWORD: &[Member] = &[POOL, USER, required("Password", &PASSWORD), optional("Permanent", &Shape::Flag)];
/// AdminCreateUser
pub const CREATE_USER: &[Member] = &[
    POOL,
    USER,
    optional("UserAttributes", &ATTRIBUTES),
    optional("ValidationData", &ATTRIBUTES),
    optional("TemporaryPassword", &PASSWORD),
    optional("ForceAliasCreation", &Shape::Flag),
    optional("MessageAction", &word(&["RESEND", "SUPPRESS"])),
    optional("DesiredDeliveryMediums", &Shape::List(&word(&["SMS", "EMAIL"]))),
    METADATA,
];
/// AdminUpdateUserAttributes
pub const UPDATE_USER_ATTRIBUTES: &[Member] = &[POOL, USER, required("UserAttributes", &ATTRIBUTES), METADATA];
/// InitiateAuth
pub const INITIATE_AUTH: &[Member] = &[FLOW, AUTH_PARAMETERS, METADATA, CLIENT, ANALYTICS_METADATA, USER_CONTEXT_DATA, SESSION_TEXT];
/// AdminInitiateAuth
pub const ADMIN_INITIATE_AUTH: &[Member] = &[POOL, CLIENT, FLOW, AUTH_PARAMETERS, METADATA, ANALYTICS_METADATA, CONTEXT_DATA, SESSION_TEXT];
/// RespondToAuthChallenge
pub const RESPOND_TO_AUTH_CHALLENGE: &[Member] = &[CLIENT, CHALLENGE_NAME, SESSION_TEXT, CHALLENGE_RESPONSES, ANALYTICS_METADATA, USER_CONTEXT_DATA, METADATA];
/// AdminRespondToAuthChallenge
pub const ADMIN_RESPOND_TO_AUTH_CHALLENGE: &[Member] = &[POOL, CLIENT, CHALLENGE_NAME, CHALLENGE_RESPONSES, SESSION_TEXT, ANALYTICS_METADATA, CONTEXT_DATA, METADATA];
/// GetUser and GlobalSignOut
pub const ACCESS_TOKEN: &[Member] = &[required("AccessToken", &TOKEN)];
/// RevokeToken
pub const REVOKE_TOKEN: &[Member] =
    &[required("Token", &TOKEN), CLIENT, optional("ClientSecret", &sensitive(24, 64, Pattern::ClientId)), optional("RevokeAssociatedSessions", &word(&["NONE", "LINKED"]))];
/// ForgotPassword
pub const FORGOT_PASSWORD: &[Member] = &[CLIENT, HASH, USER_CONTEXT_DATA, USER, ANALYTICS_METADATA, METADATA];
/// ConfirmForgotPassword
pub const CONFIRM_FORGOT_PASSWORD: &[Member] =
    &[CLIENT, HASH, USER, required("ConfirmationCode", &CODE), required("Password", &PASSWORD), ANALYTICS_METADATA, USER_CONTEXT_DATA, METADATA];
