//! AdminEnableUser and AdminDisableUser.

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

/// AdminEnableUser
pub fn enable(call: &mut Call<'_>, body: &Value) -> Answer {
    switch(call, body, true)
}

/// AdminDisableUser: also revokes the user's tokens.
pub fn disable(call: &mut Call<'_>, body: &Value) -> Answer {
    switch(call, body, false)
}

fn switch(call: &mut Call<'_>, body: &Value, enabled: bool) -> Answer {
    let input: Input = input::read(body)?;
    let (pool, username) = call.target(input.user_pool_id.as_ref(), input.username.as_ref())?;
    let now = call.now;
    let bumps_date = call.world.switches.bumps_date_on_repeated_switch;
    let user = call.user_mut(pool, &username)?;
    if user.enabled != enabled || bumps_date {
        user.modified_at = now;
    }
    user.enabled = enabled;
    if !enabled {
        user.revoke_sessions();
    }
    call.log_effect(pool, &username)?;
    Ok(json!({}))
}
