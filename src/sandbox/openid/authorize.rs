//! `/authorize`: checks the request, then shows the picker or, with `prompt=none`, answers at once.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use super::parameters::Parameters;
use super::request::{self, AuthorizationRequest, Refused};
use super::{callback, cookie, picker};
use crate::sandbox::chance;
use crate::sandbox::html::refusal;
use crate::sandbox::shared::Shared;

/// How long the picker waits.
const WAIT_SECONDS: i64 = 600;

/// `GET /authorize`
pub async fn by_get(State(shared): State<Arc<Shared>>, headers: HeaderMap, RawQuery(query): RawQuery) -> Response {
    answer(&shared, &headers, &Parameters::parse(query.unwrap_or_default().as_bytes()))
}

/// `POST /authorize` (OpenID Connect Core 3.1.2.1 asks for both).
pub async fn by_post(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: Bytes) -> Response {
    answer(&shared, &headers, &Parameters::parse(&body))
}

fn answer(shared: &Shared, headers: &HeaderMap, parameters: &Parameters) -> Response {
    let registered = shared.console.redirect_uri();
    match request::check(parameters, &registered) {
        Ok(request) if request.is_silent => silently(shared, headers, request),
        Ok(request) => ask(shared, headers, request),
        Err(Refused::Here(why)) => refusal(StatusCode::BAD_REQUEST, "This sign-in cannot go on", why),
        Err(Refused::ToClient { error, description }) => callback::with_error(&shared.issuer, &registered, parameters.get("state"), error, &description),
    }
}

/// Without a word: a code if the browser has a session that is young enough.
fn silently(shared: &Shared, headers: &HeaderMap, request: AuthorizationRequest) -> Response {
    let issuer = &shared.issuer;
    let now = issuer.clock.now();
    let session = issuer.memory().session_of(cookie::read(headers)).cloned();
    match session {
        Some(session) if !request.wants_sign_in(now.seconds().saturating_sub(session.auth_time.seconds())) => callback::with_code(issuer, request, session),
        _ => {
            let (uri, state) = (request.redirect_uri, request.state);
            callback::with_error(issuer, &uri, Some(&state), "login_required", "nobody is signed in here")
        }
    }
}

/// The picker is shown even to a browser with a session: choosing is the sandbox's sign-in, so
/// `prompt=login` and every `max_age` are honoured by it.
fn ask(shared: &Shared, headers: &HeaderMap, request: AuthorizationRequest) -> Response {
    let issuer = &shared.issuer;
    let now = issuer.clock.now();
    let id = chance::token();
    let mut memory = issuer.memory();
    memory.tidy(now);
    let session = memory.session_of(cookie::read(headers)).cloned();
    let page = picker::page(&id, session.as_ref(), &request, now);
    memory.waiting.insert(id, (request, now.plus_seconds(WAIT_SECONDS)));
    page
}
