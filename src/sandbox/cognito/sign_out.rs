//! AdminUserGlobalSignOut and GlobalSignOut: revoke every token of a user.

use serde::Deserialize;
use serde_json::{Value, json};

use super::wire::Answer;
use super::{Call, auth, input};

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct AdminInput {
    user_pool_id: Option<String>,
    username: Option<String>,
}

/// AdminUserGlobalSignOut
pub fn by_administrator(call: &mut Call<'_>, body: &Value) -> Answer {
    let input: AdminInput = input::read(body)?;
    let (pool, username) = call.target(input.user_pool_id.as_ref(), input.username.as_ref())?;
    if call.world.switches.bumps_date_on_sign_out {
        let now = call.now;
        call.user_mut(pool, &username)?.modified_at = now;
    }
    revoke(call, pool, &username)
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct UserInput {
    access_token: Option<String>,
}

/// GlobalSignOut, by an access token.
pub fn by_user(call: &mut Call<'_>, body: &Value) -> Answer {
    let input: UserInput = input::read(body)?;
    let (pool, username) = auth::owner_of_access_token(call, input::required("accessToken", input.access_token.as_ref())?)?;
    revoke(call, pool, &username)
}

fn revoke(call: &mut Call<'_>, pool: usize, username: &str) -> Answer {
    call.user_mut(pool, username)?.revoke_sessions();
    call.log_effect(pool, username)?;
    Ok(json!({}))
}
