//! The query protocol: how an answer and an error look on the wire.

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};

use super::sessions::{Keys, RoleSession};
use crate::sandbox::clock::Moment;
use crate::sandbox::cognito::{WireError, raw};
use crate::sandbox::html::escape;

const NAMESPACE: &str = "https://sts.amazonaws.com/doc/2011-06-15/";

/// What AssumeRole gives.
#[derive(Debug)]
pub struct Given {
    /// Who the session is.
    pub session: RoleSession,
    /// Its keys.
    pub keys: Keys,
    /// Its end.
    pub expires_at: Moment,
}

/// Names that STS has for what the sandbox calls by Cognito's, and their status.
const NAMES: [(&str, &str, StatusCode); 8] = [
    ("AccessDeniedException", "AccessDenied", StatusCode::FORBIDDEN),
    ("InvalidSignatureException", "SignatureDoesNotMatch", StatusCode::FORBIDDEN),
    ("IncompleteSignatureException", "IncompleteSignature", StatusCode::FORBIDDEN),
    ("MissingAuthenticationTokenException", "MissingAuthenticationToken", StatusCode::FORBIDDEN),
    ("UnrecognizedClientException", "InvalidClientTokenId", StatusCode::FORBIDDEN),
    ("ExpiredTokenException", "ExpiredToken", StatusCode::FORBIDDEN),
    ("TooManyRequestsException", "Throttling", StatusCode::BAD_REQUEST),
    ("InternalErrorException", "InternalFailure", StatusCode::INTERNAL_SERVER_ERROR),
];

/// What an operation answers.
#[derive(Debug)]
pub enum Answer {
    /// A session of a role.
    Session(Given),
    /// The ARN of whoever asked.
    Caller(String),
}

/// Writes an answer the way STS does.
pub fn respond(answer: Result<Answer, WireError>, operation: &str, request_id: &str) -> Response<Body> {
    let (status, body) = match answer {
        Ok(answer) => (StatusCode::OK, success(&answer, operation, request_id)),
        Err(error) => failure(&error, request_id),
    };
    let mut response = raw(status, request_id, body);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/xml"));
    response
}

fn success(answer: &Answer, operation: &str, request_id: &str) -> String {
    let result = match answer {
        Answer::Session(given) => session(given),
        Answer::Caller(arn) => caller(arn),
    };
    format!(
        "<{operation}Response xmlns=\"{NAMESPACE}\"><{operation}Result>{result}</{operation}Result><ResponseMetadata><RequestId>{request_id}</RequestId></ResponseMetadata></{operation}Response>"
    )
}

fn session(given: &Given) -> String {
    let Given { session, keys, expires_at } = given;
    let source = session.source_identity.as_deref().map(|name| format!("<SourceIdentity>{}</SourceIdentity>", escape(name))).unwrap_or_default();
    format!(
        "{source}<AssumedRoleUser><AssumedRoleId>AROASANDBOX:{}</AssumedRoleId><Arn>{}</Arn></AssumedRoleUser><Credentials><AccessKeyId>{}</AccessKeyId><SecretAccessKey>{}</SecretAccessKey><SessionToken>{}</SessionToken><Expiration>{}</Expiration></Credentials>",
        escape(&session.name),
        escape(&session.arn),
        keys.access_key,
        keys.secret,
        keys.token,
        expires_at.rfc3339(),
    )
}

fn caller(arn: &str) -> String {
    let account = arn.split(':').nth(4).unwrap_or_default();
    format!("<Arn>{}</Arn><UserId>AIDASANDBOX</UserId><Account>{}</Account>", escape(arn), escape(account))
}

fn failure(error: &WireError, request_id: &str) -> (StatusCode, String) {
    let known = NAMES.iter().find(|(of_cognito, ..)| *of_cognito == error.kind);
    let (code, status) = known.map_or((error.kind, error.status), |(_, code, status)| (*code, *status));
    let blamed = if status.is_server_error() { "Receiver" } else { "Sender" };
    // XML 1.0 has no way to write a control character.
    let body = format!(
        "<ErrorResponse xmlns=\"{NAMESPACE}\"><Error><Type>{blamed}</Type><Code>{code}</Code><Message>{}</Message></Error><RequestId>{request_id}</RequestId></ErrorResponse>",
        escape(&error.message).replace(char::is_control, "?")
    );
    (status, body)
}
