//! The STS endpoint: sessions of roles, and who asks, by the query protocol, at the same address as Cognito's.

mod assume_role;
mod caller_identity;
mod fields;
mod sessions;
mod web_identity;
mod wire;

pub use sessions::{RoleSession, Sessions};

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Response, header};

use self::fields::Fields;
use super::chance;
use super::cognito::{Request, WireError, exception, meet};
use super::net::Line;
use super::shared::Shared;

/// A session of a role; faults and denials go by this name.
const ASSUME_ROLE: &str = "AssumeRole";
/// The same for whoever has a token of another identity provider, and no credentials.
const ASSUME_ROLE_WITH_WEB_IDENTITY: &str = "AssumeRoleWithWebIdentity";
/// Who asks. It asks for no right, so it cannot be denied.
const GET_CALLER_IDENTITY: &str = "GetCallerIdentity";
/// The right that a source identity asks for besides.
const SET_SOURCE_IDENTITY: &str = "SetSourceIdentity";
/// The right that session tags ask for besides.
const TAG_SESSION: &str = "TagSession";

/// What the endpoint answers, for faults.
pub const OPERATIONS: [&str; 3] = [ASSUME_ROLE, ASSUME_ROLE_WITH_WEB_IDENTITY, GET_CALLER_IDENTITY];
/// What a trust policy can leave out, for denials.
pub const RIGHTS: [&str; 4] = [ASSUME_ROLE, ASSUME_ROLE_WITH_WEB_IDENTITY, SET_SOURCE_IDENTITY, TAG_SESSION];

/// Whether a request is for this endpoint: the query protocol's form, and none of Cognito's headers.
pub fn is_asked(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).map(|kind| kind.as_bytes()).unwrap_or_default();
    kind.starts_with(b"application/x-www-form-urlencoded") && !headers.contains_key("x-amz-target")
}

/// `POST /`
pub async fn serve(shared: Arc<Shared>, line: Line, method: axum::http::Method, uri: axum::http::Uri, headers: HeaderMap, body: Bytes) -> Response<Body> {
    let request_id = chance::request_id();
    let request = Request { method: &method, uri: &uri, headers: &headers, body: &body };
    let fields = Fields::of(&body);
    let Some(operation) = OPERATIONS.into_iter().find(|name| fields.get("Action") == Some(*name)) else {
        let error = WireError::new("InvalidAction", format!("Could not find operation {} for version 2011-06-15", fields.get("Action").unwrap_or_default()));
        return wire::respond(Err(error), "", &request_id);
    };
    let target = || format!("{}/{}", fields.get("RoleArn").unwrap_or_default(), fields.get("RoleSessionName").unwrap_or_default());
    let run = async {
        let answer = match operation {
            ASSUME_ROLE => assume_role::assume(&shared, &request, &fields).await,
            ASSUME_ROLE_WITH_WEB_IDENTITY => web_identity::assume(&shared, &fields).await,
            _ => caller_identity::tell(&shared, &request).await,
        };
        wire::respond(answer, operation, &request_id)
    };
    let instead = |place| {
        let error = if exception::is_access_denied(place) { assume_role::denied(operation, fields.get("RoleArn")) } else { exception::answer(place, operation, "", None) };
        wire::respond(Err(error), operation, &request_id)
    };
    meet(&shared.faults, &line, operation, target, &request_id, run, instead).await
}
