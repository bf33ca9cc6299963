//! `/sandbox/users/…`: what happens to users behind the console's back. No effect, no message.

mod described;
mod many;
mod names;
mod patch;

pub use many::put as put_many;

use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde_json::Value;

use self::described::described;
use self::names::Names;
use self::patch::Patch;
use super::error::ControlError;
use crate::sandbox::cognito::find_user;
use crate::sandbox::model::{Pool, World};
use crate::sandbox::shared::Shared;

type Body = Result<Json<Patch>, JsonRejection>;

/// `GET /sandbox/users/{pool}/{username}`: a user with what Cognito would not tell.
pub async fn show(State(shared): State<Arc<Shared>>, Path((pool, name)): Path<(String, String)>) -> Result<Json<Value>, ControlError> {
    let now = shared.clock.now();
    let world = shared.world.lock().await;
    let (index, username) = place(&world, &pool, &name)?;
    described(&world, index, &username, now)
}

/// `POST /sandbox/users/{pool}/{username}`: changes a user who is there.
pub async fn patch(State(shared): State<Arc<Shared>>, Path((pool, name)): Path<(String, String)>, body: Body) -> Result<Json<Value>, ControlError> {
    let patch = checked(body)?;
    let now = shared.clock.now();
    let mut world = shared.world.lock().await;
    let (index, username) = place(&world, &pool, &name)?;
    let user = world.user_mut(index, &username).ok_or_else(|| ControlError::missing("user"))?;
    patch.apply(user, now);
    shared.store.commit(world.take_changes()?).await?;
    described(&world, index, &username, now)
}

/// `PUT /sandbox/users/{pool}/{username}`: a user with this very username and nothing of an earlier
/// one.
pub async fn put(State(shared): State<Arc<Shared>>, Path((pool, name)): Path<(String, String)>, body: Body) -> Result<Json<Value>, ControlError> {
    let patch = checked(body)?;
    let now = shared.clock.now();
    let mut world = shared.world.lock().await;
    let index = pool_index(&world, &pool)?;
    let there = pool_at(&world, index)?;
    Names::of(there).claim(&name)?;
    let user = patch.into_user(there, name.clone(), now)?;
    world.add_user(index, user);
    shared.store.commit(world.take_changes()?).await?;
    described(&world, index, &name, now)
}

/// `DELETE /sandbox/users/{pool}/{username}`: the user was never there.
pub async fn remove(State(shared): State<Arc<Shared>>, Path((pool, name)): Path<(String, String)>) -> Result<StatusCode, ControlError> {
    let mut world = shared.world.lock().await;
    let (index, username) = place(&world, &pool, &name)?;
    world.remove_user(index, &username);
    shared.store.commit(world.take_changes()?).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn checked(body: Body) -> Result<Patch, ControlError> {
    let Json(patch) = body.map_err(ControlError::invalid)?;
    patch.check()?;
    Ok(patch)
}

fn pool_index(world: &World, id: &str) -> Result<usize, ControlError> {
    world.pools.iter().position(|it| it.settings.id == id).ok_or_else(|| ControlError::missing("pool"))
}

fn pool_at(world: &World, index: usize) -> Result<&Pool, ControlError> {
    world.pools.get(index).ok_or_else(|| ControlError::missing("pool"))
}

/// The pool, and the canonical username of somebody who may be named by an alias or the `sub`.
fn place(world: &World, pool: &str, name: &str) -> Result<(usize, String), ControlError> {
    let index = pool_index(world, pool)?;
    let username = find_user(pool_at(world, index)?, name).map_err(|_| ControlError::missing("user"))?;
    Ok((index, username))
}
