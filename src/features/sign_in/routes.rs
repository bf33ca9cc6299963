//! The four addresses of signing in and out. Plain routes: a callback sets a cookie and redirects before there is any page.

use super::cookies::{browser_mark, new_mark, set_login_cookie};
use super::service::{begin_attempt, finish_attempt};
use super::sign_out::{LogoutRefusal, end_by_issuer, sign_out};
use super::state::SignInState;
use crate::domain::actor::RequestOrigin;
use crate::ports::identity_provider::CallbackParameters;
use crate::ports::session_store::SessionEnd;
use crate::wire::ErrorCode;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{Query, State};
use axum::http::header::{CACHE_CONTROL, SET_COOKIE};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{AppendHeaders, Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Extension, Form, Json, Router};
use rand::rngs::OsRng;
use serde::Deserialize;
use serde_json::json;
use tower_http::set_header::SetResponseHeaderLayer;
use tower_sessions::Session;

const CLEAR_SITE_DATA: HeaderName = HeaderName::from_static("clear-site-data");

/// `/auth/login`, `/auth/callback`, `/auth/logout` and `/auth/backchannel-logout`. Needs tower-sessions' layer around it.
pub fn routes() -> Router<SignInState> {
    Router::new()
        .route("/auth/login", get(login).post(login))
        .route("/auth/callback", get(callback))
        .route("/auth/logout", post(logout))
        .route("/auth/backchannel-logout", post(backchannel_logout))
        .layer(SetResponseHeaderLayer::overriding(CACHE_CONTROL, HeaderValue::from_static("no-store")))
}

#[derive(Debug, Default, Deserialize)]
struct LoginParameters {
    return_to: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
struct CallbackQuery {
    state: Option<String>,
    code: Option<String>,
    iss: Option<String>,
    error: Option<String>,
}

#[derive(Deserialize)]
struct LogoutForm {
    logout_token: String,
}

/// `return_to` comes in the address, or in the form's fields.
#[tracing::instrument(skip_all)]
async fn login(
    State(state): State<SignInState>,
    origin: Option<Extension<RequestOrigin>>,
    headers: HeaderMap,
    query: Result<Query<LoginParameters>, QueryRejection>,
    form: Result<Form<LoginParameters>, FormRejection>,
) -> Response {
    let in_address = query.ok().and_then(|Query(parameters)| parameters.return_to);
    let return_to = in_address.or_else(|| form.ok().and_then(|Form(parameters)| parameters.return_to));
    let origin = origin_of(origin);
    // One mark for all tabs of a browser, so that several can sign in at once.
    let Some(mark) = browser_mark(&headers).or_else(|| new_mark(&mut OsRng).ok()) else { return problem(ErrorCode::Internal, &origin) };
    match begin_attempt(&state, &mark, return_to.as_deref(), &origin).await {
        Ok(url) => (AppendHeaders(set_login_cookie(&mark).map(|line| (SET_COOKIE, line))), Redirect::to(&url)).into_response(),
        Err(code) => problem(code, &origin),
    }
}

#[tracing::instrument(skip_all)]
async fn callback(
    State(state): State<SignInState>,
    session: Session,
    origin: Option<Extension<RequestOrigin>>,
    headers: HeaderMap,
    query: Result<Query<CallbackQuery>, QueryRejection>,
) -> Response {
    let origin = origin_of(origin);
    // A parameter that comes twice makes the whole answer unreadable (RFC 6749, section 3.1).
    let Ok(Query(query)) = query else { return problem(ErrorCode::SignInFailed, &origin) };
    let parameters = CallbackParameters { code: query.code, iss: query.iss, error: query.error };
    let attempt_state = query.state.unwrap_or_default();
    match finish_attempt(&state, &session, browser_mark(&headers).as_deref(), &attempt_state, &parameters, &origin).await {
        Ok(return_to) => Redirect::to(&return_to).into_response(),
        Err(code) => problem(code, &origin),
    }
}

#[tracing::instrument(skip_all)]
async fn logout(State(state): State<SignInState>, session: Session, origin: Option<Extension<RequestOrigin>>) -> Response {
    let origin = origin_of(origin);
    match sign_out(&state, &session, &origin).await {
        Ok(issuer) => {
            let next = issuer.unwrap_or_else(|| format!("/sign-in?ended={}", SessionEnd::SignedOut.name()));
            // Not "cookies": that would clear those of every other application under the same domain.
            let leads_elsewhere = origin_of_url(&next).is_some_and(|there| Some(there) != origin_of_url(state.identity.issuer()));
            let answer = if leads_elsewhere { on_to(&next) } else { Redirect::to(&next).into_response() };
            ([(CLEAR_SITE_DATA, r#""cache", "storage""#)], answer).into_response()
        }
        Err(code) => problem(code, &origin),
    }
}

/// Scheme, host and port of an address; absent for a path.
fn origin_of_url(address: &str) -> Option<String> {
    url::Url::parse(address).ok().map(|url| url.origin().ascii_serialization())
}

/// A page that goes on by itself. The policy lets a form lead to the issuer only, and some issuers end sessions at another origin:
/// there a redirect would be stopped by the browser, and the person would sit before a page that looks signed in.
fn on_to(address: &str) -> Response {
    let address = address.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;");
    let page = format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>Signed out · passdesk</title><meta http-equiv=\"refresh\" content=\"0;url={address}\"></head><body><main>\
         <h1>You are signed out here.</h1><p><a href=\"{address}\">Sign out of the sign-in service too</a></p></main></body></html>"
    );
    Html(page).into_response()
}

/// Called by the issuer itself: no cookie, no page, and exempt from the guard against posts from other sites. The token is the proof.
#[tracing::instrument(skip_all)]
async fn backchannel_logout(State(state): State<SignInState>, origin: Option<Extension<RequestOrigin>>, form: Result<Form<LogoutForm>, FormRejection>) -> Response {
    let result = match form {
        Ok(Form(form)) => end_by_issuer(&state, &form.logout_token, &origin_of(origin)).await,
        Err(_) => Err(LogoutRefusal::Invalid),
    };
    // Section 2.8 wants 400 for a logout that failed, whosever the fault.
    let refused = |error, error_description| (StatusCode::BAD_REQUEST, Json(json!({ "error": error, "error_description": error_description }))).into_response();
    match result {
        Ok(()) => StatusCode::OK.into_response(),
        Err(LogoutRefusal::Invalid) => refused("invalid_request", "The logout token was not accepted."),
        Err(LogoutRefusal::Unavailable) => refused("temporarily_unavailable", "The logout could not be done."),
    }
}

fn origin_of(origin: Option<Extension<RequestOrigin>>) -> RequestOrigin {
    origin.map(|Extension(origin)| origin).unwrap_or_default()
}

/// To the sign-in page, which says what went wrong and under which reference the log has it.
fn problem(code: ErrorCode, origin: &RequestOrigin) -> Response {
    tracing::info!(request_id = origin.request_id, code = code.name(), "signing in or out ended with a problem");
    let reference = if origin.request_id.is_empty() { String::new() } else { format!("&reference={}", origin.request_id) };
    Redirect::to(&format!("/sign-in?problem={}{reference}", code.name())).into_response()
}
