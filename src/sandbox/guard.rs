//! What stands before every handler: loopback names only, nothing from other sites, strict headers.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use super::shared::Shared;

/// The middleware of both servers.
pub async fn guard(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    if !is_local(request.headers(), request.uri()) {
        return (StatusCode::MISDIRECTED_REQUEST, "The sandbox answers to loopback names only.").into_response();
    }
    if is_foreign(&request) {
        return (StatusCode::FORBIDDEN, "The sandbox takes no posts from other sites.").into_response();
    }
    let mut response = next.run(request).await;
    // The picker's answer is a redirect to the console, which browsers hold against form-action.
    let policy = format!("default-src 'none'; style-src 'self'; form-action 'self' {}; base-uri 'none'; frame-ancestors 'none'", shared.console.url());
    let headers = response.headers_mut();
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

/// A name that a rebound DNS answer cannot have.
fn is_local(headers: &HeaderMap, uri: &Uri) -> bool {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let Some(host) = host.or(uri.authority().map(|authority| authority.as_str())) else {
        return false;
    };
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    let address = name.trim_start_matches('[').trim_end_matches(']');
    name.eq_ignore_ascii_case("localhost") || address.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Fetch Metadata: a change comes from the sandbox's own pages, or from no browser at all. The two
/// OpenID endpoints that may be posted to from the console's origin are the exception.
fn is_foreign(request: &Request) -> bool {
    if matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS) {
        return false;
    }
    let site = request.headers().get(HeaderName::from_static("sec-fetch-site"));
    match site.map(HeaderValue::as_bytes) {
        // Browsers without Fetch Metadata say where they come from in another way; programs say nothing.
        None => request.headers().get(header::ORIGIN).is_some_and(|origin| !is_own_origin(origin, request.headers())),
        Some(b"same-origin" | b"none") => false,
        Some(b"same-site") => !matches!(request.uri().path(), "/authorize" | "/logout"),
        Some(_) => true,
    }
}

fn is_own_origin(origin: &HeaderValue, headers: &HeaderMap) -> bool {
    let own = headers.get(header::HOST).and_then(|host| host.to_str().ok()).map(|host| format!("http://{host}"));
    own.is_some_and(|own| origin.as_bytes() == own.as_bytes())
}
