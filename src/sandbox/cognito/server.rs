//! The HTTP side of the endpoint: signature, faults, the operation, and the commit before the answer.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, Response, StatusCode};
use serde_json::Value;

use super::faults::{Fault, FaultKind};
use super::wire::{self, Answer, WireError};
use super::{Call, OPERATIONS, Operation, signature};
use crate::sandbox::chance;
use crate::sandbox::net::Line;
use crate::sandbox::shared::Shared;

/// `POST /`
///
/// The work goes on when the client has gone: AWS does not undo a reset because somebody stopped
/// waiting for the answer.
pub async fn serve(State(shared): State<Arc<Shared>>, ConnectInfo(line): ConnectInfo<Line>, headers: HeaderMap, body: Bytes) -> Response<Body> {
    let request_id = chance::request_id();
    let lost = wire::respond(Err(WireError::internal()), &request_id);
    let work = tokio::spawn(async move { answer(&shared, &line, &headers, &body, &request_id).await });
    work.await.unwrap_or(lost)
}

async fn answer(shared: &Shared, line: &Line, headers: &HeaderMap, body: &[u8], request_id: &str) -> Response<Body> {
    let operation = match operation(headers) {
        Ok(operation) => operation,
        Err(error) => return wire::respond(Err(error), request_id),
    };
    let Some(fault) = shared.faults.take(operation.name) else {
        return wire::respond(run(shared, operation, headers, body, request_id).await, request_id);
    };
    tokio::time::sleep(Duration::from_millis(fault.delay_ms)).await;
    let nothing = || wire::raw(StatusCode::OK, request_id, String::new());
    if fault.kind == Some(FaultKind::CutBefore) {
        line.cut();
        return nothing();
    }
    if let Some(error) = refusal(&fault, operation.name) {
        return wire::respond(Err(error), request_id);
    }
    let answer = run(shared, operation, headers, body, request_id).await;
    tokio::time::sleep(Duration::from_millis(fault.delay_after_ms)).await;
    match fault.kind {
        Some(FaultKind::CutAfter) => {
            line.cut();
            nothing()
        }
        Some(FaultKind::Garbage) => wire::raw(StatusCode::OK, request_id, "<html><body>It works!".to_owned()),
        _ => wire::respond(answer, request_id),
    }
}

fn operation(headers: &HeaderMap) -> Result<&'static Operation, WireError> {
    let unknown = || WireError::new("UnknownOperationException", "Unknown operation.");
    let target = headers.get("x-amz-target").and_then(|it| it.to_str().ok()).ok_or_else(unknown)?;
    let name = target.strip_prefix("AWSCognitoIdentityProviderService.").ok_or_else(unknown)?;
    OPERATIONS.iter().find(|it| it.name == name).ok_or_else(unknown)
}

async fn run(shared: &Shared, operation: &Operation, headers: &HeaderMap, body: &[u8], request_id: &str) -> Answer {
    let region = match operation.is_signed {
        true => Some(signature::signed_region(headers)?),
        false => None,
    };
    let input: Value = serde_json::from_slice(body).map_err(|_| WireError::new("SerializationException", "The request body is not JSON."))?;
    let mut world = shared.world.lock().await;
    let answer = (operation.run)(&mut Call { world: &mut world, now: shared.clock.now(), region: region.as_deref(), operation: operation.name, request_id }, &input);
    // A refused call may have changed something too: a wrong password counts.
    let changes = world.take_changes()?;
    shared.store.commit(changes).await?;
    answer
}

/// The faults that answer instead of the operation, without an effect.
fn refusal(fault: &Fault, operation: &str) -> Option<WireError> {
    Some(match fault.kind? {
        FaultKind::Throttle => WireError::new("TooManyRequestsException", "Rate exceeded"),
        FaultKind::LimitExceeded => WireError::new("LimitExceededException", "Attempt limit exceeded, please try after some time."),
        FaultKind::InternalError => WireError::internal(),
        FaultKind::AccessDenied => WireError::new(
            "AccessDeniedException",
            format!(
                "User: arn:aws:sts::123456789012:assumed-role/passdesk/sandbox is not authorized to perform: cognito-idp:{operation} because no identity-based policy allows the cognito-idp:{operation} action"
            ),
        ),
        FaultKind::UserLambdaValidation => WireError::new("UserLambdaValidationException", "CustomMessage failed with error the ticket is not known."),
        FaultKind::BadSignature => WireError::new(
            "InvalidSignatureException",
            "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.",
        ),
        FaultKind::ExpiredToken => WireError::new("ExpiredTokenException", "The security token included in the request is expired"),
        FaultKind::CodeDeliveryFailure => WireError::new("CodeDeliveryFailureException", "Failed to deliver the verification code."),
        FaultKind::OperationNotEnabled => WireError::new("OperationNotEnabledException", "The operation is not enabled for this user pool."),
        FaultKind::CutBefore | FaultKind::CutAfter | FaultKind::Garbage => return None,
    })
}
