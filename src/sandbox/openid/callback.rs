//! The way back to the console: a redirect with `state` and `iss` (RFC 9207).

use axum::response::{IntoResponse as _, Redirect, Response};
use url::Url;

use super::misbehave::Misbehaviour;
use super::request::AuthorizationRequest;
use super::state::{Grant, Issuer, Session};
use crate::sandbox::chance;

/// Codes live for a minute (RFC 6749, section 4.1.2 recommends ten at most).
const CODE_SECONDS: i64 = 60;

/// Redirects with a code for a session.
pub fn with_code(issuer: &Issuer, request: AuthorizationRequest, session: Session) -> Response {
    let code = chance::token();
    let expires_at = issuer.clock.now().plus_seconds(CODE_SECONDS);
    let (uri, state) = (request.redirect_uri.clone(), request.state.clone());
    let grant = Grant { request, session, expires_at, spent_for: None };
    issuer.memory().grants.insert(chance::digest(&code), grant);
    redirect(issuer, &uri, &[("code", &code), ("state", &state)])
}

/// Redirects with an error.
pub fn with_error(issuer: &Issuer, uri: &str, state: Option<&str>, error: &str, description: &str) -> Response {
    let mut pairs = vec![("error", error), ("error_description", description)];
    pairs.extend(state.map(|state| ("state", state)));
    redirect(issuer, uri, &pairs)
}

/// 303, so that a posted form does not travel on.
fn redirect(issuer: &Issuer, uri: &str, pairs: &[(&str, &str)]) -> Response {
    let Ok(mut url) = Url::parse(uri) else {
        return axum::http::StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let stranger = format!("{}/other", issuer.url);
    let iss = match Misbehaviour::take(issuer, &[Misbehaviour::CallbackWithoutIss, Misbehaviour::CallbackWithWrongIss]) {
        Some(Misbehaviour::CallbackWithoutIss) => None,
        Some(_) => Some(stranger.as_str()),
        None => Some(issuer.url.as_str()),
    };
    url.query_pairs_mut().extend_pairs(pairs).extend_pairs(iss.map(|iss| ("iss", iss)));
    Redirect::to(url.as_str()).into_response()
}
