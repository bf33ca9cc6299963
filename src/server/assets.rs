//! Stylesheet, scripts and WebAssembly. Asked for by the build's version they are kept for a year; by any other address they are
//! asked for anew, so that a guard's own page and a page from before an upgrade never show an old look.

use super::problem::refuse;
use crate::features::layout::Assets;
use crate::wire::ErrorCode;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use std::path::Path;
use std::sync::Arc;
use tower::ServiceBuilder;
use tower_http::services::{ServeDir, ServeFile};
use tower_http::set_header::SetResponseHeaderLayer;

/// No file of ours has a longer path; the file system would answer a longer one with an error.
const LONGEST_PATH: usize = 200;

/// Serves `pkg/` and the files of `public/`, already compressed where a compressed sibling lies beside.
pub fn routes(site_dir: &Path, assets: Arc<Assets>) -> Router {
    let packages = ServeDir::new(site_dir.join("pkg")).append_index_html_on_directories(false).precompressed_br().precompressed_gzip();
    let packages = Router::new().fallback_service(packages).layer(from_fn_with_state(assets, keep_by_version));
    let day = SetResponseHeaderLayer::overriding(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=86400"));
    let single = |name: &str| ServiceBuilder::new().layer(day.clone()).service(ServeFile::new(site_dir.join(name)));
    Router::new().nest("/pkg", packages).route_service("/favicon.svg", single("favicon.svg")).route_service("/robots.txt", single("robots.txt"))
}

async fn keep_by_version(State(assets): State<Arc<Assets>>, request: Request, next: Next) -> Response {
    if request.uri().path().len() > LONGEST_PATH {
        return refuse(StatusCode::NOT_FOUND, ErrorCode::NotFound, &request);
    }
    let is_this_version = request.uri().query().is_some_and(|query| assets.is_version(query));
    let mut response = next.run(request).await;
    // Only what is there is kept: a missing file may come with the next deployment.
    let is_there = response.status().is_success() || response.status() == StatusCode::NOT_MODIFIED;
    let kept = match (is_there, is_this_version) {
        (true, true) => "public, max-age=31536000, immutable",
        (true, false) => "no-cache",
        (false, _) => "no-store",
    };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(kept));
    response
}
