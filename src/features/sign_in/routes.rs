//! The addresses of signing in and out. Plain routes: a callback sets a cookie and redirects before there is any page.

use super::cookies::{browser_mark, new_mark, set_login_cookie};
use super::lead::{Words, lead_to, problem, sign_in_address};
use super::return_to::local_path;
use super::service::{begin_attempt, finish_attempt};
use super::sign_out::{LogoutRefusal, end_by_issuer, sign_out};
use super::state::SignInState;
use super::step_up::session_to_step_up;
use crate::domain::actor::RequestOrigin;
use crate::features::led_by::LedBy;
use crate::ports::identity_provider::CallbackParameters;
use crate::ports::session_store::SessionEnd;
use crate::wire::ErrorCode;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{Query, State};
use axum::http::header::{CACHE_CONTROL, SET_COOKIE};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Extension, Form, Json, Router};
use rand::rngs::OsRng;
use serde::Deserialize;
use serde_json::json;
use tower_http::set_header::SetResponseHeaderLayer;
use tower_sessions::Session;

const CLEAR_SITE_DATA: HeaderName = HeaderName::from_static("clear-site-data");

/// `/auth/login`, `/auth/step-up`, `/auth/callback`, `/auth/logout` and `/auth/backchannel-logout`. Needs tower-sessions' layer around it.
pub fn routes() -> Router<SignInState> {
    Router::new()
        .route("/auth/login", get(login).post(login))
        .route("/auth/step-up", get(step_up))
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
    led_by: Option<Extension<LedBy>>,
    headers: HeaderMap,
    query: Result<Query<LoginParameters>, QueryRejection>,
    form: Result<Form<LoginParameters>, FormRejection>,
) -> Response {
    let in_address = query.ok().and_then(|Query(parameters)| parameters.return_to);
    let return_to = in_address.or_else(|| form.ok().and_then(|Form(parameters)| parameters.return_to));
    let origin = origin_of(origin);
    if is_led_by_others(led_by) {
        return Redirect::to(&sign_in_address(&[("return_to", local_path(return_to.as_deref()))])).into_response();
    }
    // One mark for all tabs of a browser, so that several can sign in at once.
    let Some(mark) = browser_mark(&headers).or_else(|| new_mark(&mut OsRng).ok()) else { return problem(ErrorCode::Internal, None, &origin) };
    match begin_attempt(&state, &mark, return_to.as_deref(), None, &origin).await {
        Ok(url) => (AppendHeaders(set_login_cookie(&mark).map(|line| (SET_COOKIE, line))), Redirect::to(&url)).into_response(),
        Err(code) => problem(code, None, &origin),
    }
}

/// Whoever is signed in proves again who they are, and comes back to a page; everybody else signs in.
#[tracing::instrument(skip_all)]
async fn step_up(
    State(state): State<SignInState>,
    session: Session,
    origin: Option<Extension<RequestOrigin>>,
    led_by: Option<Extension<LedBy>>,
    headers: HeaderMap,
    query: Result<Query<LoginParameters>, QueryRejection>,
) -> Response {
    let origin = origin_of(origin);
    let return_to = query.ok().and_then(|Query(parameters)| parameters.return_to);
    let return_to = local_path(return_to.as_deref());
    if is_led_by_others(led_by) {
        return Redirect::to(return_to).into_response();
    }
    let step_up = match session_to_step_up(&state, &session, &origin).await {
        Ok(Some(step_up)) => step_up,
        Ok(None) => return Redirect::to(&sign_in_address(&[("return_to", return_to)])).into_response(),
        Err(code) => return problem(code, Some(return_to), &origin),
    };
    let Some(mark) = browser_mark(&headers).or_else(|| new_mark(&mut OsRng).ok()) else { return problem(ErrorCode::Internal, Some(return_to), &origin) };
    match begin_attempt(&state, &mark, Some(return_to), Some(&step_up), &origin).await {
        Ok(url) => {
            let words = Words { title: "Sign in again", heading: "You are asked to sign in again.", link: "Go on to the sign-in service" };
            (AppendHeaders(set_login_cookie(&mark).map(|line| (SET_COOKIE, line))), lead_to(&url, state.identity.issuer(), &words)).into_response()
        }
        Err(code) => problem(code, Some(return_to), &origin),
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
    let Ok(Query(query)) = query else { return problem(ErrorCode::SignInFailed, None, &origin) };
    let parameters = CallbackParameters { code: query.code, iss: query.iss, error: query.error };
    let attempt_state = query.state.unwrap_or_default();
    match finish_attempt(&state, &session, browser_mark(&headers).as_deref(), &attempt_state, &parameters, &origin).await {
        Ok(return_to) => Redirect::to(&return_to).into_response(),
        Err(failed) => problem(failed.code, failed.return_to.as_deref(), &origin),
    }
}

#[tracing::instrument(skip_all)]
async fn logout(State(state): State<SignInState>, session: Session, origin: Option<Extension<RequestOrigin>>) -> Response {
    let origin = origin_of(origin);
    match sign_out(&state, &session, &origin).await {
        Ok(issuer) => {
            let next = issuer.unwrap_or_else(|| sign_in_address(&[("ended", SessionEnd::SignedOut.name())]));
            // Not "cookies": that would clear those of every other application under the same domain.
            let words = Words { title: "Signed out", heading: "You are signed out here.", link: "Sign out of the sign-in service too" };
            let answer = lead_to(&next, state.identity.issuer(), &words);
            ([(CLEAR_SITE_DATA, r#""cache", "storage""#)], answer).into_response()
        }
        Err(code) => problem(code, None, &origin),
    }
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

/// A page of somebody else's begins no sign-in: where the issuer asks for nothing it would go through unseen, and sign somebody in who has just
/// signed out. Whoever wants to begins it with a click here.
fn is_led_by_others(led_by: Option<Extension<LedBy>>) -> bool {
    led_by.is_some_and(|Extension(led_by)| led_by == LedBy::OtherPage)
}

fn origin_of(origin: Option<Extension<RequestOrigin>>) -> RequestOrigin {
    origin.map(|Extension(origin)| origin).unwrap_or_default()
}
