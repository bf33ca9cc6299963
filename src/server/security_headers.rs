//! Headers that every answer carries: Content-Security-Policy with a fresh nonce, and the rest of its family.

use super::origin::RequestNonce;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use std::sync::Arc;

/// What does not change from answer to answer.
#[derive(Debug, Clone)]
pub struct Policy {
    /// Where forms may lead: here, and by redirection to the issuer.
    form_action: Arc<str>,
    /// Sent over https only.
    has_hsts: bool,
}

impl Policy {
    /// The policy of this address and this issuer.
    pub fn new(public_url: &str, issuer: &str) -> Self {
        let issuer_origin = url::Url::parse(issuer).map(|issuer| issuer.origin().ascii_serialization()).unwrap_or_default();
        Self { form_action: format!("'self' {issuer_origin}").trim_end().into(), has_hsts: public_url.starts_with("https://") }
    }

    fn csp(&self, nonce: &str) -> String {
        format!(
            "default-src 'none'; script-src 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; \
             base-uri 'none'; object-src 'none'; form-action {}; frame-ancestors 'none'",
            self.form_action
        )
    }
}

/// Sets them all; an answer's own `Cache-Control` stays.
pub async fn set(State(policy): State<Policy>, request: Request, next: Next) -> Response {
    let nonce = request.extensions().get::<RequestNonce>().cloned();
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let csp = policy.csp(nonce.as_ref().map_or("", |nonce| &nonce.0));
    if let Ok(csp) = HeaderValue::from_str(&csp) {
        headers.insert(header::CONTENT_SECURITY_POLICY, csp);
    }
    let fixed: [(HeaderName, &'static str); 6] = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "same-origin"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=(), clipboard-write=(self)"),
    ];
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if policy.has_hsts {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=63072000; includeSubDomains"));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}
