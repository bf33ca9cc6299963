//! The Cognito listener's routes: the endpoint itself, the sandbox's pages and its control API.

mod clock;
mod effects;
mod error;
mod faults;
mod format;
mod given;
mod outbox;
mod overview;
mod pools;
mod requests;
mod switches;
mod users;

pub use format::Format;

use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{ConnectInfo, DefaultBodyLimit, State};
use axum::http::{HeaderMap, Method, Response, Uri};
use axum::middleware;
use axum::response::Redirect;
use axum::routing::{get, post};

use super::net::Line;
use super::shared::Shared;
use super::{cognito, guard, html, sts};

/// Large enough for a few ClientMetadata values of the permitted size.
const BODY_LIMIT: usize = 4 * 1024 * 1024;

/// Everything the Cognito listener serves.
pub fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/", post(aws).get(|| async { Redirect::to("/sandbox/") }))
        .route("/sandbox", get(|| async { Redirect::to("/sandbox/") }))
        .route("/sandbox/", get(overview::show))
        .route("/sandbox/sandbox.css", get(html::style))
        .route("/sandbox/outbox", get(outbox::show).delete(outbox::empty))
        .route("/sandbox/effects", get(effects::show))
        .route("/sandbox/effects/counts", get(effects::counts))
        .route("/sandbox/requests", get(requests::show))
        .route("/sandbox/faults", get(faults::show).post(faults::add).delete(faults::clear))
        .route("/sandbox/faults/random", post(faults::randomise).delete(faults::stop_dice))
        .route("/sandbox/faults/clear", post(faults::clear_by_form))
        .route("/sandbox/clock", get(clock::show).post(clock::change))
        .route("/sandbox/switches", get(switches::show).post(switches::set))
        .route("/sandbox/pools", get(pools::list))
        .route("/sandbox/pools/{id}", get(pools::show).post(pools::patch))
        .route("/sandbox/users/{pool}", post(users::put_many))
        .route("/sandbox/users/{pool}/{username}", get(users::show).post(users::patch).put(users::put).delete(users::remove))
        .layer(DefaultBodyLimit::max(BODY_LIMIT))
        .layer(middleware::from_fn_with_state(Arc::clone(&shared), guard::guard))
        .with_state(shared)
}

/// Two services at one address: Cognito has its operation in a header, STS in a form.
async fn aws(State(shared): State<Arc<Shared>>, ConnectInfo(line): ConnectInfo<Line>, method: Method, uri: Uri, headers: HeaderMap, body: Bytes) -> Response<Body> {
    match sts::is_asked(&headers) {
        true => sts::serve(shared, line, method, uri, headers, body).await,
        false => cognito::serve(shared, line, method, uri, headers, body).await,
    }
}
