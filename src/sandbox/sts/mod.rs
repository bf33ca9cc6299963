//! The STS endpoint: `AssumeRole` by the query protocol, at the same address as Cognito's, and the sessions it gives.

mod assume_role;
mod sessions;
mod wire;

pub use sessions::{RoleSession, Sessions};

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Response, header};

use super::chance;
use super::cognito::{Request, WireError, exception, meet};
use super::net::Line;
use super::shared::Shared;

/// The one operation there is; faults and denials go by this name.
pub const ASSUME_ROLE: &str = "AssumeRole";
/// The right that a source identity asks for besides; denials go by this name.
pub const SET_SOURCE_IDENTITY: &str = "SetSourceIdentity";

/// Whether a request is for this endpoint: the query protocol's form, and none of Cognito's headers.
pub fn is_asked(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).map(|kind| kind.as_bytes()).unwrap_or_default();
    kind.starts_with(b"application/x-www-form-urlencoded") && !headers.contains_key("x-amz-target")
}

/// `POST /`
pub async fn serve(shared: Arc<Shared>, line: Line, method: axum::http::Method, uri: axum::http::Uri, headers: HeaderMap, body: Bytes) -> Response<Body> {
    let request_id = chance::request_id();
    let request = Request { method: &method, uri: &uri, headers: &headers, body: &body };
    let fields: Vec<(String, String)> = url::form_urlencoded::parse(&body).into_owned().collect();
    let field = |name: &str| fields.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str()).filter(|value| !value.is_empty());
    if field("Action") != Some(ASSUME_ROLE) {
        let error = WireError::new("InvalidAction", format!("Could not find operation {} for version 2011-06-15", field("Action").unwrap_or_default()));
        return wire::respond(Err(error), &request_id);
    }
    let asked = assume_role::Asked {
        role_arn: field("RoleArn"),
        role_session_name: field("RoleSessionName"),
        source_identity: field("SourceIdentity"),
        duration_seconds: field("DurationSeconds"),
    };
    let target = || format!("{}/{}", asked.role_arn.unwrap_or_default(), asked.role_session_name.unwrap_or_default());
    let run = async { wire::respond(assume_role::assume(&shared, &request, &asked).await, &request_id) };
    let instead = |place| {
        let error = if exception::is_access_denied(place) { assume_role::denied(ASSUME_ROLE, asked.role_arn) } else { exception::answer(place, ASSUME_ROLE, "", None) };
        wire::respond(Err(error), &request_id)
    };
    meet(&shared.faults, &line, ASSUME_ROLE, target, &request_id, run, instead).await
}
