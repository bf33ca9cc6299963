//! AWS JSON 1.1: how an answer and an error look on the wire.

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Response, StatusCode, header};
use serde_json::{Value, json};

/// The content type of every answer.
pub const AMZ_JSON: &str = "application/x-amz-json-1.1";

/// An exception of the Cognito API, or of the AWS front door.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WireError {
    /// The exception's name, as in `UserNotFoundException`.
    pub kind: &'static str,
    /// What it says.
    pub message: String,
    /// The HTTP status.
    pub status: StatusCode,
}

impl WireError {
    /// An exception that blames the request: HTTP 400.
    pub fn new(kind: &'static str, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), status: StatusCode::BAD_REQUEST }
    }

    /// `InvalidParameterException`
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::new("InvalidParameterException", message)
    }

    /// `NotAuthorizedException`
    pub fn not_authorized(message: impl Into<String>) -> Self {
        Self::new("NotAuthorizedException", message)
    }

    /// `UserNotFoundException`
    pub fn no_user() -> Self {
        Self::new("UserNotFoundException", "User does not exist.")
    }

    /// `InternalErrorException`: HTTP 500.
    pub fn internal() -> Self {
        Self { kind: "InternalErrorException", message: "Something went wrong".to_owned(), status: StatusCode::INTERNAL_SERVER_ERROR }
    }
}

impl From<crate::sandbox::store::StoreError> for WireError {
    fn from(error: crate::sandbox::store::StoreError) -> Self {
        tracing::error!(%error, "the sandbox cannot write its state");
        Self::internal()
    }
}

/// An operation's answer.
pub type Answer = Result<Value, WireError>;

/// Writes an answer the way AWS does.
pub fn respond(answer: Answer, request_id: &str) -> Response<Body> {
    let (status, error, body) = match answer {
        Ok(body) => (StatusCode::OK, None, body),
        Err(error) => {
            let body = json!({ "__type": error.kind, "message": error.message });
            (error.status, Some(error), body)
        }
    };
    let mut response = raw(status, request_id, body.to_string());
    if let Some(error) = error {
        // The colon is AWS's: the part after it used to name a namespace.
        if let Ok(kind) = HeaderValue::from_str(&format!("{}:", error.kind)) {
            response.headers_mut().insert(HeaderName::from_static("x-amzn-errortype"), kind);
        }
        // Clients give up on long headers; the body has it all.
        if error.message.len() <= 1024
            && let Ok(message) = HeaderValue::from_str(&error.message)
        {
            response.headers_mut().insert(HeaderName::from_static("x-amzn-errormessage"), message);
        }
    }
    response
}

/// Any body under the headers that every answer has.
pub fn raw(status: StatusCode, request_id: &str, body: String) -> Response<Body> {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(AMZ_JSON));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(id) = HeaderValue::from_str(request_id) {
        headers.insert(HeaderName::from_static("x-amzn-requestid"), id);
    }
    response
}

/// The head of an answer, with its request id, and a body that never comes.
pub fn head(request_id: &str) -> Response<Body> {
    let mut response = raw(StatusCode::OK, request_id, String::new());
    *response.body_mut() = Body::from_stream(futures::stream::pending::<Result<axum::body::Bytes, std::convert::Infallible>>());
    response
}

/// A page that no AWS service wrote: no request id, no JSON.
pub fn page(status: StatusCode, html: &'static str) -> Response<Body> {
    let mut response = Response::new(Body::from(html));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html"));
    response
}
