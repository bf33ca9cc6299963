//! Stylesheet, scripts and WebAssembly. Their addresses carry the build's version, so they may be kept for a year.

use axum::Router;
use axum::http::{HeaderValue, header};
use std::path::Path;
use tower::ServiceBuilder;
use tower_http::services::{ServeDir, ServeFile};
use tower_http::set_header::SetResponseHeaderLayer;

/// Where pages find the assets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assets {
    version: String,
}

impl Assets {
    /// Reads the build's version from `version.txt`; without one the assets are asked for anew each time the server starts.
    pub fn find(site_dir: &Path) -> Self {
        let version = std::fs::read_to_string(site_dir.join("version.txt")).unwrap_or_default();
        let version: String = version.trim().chars().filter(char::is_ascii_alphanumeric).take(32).collect();
        if version.is_empty() {
            tracing::warn!(folder = %site_dir.display(), "no built site found: pages will be without style and scripts");
        }
        Self { version }
    }

    /// The address of a file under `/pkg/`.
    pub fn href(&self, file: &str) -> String {
        format!("/pkg/{file}?v={}", self.version)
    }
}

/// Serves `pkg/` and the files of `public/`, already compressed where a compressed sibling lies beside.
pub fn routes(site_dir: &Path) -> Router {
    let kept = |value: &'static str| SetResponseHeaderLayer::overriding(header::CACHE_CONTROL, HeaderValue::from_static(value));
    let packages = ServiceBuilder::new().layer(kept("public, max-age=31536000, immutable")).service(ServeDir::new(site_dir.join("pkg")).precompressed_br().precompressed_gzip());
    let single = |name: &str| ServiceBuilder::new().layer(kept("public, max-age=86400")).service(ServeFile::new(site_dir.join(name)));
    Router::new().nest_service("/pkg", packages).route_service("/favicon.svg", single("favicon.svg")).route_service("/robots.txt", single("robots.txt"))
}
