//! `/requests/skeletons/{file}`: documents to begin with.

use crate::domain::request_document::SKELETONS;
use crate::features::console::Caller;
use crate::features::layout::{accepts_html, error_document};
use crate::wire::ErrorCode;
use axum::Extension;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};

/// Gives one to be kept as a file.
pub async fn skeleton(Path(file): Path<String>, Extension(caller): Extension<Caller>, headers: HeaderMap) -> Response {
    let Some(skeleton) = SKELETONS.iter().find(|skeleton| skeleton.file == file) else {
        return error_document(&caller.error(ErrorCode::NotFound), accepts_html(&headers));
    };
    let media_type = if skeleton.file.ends_with(".json") { "application/json" } else { "application/yaml" };
    let mut answer = skeleton.text.into_response();
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(disposition) = HeaderValue::from_str(&format!("attachment; filename=\"{}\"", skeleton.file)) {
        headers.insert(header::CONTENT_DISPOSITION, disposition);
    }
    answer
}
