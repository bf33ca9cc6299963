//! `/sandbox/faults` and `/sandbox/faults/random`: what goes wrong next.

mod form;

use std::sync::Arc;

use axum::extract::rejection::JsonRejection;
use axum::extract::{Form, FromRequest, Request, State};
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Json, RequestExt as _};
use serde_json::json;

use self::form::Fields;
use super::error::ControlError;
use super::format::Format;
use crate::sandbox::cognito::{Fault, RandomFaults, operation_names};
use crate::sandbox::html::{COGNITO_NAV, page};
use crate::sandbox::shared::Shared;
use crate::sandbox::sts;

/// `GET`: the faults that are set, and a form for another.
pub async fn show(State(shared): State<Arc<Shared>>, format: Format) -> Response {
    match format {
        Format::Json => listed(&shared).into_response(),
        Format::Page => page("Faults", COGNITO_NAV, &form::body(&shared.faults.list(), shared.faults.dice().as_ref())),
    }
}

/// `POST`: adds a fault, by JSON or by the form.
pub async fn add(State(shared): State<Arc<Shared>>, request: Request) -> Result<Response, ControlError> {
    let kind = request.headers().get(header::CONTENT_TYPE).map(|it| it.as_bytes().to_vec()).unwrap_or_default();
    let is_form = kind.starts_with(b"application/x-www-form-urlencoded");
    let fault = if is_form {
        let Form(fields) = Form::<Fields>::from_request(request, &()).await.map_err(ControlError::invalid)?;
        Fault::try_from(fields)?
    } else {
        request.extract::<Json<Fault>, _>().await.map_err(ControlError::invalid)?.0
    };
    if !is_known(&fault.operation) {
        return Err(ControlError::invalid("an operation of this endpoint, or *"));
    }
    if fault.delay_ms.max(fault.delay_after_ms) > 120_000 || fault.times == Some(0) {
        return Err(ControlError::invalid("delays at most 120000, times at least 1"));
    }
    shared.faults.add(fault);
    Ok(if is_form { Redirect::to("/sandbox/faults").into_response() } else { listed(&shared).into_response() })
}

fn is_known(operation: &str) -> bool {
    operation == "*" || sts::OPERATIONS.contains(&operation) || operation_names().any(|name| name == operation)
}

/// `POST /sandbox/faults/random`: dice decide about each call from now on.
pub async fn randomise(State(shared): State<Arc<Shared>>, body: Result<Json<RandomFaults>, JsonRejection>) -> Result<Json<serde_json::Value>, ControlError> {
    let Json(asked) = body.map_err(ControlError::invalid)?;
    if asked.operations.is_empty() || !asked.operations.iter().all(|name| is_known(name)) {
        return Err(ControlError::invalid("operations: names of this endpoint's operations, or *"));
    }
    if !(0.0..=1.0).contains(&asked.share) || asked.kinds.is_empty() {
        return Err(ControlError::invalid("share from 0 to 1, and at least one of kinds"));
    }
    shared.faults.randomise(asked);
    Ok(listed(&shared))
}

/// `DELETE /sandbox/faults/random`: no more dice; faults that wait go on waiting.
pub async fn stop_dice(State(shared): State<Arc<Shared>>) -> Json<serde_json::Value> {
    shared.faults.stop_dice();
    listed(&shared)
}

/// `DELETE`: clears all faults, the dice among them.
pub async fn clear(State(shared): State<Arc<Shared>>) -> Json<serde_json::Value> {
    shared.faults.clear();
    listed(&shared)
}

/// `POST /sandbox/faults/clear`
pub async fn clear_by_form(State(shared): State<Arc<Shared>>) -> Redirect {
    shared.faults.clear();
    Redirect::to("/sandbox/faults")
}

/// The faults that wait; `random` only while dice decide.
fn listed(shared: &Shared) -> Json<serde_json::Value> {
    let mut told = json!({ "faults": shared.faults.list() });
    if let Some(dice) = shared.faults.dice() {
        told["random"] = json!(dice);
    }
    Json(told)
}
