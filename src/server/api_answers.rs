//! Answers of server functions to plain HTML forms, settled: redirects stay at home, are 303, and carry no forged error text.

use super::problem::answer;
use crate::domain::actor::RequestOrigin;
use crate::features::layout::{accepts_html, status_of};
use crate::wire::{ApiError, ErrorCode};
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};

/// Parameters by which the framework would show an error's text from an address.
const FORGEABLE: [&str; 2] = ["__err", "__path"];

/// An error in JSON is smaller, in bytes.
const LONGEST_ERROR: usize = 64 * 1024;

/// Strips forgeable parameters from addresses, and settles what server functions answer.
pub async fn settle(mut request: Request, next: Next) -> Response {
    if request.uri().query().is_some_and(has_forgeable) {
        let clean = without_forgeable(request.uri().path(), request.uri().query().unwrap_or_default());
        return Redirect::to(&clean).into_response();
    }
    let is_api = request.uri().path().starts_with("/api/");
    let is_form = accepts_html(request.headers());
    if is_api {
        // The framework would send back to it; without one it sends to `/`, which is no page that we send to.
        request.headers_mut().remove(header::REFERER);
    }
    let reference = request.extensions().get::<RequestOrigin>().map(|origin| origin.request_id.clone()).unwrap_or_default();
    let mut response = next.run(request).await;
    if !is_api {
        return response;
    }
    let location = response.headers().get(header::LOCATION).map(|value| value.to_str().unwrap_or_default().to_owned());
    match location {
        Some(location) if is_own_page(&location) => {
            // A client that reads JSON keeps its status: a refusal must not look like success to it.
            if is_form {
                *response.status_mut() = StatusCode::SEE_OTHER;
            }
            response
        }
        // The framework could not read the form, and sends back to where it came from.
        Some(_) => answer(StatusCode::BAD_REQUEST, ErrorCode::InvalidForm, &reference, true),
        None if response.status() == StatusCode::INTERNAL_SERVER_ERROR => with_its_status(response).await,
        None => {
            response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
            response
        }
    }
}

/// The framework answers 500 to whatever it cannot read: the error's own status says whose fault it is.
async fn with_its_status(response: Response) -> Response {
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = axum::body::to_bytes(body, LONGEST_ERROR).await else { return StatusCode::INTERNAL_SERVER_ERROR.into_response() };
    if let Ok(error) = serde_json::from_slice::<ApiError>(&bytes) {
        parts.status = status_of(error.code);
    }
    Response::from_parts(parts, Body::from(bytes))
}

/// A path of ours, as our own redirects write it: neither another host nor an error in its query.
fn is_own_page(location: &str) -> bool {
    location.len() > 1
        && location.starts_with('/')
        && !location.starts_with("//")
        && !location.contains('\\')
        && !location.split_once('?').is_some_and(|(_, query)| has_forgeable(query))
}

fn has_forgeable(query: &str) -> bool {
    url::form_urlencoded::parse(query.as_bytes()).any(|(name, _)| FORGEABLE.contains(&name.as_ref()))
}

fn without_forgeable(path: &str, query: &str) -> String {
    let mut kept = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()).filter(|(name, _)| !FORGEABLE.contains(&name.as_ref())) {
        kept.append_pair(&name, &value);
    }
    // A path such as `//elsewhere.example` would lead away.
    let path = format!("/{}", path.trim_start_matches(['/', '\\']));
    let kept = kept.finish();
    if kept.is_empty() { path } else { format!("{path}?{kept}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forged_errors_are_stripped_and_the_rest_is_kept() {
        assert_eq!(without_forgeable("/users", "q=ana&__err=Call+0900&__path=%2Fapi&pool=x"), "/users?q=ana&pool=x");
        assert_eq!(without_forgeable("//evil.example", "__err=x"), "/evil.example");
        assert!(has_forgeable("%5F_err=x"), "also when it is written with escapes");
    }

    #[test]
    fn redirects_stay_at_home() {
        for (location, stays) in
            [("/results/1", true), ("//evil.example/", false), ("https://evil.example", false), ("/\\evil", false), ("/users?__err=x", false), ("/", false), ("", false)]
        {
            assert_eq!(is_own_page(location), stays, "{location}");
        }
    }
}
