//! `/sandbox/switches`: behaviour nobody has settled, and who may do what.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;

use super::error::ControlError;
use crate::sandbox::cognito::signed_operation_names;
use crate::sandbox::model::Switches;
use crate::sandbox::shared::Shared;
use crate::sandbox::sts;

/// `GET`
pub async fn show(State(shared): State<Arc<Shared>>) -> Json<Switches> {
    Json(shared.world.lock().await.switches.clone())
}

/// `POST`: absent switches go back to their default.
pub async fn set(State(shared): State<Arc<Shared>>, body: Result<Json<Switches>, JsonRejection>) -> Result<Json<Switches>, ControlError> {
    let Json(switches) = body.map_err(ControlError::invalid)?;
    let is_known = |name: &String| name == "*" || sts::RIGHTS.contains(&name.as_str()) || signed_operation_names().any(|known| known == name);
    if !switches.denied.iter().flat_map(|denial| &denial.operations).all(is_known) {
        return Err(ControlError::invalid("denied: operations of this endpoint that ask for IAM rights, or *"));
    }
    shared.change(|world| world.set_switches(switches)).await?;
    Ok(show(State(shared)).await)
}
