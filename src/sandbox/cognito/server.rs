//! The HTTP side of the endpoint: signature, faults, the operation, and the commit before the answer.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, Method, Response, StatusCode, Uri};
use serde_json::Value;

use super::faults::{self, FaultKind};
use super::signature::{self, Request};
use super::wire::{self, Answer, WireError};
use super::{Call, OPERATIONS, Operation, access, constraints, input};
use crate::sandbox::chance;
use crate::sandbox::net::Line;
use crate::sandbox::shared::Shared;

/// No client waits for an answer longer than this.
const FOREVER: Duration = Duration::from_secs(300);

/// `POST /`
///
/// The work goes on when the client has gone: AWS does not undo a reset because somebody stopped
/// waiting for the answer.
pub async fn serve(State(shared): State<Arc<Shared>>, ConnectInfo(line): ConnectInfo<Line>, method: Method, uri: Uri, headers: HeaderMap, body: Bytes) -> Response<Body> {
    let request_id = chance::request_id();
    let lost = wire::respond(Err(WireError::internal()), &request_id);
    let work = tokio::spawn(async move {
        let request = Request { method: &method, uri: &uri, headers: &headers, body: &body };
        answer(&shared, &line, &request, &request_id).await
    });
    work.await.unwrap_or(lost)
}

async fn answer(shared: &Shared, line: &Line, request: &Request<'_>, request_id: &str) -> Response<Body> {
    let operation = match operation(request.headers) {
        Ok(operation) => operation,
        Err(error) => return wire::respond(Err(error), request_id),
    };
    let Some(fault) = shared.faults.take(operation.name, || target(request.body)) else {
        return wire::respond(run(shared, operation, request, request_id).await, request_id);
    };
    tokio::time::sleep(Duration::from_millis(fault.delay_ms)).await;
    let kind = match fault.kind {
        Some(kind) if !kind.lets_run() => return instead(kind, operation, line, request, request_id).await,
        kind => kind,
    };
    let answer = run(shared, operation, request, request_id).await;
    tokio::time::sleep(Duration::from_millis(fault.delay_after_ms)).await;
    match kind {
        None => wire::respond(answer, request_id),
        Some(FaultKind::Garbage) => wire::raw(StatusCode::OK, request_id, "<html><body>It works!".to_owned()),
        Some(kind) => silence(kind == FaultKind::TimeoutAfter, line, request_id).await,
    }
}

/// Whom a call is about, as far as it says so.
fn target(body: &[u8]) -> String {
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    let member = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default();
    format!("{}{}/{}", member("UserPoolId"), member("ClientId"), member("Username"))
}

/// What a fault answers in the place of the operation.
async fn instead(kind: FaultKind, operation: &Operation, line: &Line, request: &Request<'_>, request_id: &str) -> Response<Body> {
    match kind {
        FaultKind::Exception(place) => {
            let body: Value = serde_json::from_slice(request.body).unwrap_or_default();
            let region = signature::signed_region(request, false).unwrap_or_else(|_| "us-east-1".to_owned());
            let error = faults::answer(place, operation.name, &region, body.get("UserPoolId").and_then(Value::as_str));
            wire::respond(Err(error), request_id)
        }
        FaultKind::Unavailable => wire::page(StatusCode::SERVICE_UNAVAILABLE, "<html><body>503 Service Unavailable</body></html>"),
        other => silence(other == FaultKind::TimeoutBefore, line, request_id).await,
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

fn operation(headers: &HeaderMap) -> Result<&'static Operation, WireError> {
    let unknown = || WireError::new("UnknownOperationException", "Unknown operation.");
    let target = headers.get("x-amz-target").and_then(|it| it.to_str().ok()).ok_or_else(unknown)?;
    let name = target.strip_prefix("AWSCognitoIdentityProviderService.").ok_or_else(unknown)?;
    OPERATIONS.iter().find(|it| it.name == name).ok_or_else(unknown)
}

/// Signature, rights, types and constraints, and then the operation itself: the order of AWS.
async fn run(shared: &Shared, operation: &Operation, request: &Request<'_>, request_id: &str) -> Answer {
    let mut world = shared.world.lock().await;
    let region = match operation.is_signed {
        true => Some(signature::signed_region(request, world.switches.only_known_keys)?),
        false => None,
    };
    let body: Value = serde_json::from_slice(request.body).map_err(|_| WireError::new("SerializationException", "The request body is not JSON."))?;
    if let Some(region) = &region {
        access::check(&world.switches, operation.name, region, &body)?;
    }
    constraints::check(operation.input, &body)?;
    let body = input::without_nulls(body);
    let answer =
        (operation.run)(&mut Call { world: &mut world, now: shared.clock.now(), region: region.as_deref(), operation: operation.name, request_id, invoked: Vec::new() }, &body);
    // A refused call may have changed something too: a wrong password counts.
    let changes = world.take_changes()?;
    shared.store.commit(changes).await?;
    answer
}
