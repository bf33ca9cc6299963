//! AdminSetUserPassword: a password without a message to the user.

use serde::Deserialize;
use serde_json::{Value, json};

use super::wire::Answer;
use super::{Call, input, password};
use crate::sandbox::model::UserStatus;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Input {
    user_pool_id: Option<String>,
    username: Option<String>,
    password: Option<String>,
    permanent: Option<bool>,
}

/// AdminSetUserPassword: permanent makes the user CONFIRMED, temporary FORCE_CHANGE_PASSWORD,
/// whatever the user was before.
pub fn set(call: &mut Call<'_>, body: &Value) -> Answer {
    let input: Input = input::read(body)?;
    let password = input::required("password", input.password.as_ref())?;
    let (pool, username) = call.target(input.user_pool_id.as_ref(), input.username.as_ref())?;
    password::change(call, pool, &username, password)?;
    let now = call.now;
    let user = call.user_mut(pool, &username)?;
    if input.permanent.unwrap_or_default() {
        user.status = UserStatus::Confirmed;
        user.temporary_since = None;
    } else {
        user.status = UserStatus::ForceChangePassword;
        user.temporary_since = Some(now);
    }
    call.log_effect(pool, &username)?;
    Ok(json!({}))
}
