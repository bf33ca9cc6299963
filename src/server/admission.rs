//! Who is let in when there is too much to do. What is admitted is answered about as soon as ever, the rest at once with 503 and `Retry-After`: actions of
//! staff before a user's page, that before searches, those before the trail. `docs/decisions/0030-too-much-to-do.md` says why.

mod class;
mod gate;
mod pace;

use super::problem::refuse;
use crate::features::pressure::Pressure;
use crate::wire::ErrorCode;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use class::{Class, is_never_refused, session_of};
use gate::Gate;
use std::sync::Arc;
use tokio::sync::Notify;

#[derive(Clone)]
struct Door {
    gate: Arc<Gate>,
    work: Arc<Notify>,
}

/// Puts the gate before a router. A place is held until an answer begins: what is sent for long afterwards, an export or the progress of a run, holds none.
pub fn admitted(router: Router, pressure: Arc<Pressure>) -> Router {
    let door = Door { gate: Gate::new(), work: Arc::default() };
    // Without a runtime, as in a test of routes, nothing is ever late.
    if let Ok(runtime) = tokio::runtime::Handle::try_current() {
        runtime.spawn(pace::keep(Arc::downgrade(&door.gate), Arc::clone(&door.work), pressure));
    }
    router.layer(from_fn_with_state(door, enter))
}

async fn enter(State(door): State<Door>, request: Request, next: Next) -> Response {
    if is_never_refused(&request) {
        return next.run(request).await;
    }
    let class = Class::of(&request);
    let place = door.gate.enter(class, session_of(request.headers())).await;
    door.work.notify_one();
    let Some(_place) = place else {
        let mut response = refuse(StatusCode::SERVICE_UNAVAILABLE, ErrorCode::Overloaded, &request);
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static(class.retry_after()));
        return response;
    };
    next.run(request).await
}

#[cfg(test)]
mod tests;
