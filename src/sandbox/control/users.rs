//! `/sandbox/users/{pool}/{username}`: what happens to a user behind the console's back.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Value, json};

use super::error::ControlError;
use crate::sandbox::chance;
use crate::sandbox::clock::Moment;
use crate::sandbox::cognito::{find_user, shown_code};
use crate::sandbox::model::{PasswordHash, User, UserStatus, World};
use crate::sandbox::shared::Shared;

/// What to change; absent fields stay.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Patch {
    status: Option<UserStatus>,
    enabled: Option<bool>,
    /// `null` takes an attribute away.
    #[serde(default)]
    attributes: BTreeMap<String, Option<String>>,
    groups: Option<Vec<String>>,
    mfa: Option<Vec<String>>,
    /// Set without asking the pool's policy.
    password: Option<String>,
    /// How old the temporary password is.
    temporary_age_seconds: Option<i64>,
}

/// `GET`: a user with what Cognito would not tell.
pub async fn show(State(shared): State<Arc<Shared>>, Path(path): Path<(String, String)>) -> Result<Json<Value>, ControlError> {
    let now = shared.clock.now();
    let world = shared.world.lock().await;
    let (pool, username) = place(&world, &path)?;
    described(&world, pool, &username, now)
}

/// `POST`: changes a user; not an effect in the log, and without a message.
pub async fn patch(State(shared): State<Arc<Shared>>, Path(path): Path<(String, String)>, body: Result<Json<Patch>, JsonRejection>) -> Result<Json<Value>, ControlError> {
    let Json(patch) = body.map_err(ControlError::invalid)?;
    let now = shared.clock.now();
    let mut world = shared.world.lock().await;
    let (pool, username) = place(&world, &path)?;
    let user = world.user_mut(pool, &username).ok_or_else(|| ControlError::missing("user"))?;
    apply(user, patch, now);
    shared.store.commit(world.take_changes()?).await?;
    described(&world, pool, &username, now)
}

/// `DELETE`: the user was never there.
pub async fn remove(State(shared): State<Arc<Shared>>, Path(path): Path<(String, String)>) -> Result<StatusCode, ControlError> {
    let mut world = shared.world.lock().await;
    let (pool, username) = place(&world, &path)?;
    world.remove_user(pool, &username);
    shared.store.commit(world.take_changes()?).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn place(world: &World, (pool, name): &(String, String)) -> Result<(usize, String), ControlError> {
    let index = world.pools.iter().position(|it| it.settings.id == *pool);
    let index = index.ok_or_else(|| ControlError::missing("pool"))?;
    let pool = world.pools.get(index).ok_or_else(|| ControlError::missing("pool"))?;
    let username = find_user(pool, name).map_err(|_| ControlError::missing("user"))?;
    Ok((index, username))
}

fn apply(user: &mut User, patch: Patch, now: Moment) {
    if let Some(status) = patch.status {
        user.status = status;
        user.temporary_since = (status == UserStatus::ForceChangePassword).then_some(now);
    }
    if let Some(age) = patch.temporary_age_seconds {
        user.temporary_since = Some(now.plus_seconds(age.saturating_neg()));
    }
    user.enabled = patch.enabled.unwrap_or(user.enabled);
    if patch.enabled == Some(false) {
        user.revoke_sessions();
    }
    for (name, value) in patch.attributes {
        match value {
            Some(value) => user.attributes.insert(name, value),
            None => user.attributes.remove(&name),
        };
    }
    user.groups = patch.groups.unwrap_or_else(|| std::mem::take(&mut user.groups));
    user.mfa = patch.mfa.unwrap_or_else(|| std::mem::take(&mut user.mfa));
    if let Some(password) = patch.password {
        user.replace_password(PasswordHash::new(&password, chance::token()));
    }
    user.modified_at = now;
}

fn described(world: &World, pool: usize, username: &str, now: Moment) -> Result<Json<Value>, ControlError> {
    let missing = || ControlError::missing("user");
    let pool = world.pools.get(pool).ok_or_else(missing)?;
    let user = pool.users.get(username).ok_or_else(missing)?;
    let mut told = json!({
        "pool": pool.settings.id,
        "username": user.username,
        "sub": user.sub(),
        "status": user.status,
        "enabled": user.enabled,
        "attributes": user.attributes,
        "groups": user.groups,
        "mfa": user.mfa,
        "created_at": user.created_at.rfc3339(),
        "modified_at": user.modified_at.rfc3339(),
        "temporary_since": user.temporary_since.map(Moment::rfc3339),
        "has_code": user.code.is_some(),
        "live_sessions": user.live_sessions(now),
        "failed_sign_ins": user.failed_sign_ins,
        "locked_until": user.locked_until.map(Moment::rfc3339),
    });
    if let Some(code) = shown_code(&world.token_secret, user, now) {
        told["software_token_code"] = json!(code);
    }
    Ok(Json(told))
}
