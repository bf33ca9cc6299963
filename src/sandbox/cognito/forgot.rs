//! ForgotPassword and ConfirmForgotPassword: the user's half of a reset.

use serde::Deserialize;
use serde_json::{Value, json};

use super::auth_events::{self, Origin};
use super::input::ClientMetadata;
use super::reset::code_destination;
use super::wire::{Answer, WireError};
use super::{Call, delivery, input, lookup, password, recovery};
use crate::sandbox::chance;
use crate::sandbox::model::{AuthEventKind, AuthEventResponse, Medium, Trigger, UserStatus};

/// Wrong codes in a row before a code stops working.
const WRONG_TRIES: u32 = 5;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ForgotInput {
    client_id: Option<String>,
    username: Option<String>,
    client_metadata: Option<ClientMetadata>,
    user_context_data: Option<Origin>,
}

/// ForgotPassword: sends a code and leaves the user's status alone.
pub fn forgot(call: &mut Call<'_>, body: &Value) -> Answer {
    let input: ForgotInput = input::read(body)?;
    let name = input::required("username", input.username.as_ref())?;
    let metadata = input.client_metadata.unwrap_or_default();
    let pool = call.pool_of_client(input.client_id.as_ref())?;
    let Ok(username) = lookup::find(call.pool(pool)?, name) else {
        // The app clients hide who exists, here as at the sign-in.
        return Ok(delivered(Medium::Email, &format!("{}@example.com", chance::letters(1))));
    };
    let (medium, address) = code_destination(call.pool(pool)?, call.user(pool, &username)?, &call.world.switches)?;
    let answer = delivered(medium, &address);
    delivery::send_code(call, pool, &username, (medium, address), metadata)?;
    call.log_effect(pool, &username)?;
    auth_events::remember(call, pool, &username, (AuthEventKind::ForgotPassword, AuthEventResponse::Pass), input.user_context_data.as_ref())?;
    Ok(answer)
}

fn delivered(medium: Medium, address: &str) -> Value {
    let masked = recovery::masked(medium, address);
    json!({ "CodeDeliveryDetails": { "AttributeName": medium.attribute(), "DeliveryMedium": medium.word(), "Destination": masked } })
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ConfirmInput {
    client_id: Option<String>,
    username: Option<String>,
    confirmation_code: Option<String>,
    password: Option<String>,
    #[serde(default)]
    client_metadata: ClientMetadata,
    user_context_data: Option<Origin>,
}

/// ConfirmForgotPassword: the code and a new password make the user CONFIRMED.
pub fn confirm(call: &mut Call<'_>, body: &Value) -> Answer {
    let input: ConfirmInput = input::read(body)?;
    let name = input::required("username", input.username.as_ref())?;
    let code = input::required("confirmationCode", input.confirmation_code.as_ref())?;
    let password = input::required("password", input.password.as_ref())?;
    let pool = call.pool_of_client(input.client_id.as_ref())?;
    let username = lookup::find(call.pool(pool)?, name).map_err(|_| mismatch())?;
    check_code(call, pool, &username, code)?;
    password::change(call, pool, &username, password)?;
    let user = call.user_mut(pool, &username)?;
    user.status = UserStatus::Confirmed;
    user.temporary_since = None;
    call.invoke(pool, Trigger::PostConfirmation, "ConfirmForgotPassword", &input.client_metadata)?;
    call.log_effect(pool, &username)?;
    auth_events::remember(call, pool, &username, (AuthEventKind::PasswordChange, AuthEventResponse::Pass), input.user_context_data.as_ref())?;
    Ok(json!({}))
}

fn mismatch() -> WireError {
    WireError::new("CodeMismatchException", "Invalid verification code provided, please try again.")
}

fn check_code(call: &mut Call<'_>, pool: usize, username: &str, code: &str) -> Result<(), WireError> {
    let now = call.now;
    let user = call.user_mut(pool, username)?;
    if !user.enabled {
        return Err(WireError::not_authorized("User is disabled."));
    }
    let expired = || WireError::new("ExpiredCodeException", "Invalid code provided, please request a code again.");
    let sent = user.code.as_mut().ok_or_else(expired)?;
    if now >= sent.expires_at {
        return Err(expired());
    }
    if sent.wrong_tries >= WRONG_TRIES {
        return Err(WireError::new("LimitExceededException", "Attempt limit exceeded, please try after some time."));
    }
    if sent.code != code {
        sent.wrong_tries += 1;
        return Err(mismatch());
    }
    Ok(())
}
