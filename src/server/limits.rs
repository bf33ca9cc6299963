//! Limits on size and time of requests: too much is answered, never endured. How many there may be is a matter of [`super::admission`].

use super::problem::refuse;
use crate::features::bulk::{LIST_PATH, LIST_READ_TO};
use crate::wire::ErrorCode;
use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use std::time::Duration;

/// A form with the largest ClientMetadata, percent-encoded, fits.
const BODY: usize = 64 * 1024;
/// The cursor of a search, with a token of Cognito for each of its filters, fits.
const ADDRESS: usize = 16 * 1024;
/// Longer than a page's calls to Cognito with all repetitions, one after the other. An effect goes on even then.
const TIME: Duration = Duration::from_secs(75);
/// So long a form may take to arrive.
const BODY_TIME: Duration = Duration::from_secs(10);

/// Puts the limits around a router.
pub fn limited(router: Router) -> Router {
    router
        .layer(axum::extract::DefaultBodyLimit::max(BODY))
        .layer(tower_http::limit::RequestBodyLimitLayer::new(LIST_READ_TO))
        // Outside of the layer above, which answers without a page of ours.
        .layer(from_fn(bound_size_and_time))
        .layer(from_fn(read_body_first))
}

async fn bound_size_and_time(request: Request, next: Next) -> Response {
    if request.uri().to_string().len() > ADDRESS {
        return refuse(StatusCode::URI_TOO_LONG, ErrorCode::TooLarge, &request);
    }
    let most = if takes_a_list(&request) { LIST_READ_TO } else { BODY };
    let says_too_long = |value: &HeaderValue| value.to_str().ok().and_then(|length| length.parse::<usize>().ok()).is_none_or(|length| length > most);
    if request.headers().get(header::CONTENT_LENGTH).is_some_and(says_too_long) {
        return refuse(StatusCode::PAYLOAD_TOO_LARGE, ErrorCode::TooLarge, &request);
    }
    let late = refuse(StatusCode::SERVICE_UNAVAILABLE, ErrorCode::Overloaded, &request);
    tokio::time::timeout(TIME, next.run(request)).await.unwrap_or(late)
}

/// Reads a form before it takes a place, in its own short time: whoever sends a byte a minute holds up nobody.
async fn read_body_first(request: Request, next: Next) -> Response {
    // A list is read once it is known who sends it, within its own limits: see `features::bulk::routes`.
    if matches!(*request.method(), Method::GET | Method::HEAD) || takes_a_list(&request) {
        return next.run(request).await;
    }
    let too_slow = refuse(StatusCode::REQUEST_TIMEOUT, ErrorCode::Overloaded, &request);
    let too_large = refuse(StatusCode::PAYLOAD_TOO_LARGE, ErrorCode::TooLarge, &request);
    let (parts, body) = request.into_parts();
    match tokio::time::timeout(BODY_TIME, axum::body::to_bytes(body, BODY)).await {
        Ok(Ok(bytes)) => next.run(Request::from_parts(parts, Body::from(bytes))).await,
        Ok(Err(_)) => too_large,
        Err(_) => too_slow,
    }
}

/// The one address that takes a file.
fn takes_a_list(request: &Request) -> bool {
    *request.method() == Method::POST && request.uri().path() == LIST_PATH
}
