//! What a call meets: nothing, a delay, or what goes wrong before it or after it.

use std::time::Duration;

use axum::body::Body;
use axum::http::{Response, StatusCode};

use super::super::wire;
use super::{FaultKind, Faults};
use crate::sandbox::net::Line;

/// No client waits for an answer longer than this.
const FOREVER: Duration = Duration::from_secs(300);

/// Lets an operation run, as far as the fault that waits for it lets it; `exception` answers instead of it, by the exception's place in the
/// list.
pub async fn meet(
    faults: &Faults,
    line: &Line,
    operation: &str,
    target: impl FnOnce() -> String,
    request_id: &str,
    run: impl Future<Output = Response<Body>>,
    exception: impl FnOnce(usize) -> Response<Body>,
) -> Response<Body> {
    let Some(fault) = faults.take(operation, target) else { return run.await };
    tokio::time::sleep(Duration::from_millis(fault.delay_ms)).await;
    match fault.kind {
        Some(FaultKind::Exception(place)) => return exception(place),
        Some(FaultKind::Unavailable) => return wire::page(StatusCode::SERVICE_UNAVAILABLE, "<html><body>503 Service Unavailable</body></html>"),
        Some(kind) if !kind.lets_run() => return silence(kind == FaultKind::TimeoutBefore, line, request_id).await,
        _ => {}
    }
    let answer = run.await;
    tokio::time::sleep(Duration::from_millis(fault.delay_after_ms)).await;
    match fault.kind {
        None => answer,
        Some(FaultKind::Garbage) => wire::raw(StatusCode::OK, request_id, "<html><body>It works!".to_owned()),
        Some(FaultKind::StallAfter) => wire::head(request_id),
        Some(kind) => silence(kind == FaultKind::TimeoutAfter, line, request_id).await,
    }
}

/// Cuts the connection, at once or when nobody waits any more.
async fn silence(is_long: bool, line: &Line, request_id: &str) -> Response<Body> {
    if is_long {
        tokio::time::sleep(FOREVER).await;
    }
    line.cut();
    wire::raw(StatusCode::OK, request_id, String::new())
}
