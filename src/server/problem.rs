//! Answers of the guards themselves: a closed sentence, as a page or as JSON, without the framework.

use crate::domain::actor::RequestOrigin;
use crate::wire::{ApiError, ErrorCode};
use axum::extract::Request;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};

/// The refusal of a request, with its reference.
pub fn refuse(status: StatusCode, code: ErrorCode, request: &Request) -> Response {
    let reference = request.extensions().get::<RequestOrigin>().map(|origin| origin.request_id.as_str()).unwrap_or_default();
    let wants_page = accepts_html(request.headers());
    answer(status, code, reference, wants_page)
}

/// The client shows pages.
pub fn accepts_html(headers: &HeaderMap) -> bool {
    headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).is_some_and(|accept| accept.contains("text/html"))
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

/// A panic is a fault of ours: it is logged, and the page says no more than that.
#[expect(clippy::needless_pass_by_value, reason = "the signature that the layer asks for")]
pub fn after_panic(cause: Box<dyn std::any::Any + Send>) -> Response {
    let text = cause.downcast_ref::<&str>().map(|text| (*text).to_owned()).or_else(|| cause.downcast_ref::<String>().cloned());
    tracing::error!(cause = text.as_deref().unwrap_or("unknown"), "a request panicked");
    answer(StatusCode::INTERNAL_SERVER_ERROR, ErrorCode::Internal, "", true)
}
