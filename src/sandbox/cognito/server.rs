//! The HTTP side of the endpoint: signature, faults, the operation, and the commit before the answer.

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::http::header::USER_AGENT;
use axum::http::{HeaderMap, Method, Response, Uri};
use serde_json::Value;

use super::faults;
use super::signature::{self, Request, Signed};
use super::wire::{self, Answer, WireError};
use super::{Call, KeptRequest, OPERATIONS, Operation, access, constraints, input};
use crate::sandbox::chance;
use crate::sandbox::model::Switches;
use crate::sandbox::net::Line;
use crate::sandbox::shared::Shared;

/// The service's name in a signature's scope.
const SERVICE: &str = "cognito-idp";

/// `POST /`
///
/// The work goes on when the client has gone: AWS does not undo a reset because somebody stopped
/// waiting for the answer.
pub async fn serve(shared: Arc<Shared>, line: Line, method: Method, uri: Uri, headers: HeaderMap, body: Bytes) -> Response<Body> {
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
    let run = async { wire::respond(run(shared, operation, request, request_id).await, request_id) };
    let instead = |place| {
        let body: Value = serde_json::from_slice(request.body).unwrap_or_default();
        let region =
            signature::signer_of(request, SERVICE, &shared.sessions, shared.clock.now(), &Switches::default()).map_or_else(|_| "us-east-1".to_owned(), |signed| signed.region);
        let error = faults::answer(place, operation.name, &region, body.get("UserPoolId").and_then(Value::as_str));
        wire::respond(Err(error), request_id)
    };
    faults::meet(&shared.faults, line, operation.name, || target(request.body), request_id, run, instead).await
}

/// Whom a call is about, as far as it says so.
fn target(body: &[u8]) -> String {
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    let member = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default();
    format!("{}{}/{}", member("UserPoolId"), member("ClientId"), member("Username"))
}

fn operation(headers: &HeaderMap) -> Result<&'static Operation, WireError> {
    let unknown = || WireError::new("UnknownOperationException", "Unknown operation.");
    let target = headers.get("x-amz-target").and_then(|it| it.to_str().ok()).ok_or_else(unknown)?;
    let name = target.strip_prefix("AWSCognitoIdentityProviderService.").ok_or_else(unknown)?;
    OPERATIONS.iter().find(|it| it.name == name).ok_or_else(unknown)
}

fn keep(shared: &Shared, operation: &Operation, request: &Request<'_>, signed: &Signed, request_id: &str, input: &Value) {
    let user_agent = request.headers.get(USER_AGENT).and_then(|it| it.to_str().ok()).unwrap_or_default().to_owned();
    let (operation, region, caller, request_id) = (operation.name, signed.region.clone(), signed.arn.clone(), request_id.to_owned());
    shared.requests.keep(KeptRequest { sequence: 0, operation, region, caller, user_agent, request_id, input: input.clone() });
}

/// Signature, rights, types and constraints, and then the operation itself: the order of AWS.
async fn run(shared: &Shared, operation: &Operation, request: &Request<'_>, request_id: &str) -> Answer {
    let mut world = shared.world.lock().await;
    let now = shared.clock.now();
    let signed = match operation.is_signed {
        true => Some(signature::signer_of(request, SERVICE, &shared.sessions, now, &world.switches)?),
        false => None,
    };
    let region = signed.as_ref().map(|signed| signed.region.as_str());
    let session = signed.as_ref().and_then(|signed| signed.session.as_ref());
    let body: Value = serde_json::from_slice(request.body).map_err(|_| WireError::new("SerializationException", "The request body is not JSON."))?;
    if let Some(signed) = &signed {
        keep(shared, operation, request, signed, request_id, &body);
        access::check(&world.switches, operation.name, &signed.region, &body)?;
    }
    constraints::check(operation.input, &body)?;
    let body = input::without_nulls(body);
    let call = &mut Call { world: &mut world, now, region, operation: operation.name, session, request_id, invoked: Vec::new() };
    let answer = (operation.run)(call, &body);
    // A refused call may have changed something too: a wrong password counts.
    let changes = world.take_changes()?;
    shared.store.commit(changes).await?;
    answer
}
