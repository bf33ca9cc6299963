//! Errors outside of pages: of guards, forms that answer with a download, and whoever does not read HTML.

use super::problem::status_of;
use crate::wire::{ApiError, ErrorCode};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};

/// The answer for an error of a service.
pub fn error_document(error: &ApiError, wants_page: bool) -> Response {
    answer(status_of(error.code), error.code, &error.reference, wants_page)
}

/// A page or JSON with one of our own sentences; nothing of the request is in it.
pub fn answer(status: StatusCode, code: ErrorCode, reference: &str, wants_page: bool) -> Response {
    if !wants_page {
        let body = serde_json::to_string(&ApiError::new(code, reference)).unwrap_or_default();
        return (status, [(header::CONTENT_TYPE, "application/json")], body).into_response();
    }
    let (title, advice) = (code.title(), code.advice());
    let page = format!(
        "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <title>{title} · passdesk</title><link rel=\"stylesheet\" href=\"/pkg/passdesk.css\"></head><body><main class=\"problem\" id=\"main\">\
         <h1 class=\"problem__title\">{title}</h1><p class=\"problem__text\">{advice}</p><p class=\"problem__reference\">Reference <code class=\"mono\">{reference}</code></p>\
         <p><a href=\"/users\">Find a user</a></p></main></body></html>"
    );
    (status, Html(page)).into_response()
}
