//! AdminConfirmSignUp.

use serde::Deserialize;
use serde_json::{Value, json};

use super::input::ClientMetadata;
use super::wire::{Answer, WireError};
use super::{Call, input};
use crate::sandbox::model::{Trigger, UserStatus};

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Input {
    user_pool_id: Option<String>,
    username: Option<String>,
    #[serde(default)]
    client_metadata: ClientMetadata,
}

/// AdminConfirmSignUp: UNCONFIRMED becomes CONFIRMED, and no contact becomes verified.
pub fn confirm(call: &mut Call<'_>, body: &Value) -> Answer {
    let input: Input = input::read(body)?;
    let (pool, username) = call.target(input.user_pool_id.as_ref(), input.username.as_ref())?;
    let now = call.now;
    let user = call.user(pool, &username)?;
    call.must_be_enabled(user)?;
    if user.status != UserStatus::Unconfirmed {
        let status = user.status.word();
        return Err(WireError::not_authorized(format!("User cannot be confirmed. Current status is {status}")));
    }
    let user = call.user_mut(pool, &username)?;
    user.status = UserStatus::Confirmed;
    user.modified_at = now;
    call.invoke(pool, Trigger::PostConfirmation, "ConfirmSignUp", &input.client_metadata)?;
    call.log_effect(pool, &username)?;
    Ok(json!({}))
}
