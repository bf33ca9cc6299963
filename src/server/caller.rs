//! Who is asking: reads the session once per request, and sends strangers to the sign-in page.

use super::problem::answer;
use crate::domain::actor::RequestOrigin;
use crate::domain::clock::from_micros;
use crate::domain::locks::Lock;
use crate::domain::session_limits::NOTED_EVERY;
use crate::features::console::{Caller, Console};
use crate::features::layout::{accepts_html, status_of};
use crate::features::led_by::LedBy;
use crate::features::sessions::admit;
use crate::features::sign_in::{SessionHandle, current_staff};
use crate::ports::session_store::{SessionEnd, SessionTimes, StaffSession, TIMES_KEY};
use crate::wire::ErrorCode;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use std::sync::Arc;
use tower_sessions::Session;

/// Pages that strangers may see, and the look they choose there. Everything else asks for a sign-in first.
const OPEN_TO_STRANGERS: [&str; 3] = ["/sign-in", "/problem", "/theme"];

/// Stands in the answer to somebody who is signed in: their cookie is a session's.
#[derive(Debug, Clone, Copy)]
pub struct SignedIn;

/// Puts [`Caller`] into the request. Fails closed: a session store that does not answer is a 503, never an anonymous page.
pub async fn find_caller(State((console, handle_of)): State<(Console, SessionHandle)>, session: Session, mut request: Request, next: Next) -> Response {
    let origin = request.extensions().get::<RequestOrigin>().cloned().unwrap_or_default();
    // Asked before the session is read, which forgets an id that no longer carries one.
    let named = session.id().map(|id| handle_of(&id));
    let path = request.uri().path();
    let is_open = path.starts_with("/auth/") || OPEN_TO_STRANGERS.contains(&path);
    let is_api = path.starts_with("/api/");
    let found = match who(&console, &session, named.as_deref(), &origin).await {
        Ok(found) => found,
        // Whoever may not come in any more still sees the page that says so, and can sign in as somebody else.
        Err(ErrorCode::NoRole | ErrorCode::Locked) if is_open => Found::default(),
        Err(code) => return turned_away(code, &request, &origin),
    };
    if found.staff.is_none() && !is_open {
        if let Some(code) = shut_out(&console, named.as_deref(), &origin).await {
            return turned_away(code, &request, &origin);
        }
        if !is_api {
            return to_sign_in(&request, &origin);
        }
    }
    let expired = match &named {
        Some(handle) if found.staff.is_none() && is_api => match console.sessions.owner_of_ended(handle).await {
            Ok(owner) => owner,
            Err(error) => {
                tracing::error!(request_id = %origin.request_id, %error, "whose session this was could not be read");
                None
            }
        },
        _ => None,
    };
    let is_use = !is_polling(request.headers());
    let session_handle = session.id().map(|id| handle_of(&id)).unwrap_or_default();
    let is_noted = |times: SessionTimes| console.now() - from_micros(times.last_seen_at) < NOTED_EVERY;
    if found.staff.is_some() && is_use && !found.times.is_some_and(is_noted) {
        // A page must not wait for this; if it is lost, the session only ends a little earlier.
        let (sessions, handle) = (console.sessions.clone(), session_handle.clone());
        tokio::spawn(async move {
            if let Err(error) = sessions.touch(&handle).await {
                tracing::warn!(%error, "a session's use was not noted");
            }
        });
    }
    let now = console.now();
    let session_ends = found.times.map(|times| console.session_limits.ends(from_micros(times.created_at), from_micros(times.last_seen_at), now, is_use));
    let theme = theme_of(request.headers());
    let policy = Arc::clone(&console.rules.policy);
    let is_signed_in = found.staff.is_some();
    let led_by = request.extensions().get::<LedBy>().copied().unwrap_or_default();
    request.extensions_mut().insert(Caller {
        staff: found.staff,
        expired,
        session_handle,
        session_ends,
        approval: None,
        run: None,
        locks: found.locks,
        led_by,
        origin,
        theme,
        policy,
    });
    let mut response = next.run(request).await;
    if is_signed_in {
        response.extensions_mut().insert(SignedIn);
    }
    response
}

/// What a session says of a request.
#[derive(Default)]
struct Found {
    staff: Option<StaffSession>,
    times: Option<SessionTimes>,
    locks: Arc<[Lock]>,
}

/// Who is signed in, if they may still be.
async fn who(console: &Console, session: &Session, named: Option<&str>, origin: &RequestOrigin) -> Result<Found, ErrorCode> {
    let unread = |error: tower_sessions::session::Error| {
        tracing::error!(request_id = %origin.request_id, %error, "the session could not be read");
        ErrorCode::DatabaseUnavailable
    };
    let Some(named) = named else { return Ok(Found::default()) };
    // Side by side: what locks stand hangs on nobody's session.
    let (staff, locks) = tokio::join!(current_staff(session), console.locks.standing());
    let Some(staff) = staff.map_err(unread)? else { return Ok(Found::default()) };
    let times = session.get(TIMES_KEY).await.map_err(unread)?;
    let (staff, locks) = admit(console, staff, locks, named, origin).await?;
    Ok(Found { staff: Some(staff), times, locks })
}

/// Why this browser's session ended, where that must be said: its person may not come in any more.
async fn shut_out(console: &Console, named: Option<&str>, origin: &RequestOrigin) -> Option<ErrorCode> {
    match console.sessions.shut_out(named?).await {
        Ok(Some(SessionEnd::Locked)) => Some(ErrorCode::Locked),
        Ok(Some(_)) => Some(ErrorCode::NoRole),
        Ok(None) => None,
        Err(error) => {
            tracing::error!(request_id = %origin.request_id, %error, "why a session ended could not be read");
            None
        }
    }
}

/// The sign-in page says why, where a page was asked for; else the answer does.
fn turned_away(code: ErrorCode, request: &Request, origin: &RequestOrigin) -> Response {
    tracing::info!(request_id = %origin.request_id, code = code.name(), "a request was turned away");
    let is_page = matches!(*request.method(), Method::GET | Method::HEAD) && accepts_html(request.headers());
    if is_page && code != ErrorCode::DatabaseUnavailable {
        return Redirect::to(&format!("/sign-in?problem={}&reference={}", code.name(), origin.request_id)).into_response();
    }
    answer(status_of(code), code, &origin.request_id, accepts_html(request.headers()))
}

fn to_sign_in(request: &Request, origin: &RequestOrigin) -> Response {
    if *request.method() != Method::GET && *request.method() != Method::HEAD {
        tracing::info!(request_id = %origin.request_id, "a form came without a session");
        return answer(StatusCode::UNAUTHORIZED, ErrorCode::NotSignedIn, &origin.request_id, accepts_html(request.headers()));
    }
    let wanted = request.uri().path_and_query().map_or("/users", |wanted| wanted.as_str());
    if wanted == "/" {
        return Redirect::to("/sign-in").into_response();
    }
    let query = url::form_urlencoded::Serializer::new(String::new()).append_pair("return_to", wanted).finish();
    Redirect::to(&format!("/sign-in?{query}")).into_response()
}

/// Requests that a page makes by itself say so: they are no sign of a person.
fn is_polling(headers: &HeaderMap) -> bool {
    headers.contains_key("x-passdesk-poll")
}

/// The chosen look, from its cookie: one of two words, or the browser's own choice.
fn theme_of(headers: &HeaderMap) -> &'static str {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    match pairs.find(|(name, _)| *name == "passdesk-theme").map(|(_, value)| value) {
        Some("dark") => "dark",
        Some("light") => "light",
        _ => "",
    }
}
