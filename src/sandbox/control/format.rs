//! Whether a reader wants a page or JSON.

use axum::extract::FromRequestParts;
use axum::http::header;
use axum::http::request::Parts;
use std::convert::Infallible;

/// The form of the answer: JSON by `?format=json`, or when the reader accepts JSON and not HTML.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// For people.
    Page,
    /// For programs.
    Json,
}

impl<S: Sync> FromRequestParts<S> for Format {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        let query = parts.uri.query().unwrap_or_default();
        let asked = query.split('&').any(|pair| pair == "format=json");
        let accepts = parts.headers.get(header::ACCEPT).and_then(|it| it.to_str().ok()).unwrap_or_default();
        let prefers = accepts.contains("application/json") && !accepts.contains("text/html");
        Ok(if asked || prefers { Self::Json } else { Self::Page })
    }
}
