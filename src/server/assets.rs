//! Stylesheet, scripts and WebAssembly, from memory. Asked for by the build's version they are kept for a year; by any other address
//! they are asked for anew, so that a guard's own page and a page from before an upgrade never show an old look.

mod range;

use crate::features::layout::{Asset, Assets};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::any;
use range::Part;
use std::sync::Arc;

const YEAR: &str = "public, max-age=31536000, immutable";
const DAY: &str = "public, max-age=86400";
const ASK_ANEW: &str = "no-cache";

/// Serves `pkg/` and the files of `public/`, as the build compressed them where the browser takes that.
pub fn routes(assets: Arc<Assets>) -> Router {
    let packages = Router::new().fallback(package);
    Router::new().nest("/pkg", packages).route("/favicon.svg", any(single)).route("/robots.txt", any(single)).with_state(assets)
}

async fn package(State(assets): State<Arc<Assets>>, request: Request) -> Response {
    let version = assets.version();
    let is_this_version = !version.is_empty() && request.uri().query().is_some_and(|query| query.strip_prefix("v=") == Some(version.as_str()));
    serve(&assets, &version, &format!("pkg{}", request.uri().path()), &request, if is_this_version { YEAR } else { ASK_ANEW })
}

async fn single(State(assets): State<Arc<Assets>>, request: Request) -> Response {
    serve(&assets, &assets.version(), request.uri().path().trim_start_matches('/'), &request, DAY)
}

fn serve(assets: &Assets, version: &str, path: &str, request: &Request, kept: &'static str) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "GET, HEAD"), (header::CACHE_CONTROL, "no-store")]).into_response();
    }
    // Only what is there is kept: a missing file may come with the next deployment.
    let Some(asset) = assets.file(path) else { return (StatusCode::NOT_FOUND, [(header::CACHE_CONTROL, "no-store")]).into_response() };
    // Weak: the same for every encoding of a file, and the version is of all of them.
    let etag = format!("W/\"{version}\"");
    let is_known = request.headers().get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).is_some_and(|known| known.split(',').any(|tag| tag.trim() == etag));
    let mut response = if is_known { StatusCode::NOT_MODIFIED.into_response() } else { content(&asset, request) };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(kept));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if let Ok(etag) = HeaderValue::from_str(&etag) {
        headers.insert(header::ETAG, etag);
    }
    if response.status().is_success() {
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type(path)));
    }
    response
}

/// The file in the best encoding that the browser takes, or the part of it that it asks for.
fn content(asset: &Asset, request: &Request) -> Response {
    let (encoding, whole) = encoded(asset, request.headers());
    let part = range::asked(request.headers(), whole.len());
    let (status, bytes) = match &part {
        Part::Whole => (StatusCode::OK, whole.clone()),
        Part::Of(range) => (StatusCode::PARTIAL_CONTENT, whole.slice(range.clone())),
        Part::Beyond => (StatusCode::RANGE_NOT_SATISFIABLE, Bytes::new()),
    };
    let length = bytes.len();
    let body = if request.method() == Method::HEAD { Body::empty() } else { Body::from(bytes) };
    let mut response = (status, [(header::ACCEPT_RANGES, "bytes".to_owned()), (header::CONTENT_LENGTH, length.to_string())], body).into_response();
    if let Some(range) = part.header(whole.len()).and_then(|range| HeaderValue::from_str(&range).ok()) {
        response.headers_mut().insert(header::CONTENT_RANGE, range);
    }
    if let Some(encoding) = encoding {
        response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    response
}

fn encoded<'a>(asset: &'a Asset, headers: &HeaderMap) -> (Option<&'static str>, &'a Bytes) {
    let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    match (&asset.brotli, &asset.gzip) {
        (Some(brotli), _) if accepts(accepted, "br") => (Some("br"), brotli),
        (_, Some(gzip)) if accepts(accepted, "gzip") => (Some("gzip"), gzip),
        _ => (None, &asset.plain),
    }
}

/// RFC 9110, section 12.5.3: named, and not with a weight of nothing.
fn accepts(accepted: &str, encoding: &str) -> bool {
    accepted.split(',').any(|item| {
        let (name, weight) = item.split_once(';').unwrap_or((item, ""));
        let weight = weight.trim().strip_prefix("q=").map_or(1.0, |weight| weight.parse::<f32>().unwrap_or(0.0));
        name.trim().eq_ignore_ascii_case(encoding) && weight > 0.0
    })
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, extension)| extension) {
        Some("css") => "text/css",
        Some("js") => "text/javascript",
        Some("wasm") => "application/wasm",
        Some("svg") => "image/svg+xml",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests;
