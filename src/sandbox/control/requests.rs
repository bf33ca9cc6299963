//! `GET /sandbox/requests`: what was asked of Cognito, member by member, for tests that hold two callers against each other.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::sandbox::cognito::KeptRequest;
use crate::sandbox::shared::Shared;

/// Which requests are wanted: all, or those of one operation, and those after a number.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    operation: Option<String>,
    after: Option<u64>,
}

/// Oldest first.
pub async fn show(State(shared): State<Arc<Shared>>, Query(wanted): Query<Wanted>) -> Json<Value> {
    let is_wanted = |request: &KeptRequest| wanted.operation.as_ref().is_none_or(|name| name == request.operation) && wanted.after.is_none_or(|after| request.sequence > after);
    let requests: Vec<KeptRequest> = shared.requests.list().into_iter().filter(is_wanted).collect();
    Json(json!({ "count": requests.len(), "requests": requests }))
}
