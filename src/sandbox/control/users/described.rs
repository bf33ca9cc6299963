//! A user as the control endpoint tells them.

use axum::Json;
use serde_json::{Value, json};

use super::ControlError;
use crate::sandbox::clock::Moment;
use crate::sandbox::cognito::shown_code;
use crate::sandbox::model::World;

/// Everything but passwords and tokens.
pub fn described(world: &World, pool: usize, username: &str, now: Moment) -> Result<Json<Value>, ControlError> {
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
        "code": user.code.as_ref().map(|sent| &sent.code),
        "code_expires_at": user.code.as_ref().map(|sent| sent.expires_at.rfc3339()),
        "attempts": user.attempts.len(),
        "live_sessions": user.live_sessions(now),
        "failed_sign_ins": user.failed_sign_ins,
        "locked_until": user.locked_until.map(Moment::rfc3339),
    });
    if let Some(code) = shown_code(&world.token_secret, user, now) {
        told["software_token_code"] = json!(code);
    }
    Ok(Json(told))
}
