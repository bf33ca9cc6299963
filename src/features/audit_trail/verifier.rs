//! `GET /audit/verifier.py`: the verifier that docs/audit-format.md prints. Whoever distrusts this console takes it from elsewhere, as the page
//! says beside it; the file is no secret.

use crate::domain::operation::Action;
use crate::features::console::{Caller, Console};
use crate::features::layout::{accepts_html, error_document};
use crate::features::records::require;
use axum::Extension;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};

const VERIFIER: &str = include_str!("verify_trail.py");

/// The file, for readers of the trail.
pub(super) async fn download(State(console): State<Console>, Extension(caller): Extension<Caller>, headers: HeaderMap) -> Response {
    if let Err(error) = require(&console, &caller, Action::ReadTrail, None).await {
        return error_document(&error, accepts_html(&headers));
    }
    let disposition = "attachment; filename=\"verify_trail.py\"";
    let fields = [(header::CONTENT_TYPE, "text/x-python; charset=utf-8"), (header::CONTENT_DISPOSITION, disposition), (header::CACHE_CONTROL, "no-store")];
    (fields, VERIFIER).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_document_prints_the_verifier_that_is_served() {
        let document = include_str!("../../../docs/audit-format.md");
        assert!(document.contains(&format!("```python\n{VERIFIER}```")), "docs/audit-format.md and verify_trail.py differ");
    }
}
