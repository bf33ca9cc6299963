//! AdminUserGlobalSignOut: revokes every token of a user.

use serde::Deserialize;
use serde_json::{Value, json};

use super::wire::Answer;
use super::{Call, input};

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Input {
    user_pool_id: Option<String>,
    username: Option<String>,
}

/// AdminUserGlobalSignOut
pub fn global(call: &mut Call<'_>, body: &Value) -> Answer {
    let input: Input = input::read(body)?;
    let (pool, username) = call.target(input.user_pool_id.as_ref(), input.username.as_ref())?;
    call.user_mut(pool, &username)?.sessions.clear();
    call.log_effect(pool, &username)?;
    Ok(json!({}))
}
