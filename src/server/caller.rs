//! Who is asking: reads the session once per request, and sends strangers to the sign-in page.

use super::problem::answer;
use crate::domain::actor::RequestOrigin;
use crate::features::console::{Caller, Console};
use crate::features::layout::accepts_html;
use crate::features::sign_in::{SessionHandle, current_staff};
use crate::wire::ErrorCode;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use std::sync::Arc;
use tower_sessions::Session;

/// Pages that strangers may see, and the look they choose there. Everything else asks for a sign-in first.
const OPEN_TO_STRANGERS: [&str; 3] = ["/sign-in", "/problem", "/theme"];

/// Puts [`Caller`] into the request. Fails closed: a session store that does not answer is a 503, never an anonymous page.
pub async fn find_caller(State((console, handle_of)): State<(Console, SessionHandle)>, session: Session, mut request: Request, next: Next) -> Response {
    let origin = request.extensions().get::<RequestOrigin>().cloned().unwrap_or_default();
    // Asked before the session is read, which forgets an id that no longer carries one.
    let named = session.id().map(|id| handle_of(&id));
    let staff = match current_staff(&session).await {
        Ok(staff) => staff,
        Err(error) => {
            tracing::error!(request_id = %origin.request_id, %error, "the session could not be read");
            return answer(StatusCode::SERVICE_UNAVAILABLE, ErrorCode::DatabaseUnavailable, &origin.request_id, accepts_html(request.headers()));
        }
    };
    let path = request.uri().path();
    let is_signing_in = path.starts_with("/auth/");
    let is_api = path.starts_with("/api/");
    if staff.is_none() && !is_signing_in && !is_api && !OPEN_TO_STRANGERS.contains(&path) {
        return to_sign_in(&request, &origin);
    }
    let expired = match &named {
        Some(handle) if staff.is_none() && is_api => match console.sessions.owner_of_ended(handle).await {
            Ok(owner) => owner,
            Err(error) => {
                tracing::error!(request_id = %origin.request_id, %error, "whose session this was could not be read");
                None
            }
        },
        _ => None,
    };
    let session_handle = session.id().map(|id| handle_of(&id)).unwrap_or_default();
    if staff.is_some() && !is_polling(request.headers()) {
        // A page must not wait for this; if it is lost, the session only ends a little earlier.
        let (sessions, handle) = (console.sessions.clone(), session_handle.clone());
        tokio::spawn(async move {
            if let Err(error) = sessions.touch(&handle).await {
                tracing::warn!(%error, "a session's use was not noted");
            }
        });
    }
    let theme = theme_of(request.headers());
    request.extensions_mut().insert(Caller { staff, expired, session_handle, origin, theme, policy: Arc::clone(&console.rules.policy) });
    next.run(request).await
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
