//! `GET /audit/verifier.py` and `GET /audit/audit-format.md`: the verifier, and the document that describes the format and prints it. Whoever
//! distrusts this console takes both from elsewhere, as the page says beside them; neither is a secret.

use crate::domain::operation::Action;
use crate::features::console::{Caller, Console};
use crate::features::layout::{accepts_html, error_document};
use crate::features::records::require;
use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};

const VERIFIER: &str = include_str!("verify_trail.py");
const DOCUMENT: &str = include_str!("../../../docs/audit-format.md");

/// The verifier, for readers of the trail.
pub(super) async fn download(State(console): State<Console>, Extension(caller): Extension<Caller>, headers: HeaderMap) -> Response {
    serve(&console, &caller, &headers, "text/x-python; charset=utf-8", "attachment; filename=\"verify_trail.py\"", VERIFIER).await
}

/// The document, to be read in the browser.
pub(super) async fn document(State(console): State<Console>, Extension(caller): Extension<Caller>, headers: HeaderMap) -> Response {
    serve(&console, &caller, &headers, "text/plain; charset=utf-8", "inline; filename=\"audit-format.md\"", DOCUMENT).await
}

async fn serve(console: &Console, caller: &Caller, headers: &HeaderMap, media_type: &'static str, disposition: &'static str, text: &'static str) -> Response {
    if let Err(error) = require(console, caller, Action::ReadTrail, None).await {
        return error_document(&error, accepts_html(headers));
    }
    let fields = [(header::CONTENT_TYPE, media_type), (header::CONTENT_DISPOSITION, disposition), (header::CACHE_CONTROL, "no-store")];
    (fields, text).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_prints_the_verifier_that_is_served() {
        assert!(DOCUMENT.contains(&format!("```python\n{VERIFIER}```")), "docs/audit-format.md and verify_trail.py differ");
    }
}
