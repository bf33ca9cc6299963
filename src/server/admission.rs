//! Who is let in when there is too much to do. What is admitted is answered about as soon as ever, the rest at once with 503 and `Retry-After`: actions of
//! staff before a user's page, that before searches, those before the trail. `docs/decisions/0030-too-much-to-do.md` says why.

mod class;
mod gate;
mod known;
mod pace;

use super::caller::SignedIn;
use super::problem::refuse;
use crate::features::pressure::Pressure;
use crate::wire::ErrorCode;
use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use class::{Class, is_ending, session_of};
use gate::Gate;
use known::KnownSessions;
use std::sync::Arc;
use tokio::sync::{Notify, Semaphore};

/// Places that only endings of sessions and locks have; beyond them they are actions among others.
const ENDINGS: usize = 32;

#[derive(Clone)]
struct Door {
    gate: Arc<Gate>,
    work: Arc<Notify>,
    endings: Arc<Semaphore>,
    known: Arc<KnownSessions>,
}

impl Door {
    fn new() -> Self {
        Self { gate: Gate::new(), work: Arc::default(), endings: Arc::new(Semaphore::new(ENDINGS)), known: Arc::default() }
    }
}

/// Puts the gate before a router. A place is held until an answer begins: what is sent for long afterwards, an export or the progress of a run, holds none.
pub fn admitted(router: Router, pressure: Arc<Pressure>) -> Router {
    let door = Door::new();
    // Without a runtime, as in a test of routes, nothing is ever late.
    if let Ok(runtime) = tokio::runtime::Handle::try_current() {
        runtime.spawn(pace::keep(Arc::downgrade(&door.gate), Arc::clone(&door.work), pressure));
    }
    router.layer(from_fn_with_state(door, enter))
}

async fn enter(State(door): State<Door>, request: Request, next: Next) -> Response {
    if is_ending(&request)
        && let Ok(_place) = door.endings.try_acquire()
    {
        return next.run(request).await;
    }
    let session = session_of(request.headers());
    let class = Class::of(&request, session.is_some_and(|session| door.known.knows(session)));
    let place = door.gate.enter(class, session).await;
    door.work.notify_one();
    let Some(_place) = place else {
        let mut response = refuse(StatusCode::SERVICE_UNAVAILABLE, ErrorCode::Overloaded, &request);
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static(class.retry_after()));
        return response;
    };
    let response = next.run(request).await;
    if let Some(session) = session
        && response.extensions().get::<SignedIn>().is_some()
    {
        door.known.note(session);
    }
    response
}

#[cfg(test)]
mod tests;
