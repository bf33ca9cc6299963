//! `POST /sandbox/users/{pool}`: many users in one request.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use serde::Deserialize;
use serde_json::{Value, json};

use super::names::Names;
use super::patch::Patch;
use super::{ControlError, pool_at, pool_index};
use crate::sandbox::model::User;
use crate::sandbox::shared::Shared;

/// Users by username.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Many {
    users: BTreeMap<String, Patch>,
}

/// Puts all of them or, when one is refused, none; answers each one's `sub`.
pub async fn put(State(shared): State<Arc<Shared>>, Path(pool): Path<String>, body: Result<Json<Many>, JsonRejection>) -> Result<Json<Value>, ControlError> {
    let Json(many) = body.map_err(ControlError::invalid)?;
    let now = shared.clock.now();
    let mut world = shared.world.lock().await;
    let index = pool_index(&world, &pool)?;
    let there = pool_at(&world, index)?;
    let mut names = Names::of(there);
    let mut users: Vec<User> = Vec::with_capacity(many.users.len());
    for (username, patch) in many.users {
        patch.check()?;
        names.claim(&username)?;
        users.push(patch.into_user(there, username, now)?);
    }
    let subs: BTreeMap<String, String> = users.iter().map(|user| (user.username.clone(), user.sub().to_owned())).collect();
    for user in users {
        world.add_user(index, user);
    }
    shared.store.commit(world.take_changes()?).await?;
    Ok(Json(json!({ "count": subs.len(), "subs": subs })))
}
