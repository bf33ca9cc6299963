//! `/logout` (OpenID Connect RP-Initiated Logout 1.0).

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};
use serde_json::Value;
use url::Url;

use super::client::CLIENT_ID;
use super::cookie;
use super::parameters::Parameters;
use crate::sandbox::html::{escape, page, refusal};
use crate::sandbox::shared::Shared;

/// `GET /logout`
pub async fn by_get(State(shared): State<Arc<Shared>>, headers: HeaderMap, RawQuery(query): RawQuery) -> Response {
    answer(&shared, &headers, &Parameters::parse(query.unwrap_or_default().as_bytes()), false).await
}

/// `POST /logout`
pub async fn by_post(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: Bytes) -> Response {
    answer(&shared, &headers, &Parameters::parse(&body), true).await
}

async fn answer(shared: &Shared, headers: &HeaderMap, parameters: &Parameters, is_post: bool) -> Response {
    let why_not = |why| refusal(StatusCode::BAD_REQUEST, "This sign-out cannot go on", why);
    if parameters.get("client_id").is_some_and(|id| id != CLIENT_ID) {
        return why_not("The client_id is not known here.");
    }
    let back = parameters.get("post_logout_redirect_uri");
    if back.is_some_and(|uri| !shared.console.owns(uri)) {
        return why_not("The post_logout_redirect_uri is not the console's.");
    }
    let hinted = match parameters.get("id_token_hint") {
        None => None,
        // An expired ID token is a good hint; one of somebody else's is none.
        Some(token) => match session_of_hint(shared, token) {
            Some(sid) => Some(sid),
            None => return why_not("The id_token_hint is not an ID token of this issuer."),
        },
    };
    let own = shared.issuer.memory().session_of(cookie::read(headers)).map(|session| session.sid.clone());
    let is_confirmed = is_post && parameters.get("confirmed").is_some();
    if hinted.is_none() && own.is_some() && !is_confirmed {
        // Without a hint anybody may have made this link: the person is asked.
        return ask(parameters);
    }
    let is_own = hinted.is_none() || hinted == own;
    if let Some(sid) = hinted.or(own) {
        shared.issuer.end_session(&shared.store, &sid).await;
    }
    let mut response = match back.map(|uri| with_state(uri, parameters.get("state"))) {
        Some(Some(uri)) => Redirect::to(&uri).into_response(),
        _ => page("You are signed out", &[], "<p>The sandbox issuer has forgotten who you were.</p>"),
    };
    if is_own {
        cookie::take(response.headers_mut());
    }
    response
}

fn session_of_hint(shared: &Shared, token: &str) -> Option<String> {
    let claims = shared.issuer.key.verified(token)?;
    let is_ours = claims.get("iss")?.as_str()? == shared.issuer.url;
    let audience = claims.get("aud")?;
    let is_for_console = audience.as_str() == Some(CLIENT_ID) || audience.as_array().is_some_and(|list| list.contains(&Value::from(CLIENT_ID)));
    // A logout token is signed by the same key and has no nonce.
    let is_id_token = claims.get("nonce").is_some();
    (is_ours && is_for_console && is_id_token).then(|| Some(claims.get("sid")?.as_str()?.to_owned()))?
}

fn with_state(uri: &str, state: Option<&str>) -> Option<String> {
    let mut url = Url::parse(uri).ok()?;
    if let Some(state) = state {
        url.query_pairs_mut().append_pair("state", state);
    }
    Some(url.into())
}

fn ask(parameters: &Parameters) -> Response {
    let kept: String = ["post_logout_redirect_uri", "state", "client_id"]
        .into_iter()
        .filter_map(|name| Some(format!(r#"<input type="hidden" name="{name}" value="{}">"#, escape(parameters.get(name)?))))
        .collect();
    let body = format!(r#"<form method="post" action="/logout">{kept}<p><button class="lead" name="confirmed" value="yes">Sign out</button></p></form>"#);
    page("Sign out of the sandbox issuer?", &[], &body)
}
