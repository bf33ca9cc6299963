//! AdminResetUserPassword: who can be reset, and what a reset does.

use serde::Deserialize;
use serde_json::{Value, json};

use super::input::ClientMetadata;
use super::recovery::{self, NoRecovery};
use super::wire::{Answer, WireError};
use super::{Call, delivery, input};
use crate::sandbox::model::{Contact, Medium, Pool, Switches, User, UserStatus};

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Input {
    user_pool_id: Option<String>,
    username: Option<String>,
    client_metadata: Option<ClientMetadata>,
}

/// AdminResetUserPassword
pub fn reset(call: &mut Call<'_>, body: &Value) -> Answer {
    let input: Input = input::read(body)?;
    let metadata = input.client_metadata.unwrap_or_default();
    let (pool, username) = call.target(input.user_pool_id.as_ref(), input.username.as_ref())?;
    let destination = code_destination(call.pool(pool)?, call.user(pool, &username)?, &call.world.switches)?;
    delivery::send_code(call, pool, &username, destination, metadata)?;
    let now = call.now;
    let bumps_date = call.world.switches.bumps_date_on_repeated_reset;
    let user = call.user_mut(pool, &username)?;
    if user.status != UserStatus::ResetRequired || bumps_date {
        user.modified_at = now;
    }
    user.status = UserStatus::ResetRequired;
    call.log_effect(pool, &username)?;
    Ok(json!({}))
}

/// Where the code goes if the user can be reset, and otherwise why not.
pub fn code_destination(pool: &Pool, user: &User, switches: &Switches) -> Result<(Medium, String), WireError> {
    if !user.enabled {
        return Err(WireError::not_authorized("User is disabled."));
    }
    let is_possible = match user.status {
        UserStatus::Confirmed | UserStatus::ResetRequired => true,
        // Nobody has settled in public what AWS answers here.
        UserStatus::Unconfirmed | UserStatus::ExternalProvider => switches.accept_unsettled_resets,
        UserStatus::ForceChangePassword | UserStatus::Archived | UserStatus::Compromised | UserStatus::Unknown => false,
    };
    if !is_possible {
        return Err(WireError::not_authorized("User password cannot be reset in the current state."));
    }
    match recovery::destination(pool, user) {
        Err(NoRecovery::AdminOnly) if switches.accept_unsettled_resets => {
            let any = [Contact::VerifiedEmail, Contact::VerifiedPhoneNumber];
            Ok(recovery::first_verified(&any, user).ok_or(NoRecovery::NoContact)?)
        }
        settled => Ok(settled?),
    }
}
