//! Unsafe methods must come from a page of this console (Fetch Metadata, and `Origin` for browsers without it).

use super::problem::refuse;
use crate::features::bulk::LIST_PATH;
use crate::features::led_by::LedBy;
use crate::wire::ErrorCode;
use axum::body::HttpBody;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use std::sync::Arc;

/// Server to server, authenticated by the issuer's signature instead (Back-Channel Logout 1.0).
const SIGNED_BY_ISSUER: &str = "/auth/backchannel-logout";

/// The origin of our own pages.
#[derive(Debug, Clone)]
pub struct Allowed(Arc<str>);

impl Allowed {
    /// The public address, which is an origin.
    pub fn new(public_url: &str) -> Self {
        Self(public_url.into())
    }
}

/// Refuses what would change something and comes from another site, or does not say where it comes from; of everything else it notes who led
/// here.
pub async fn refuse_other_sites(State(allowed): State<Allowed>, mut request: Request, next: Next) -> Response {
    let led_by = LedBy::of(request.headers(), &allowed.0);
    request.extensions_mut().insert(led_by);
    if matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS) || request.uri().path() == SIGNED_BY_ISSUER {
        return next.run(request).await;
    }
    if *request.method() != Method::POST {
        return refuse(StatusCode::METHOD_NOT_ALLOWED, ErrorCode::NotFound, &request);
    }
    if !is_same_site(request.headers(), &allowed.0) {
        tracing::warn!(path = request.uri().path(), "refused a post from another site");
        return refuse(StatusCode::FORBIDDEN, ErrorCode::NotSameSite, &request);
    }
    // Not by its header alone: a body in pieces has no length.
    let takes_files = request.uri().path() == LIST_PATH;
    if !is_form(request.headers(), request.body().size_hint().exact() == Some(0), takes_files) {
        return refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE, ErrorCode::InvalidForm, &request);
    }
    next.run(request).await
}

fn is_same_site(headers: &HeaderMap, origin: &str) -> bool {
    // Browsers send each of them once.
    if ["sec-fetch-site", "origin"].iter().any(|name| headers.get_all(*name).iter().count() > 1) {
        return false;
    }
    let text = |name: header::HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or("unreadable"));
    let site = headers.get("sec-fetch-site").map(|value| value.to_str().unwrap_or("unreadable"));
    match (site, text(header::ORIGIN)) {
        (Some(site), _) => site == "same-origin",
        (None, Some(from)) => from == origin,
        (None, None) => false,
    }
}

/// An HTML form's own encoding, or the one for files where one is expected; an empty body needs none.
fn is_form(headers: &HeaderMap, is_empty: bool, takes_files: bool) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).map(|value| value.to_str().unwrap_or_default());
    match kind.map(|kind| kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()) {
        Some(kind) => kind == "application/x-www-form-urlencoded" || (takes_files && kind == "multipart/form-data"),
        None => is_empty,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (header::HeaderName::from_static(name), HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn only_our_own_pages_may_post() {
        let table = [
            (headers(&[("sec-fetch-site", "same-origin")]), true),
            (headers(&[("sec-fetch-site", "same-site"), ("origin", "https://desk.example")]), false),
            (headers(&[("sec-fetch-site", "cross-site")]), false),
            (headers(&[("sec-fetch-site", "none")]), false),
            (headers(&[("origin", "https://desk.example")]), true),
            (headers(&[("origin", "https://desk.example.evil.example")]), false),
            (headers(&[("origin", "null")]), false),
            (headers(&[]), false),
        ];
        for (headers, passes) in table {
            assert_eq!(is_same_site(&headers, "https://desk.example"), passes, "{headers:?}");
        }
    }

    #[test]
    fn only_forms_are_read() {
        assert!(is_form(&headers(&[("content-type", "application/x-www-form-urlencoded; charset=utf-8")]), false, false));
        assert!(!is_form(&headers(&[("content-type", "text/plain")]), false, false));
        assert!(!is_form(&headers(&[("content-type", "text/plain")]), true, false));
        assert!(!is_form(&headers(&[("transfer-encoding", "chunked")]), false, false));
        assert!(is_form(&headers(&[]), true, false));
        let file = headers(&[("content-type", "multipart/form-data; boundary=x")]);
        assert!(is_form(&file, false, true) && !is_form(&file, false, false));
    }
}
