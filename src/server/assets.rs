//! Stylesheet, scripts and WebAssembly. Their addresses carry the build's version, so they may be kept for a year.

use axum::Router;
use axum::http::{HeaderValue, header};
use std::path::Path;
use tower::ServiceBuilder;
use tower_http::services::{ServeDir, ServeFile};
use tower_http::set_header::SetResponseHeaderLayer;

/// Serves `pkg/` and the files of `public/`, already compressed where a compressed sibling lies beside.
pub fn routes(site_dir: &Path) -> Router {
    let kept = |value: &'static str| SetResponseHeaderLayer::overriding(header::CACHE_CONTROL, HeaderValue::from_static(value));
    let packages = ServiceBuilder::new().layer(kept("public, max-age=31536000, immutable")).service(ServeDir::new(site_dir.join("pkg")).precompressed_br().precompressed_gzip());
    let single = |name: &str| ServiceBuilder::new().layer(kept("public, max-age=86400")).service(ServeFile::new(site_dir.join(name)));
    Router::new().nest_service("/pkg", packages).route_service("/favicon.svg", single("favicon.svg")).route_service("/robots.txt", single("robots.txt"))
}
