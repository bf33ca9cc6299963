//! NEW_PASSWORD_REQUIRED: the challenge, and its answer.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use super::tokens;
use crate::sandbox::cognito::auth_events::{self, Origin};
use crate::sandbox::cognito::page_token::PageTokens;
use crate::sandbox::cognito::wire::{Answer, WireError};
use crate::sandbox::cognito::{Call, input, lookup, password};
use crate::sandbox::model::{AuthEventKind, AuthEventResponse, UserStatus};

/// How long a challenge can be answered.
const SECONDS: i64 = 180;

fn sessions<'a>(call: &'a Call<'_>, pool: usize) -> Result<PageTokens<'a>, WireError> {
    let request = format!("NEW_PASSWORD_REQUIRED {}", call.pool(pool)?.settings.id);
    Ok(PageTokens { secret: &call.world.token_secret, request, now: call.now })
}

/// The challenge for a user who has signed in with a temporary password.
pub fn give(call: &Call<'_>, pool: usize, username: &str) -> Answer {
    let user = call.user(pool, username)?;
    let attributes: BTreeMap<_, _> = user.attributes.iter().filter(|(name, _)| *name != "sub").collect();
    Ok(json!({
        "ChallengeName": "NEW_PASSWORD_REQUIRED",
        "Session": sessions(call, pool)?.after_for(username, SECONDS)?,
        "ChallengeParameters": {
            "USER_ID_FOR_SRP": username,
            "requiredAttributes": "[]",
            "userAttributes": json!(attributes).to_string(),
        },
    }))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Input {
    user_pool_id: Option<String>,
    client_id: Option<String>,
    challenge_name: Option<String>,
    session: Option<String>,
    #[serde(default)]
    challenge_responses: BTreeMap<String, String>,
    user_context_data: Option<Origin>,
    context_data: Option<Origin>,
}

/// RespondToAuthChallenge
pub fn respond(call: &mut Call<'_>, body: &Value) -> Answer {
    let input: Input = input::read(body)?;
    let pool = call.pool_of_client(input.client_id.as_ref())?;
    answered(call, pool, &input)
}

/// AdminRespondToAuthChallenge
pub fn admin_respond(call: &mut Call<'_>, body: &Value) -> Answer {
    let input: Input = input::read(body)?;
    let pool = call.pool_with_client(input.user_pool_id.as_ref(), input.client_id.as_ref())?;
    answered(call, pool, &input)
}

/// A new password in the place of the temporary one.
fn answered(call: &mut Call<'_>, pool: usize, input: &Input) -> Answer {
    if input::required("challengeName", input.challenge_name.as_ref())? != "NEW_PASSWORD_REQUIRED" {
        return Err(WireError::invalid("Challenge response is not supported."));
    }
    let response = |name: &str| {
        let missing = || WireError::invalid(format!("Missing required parameter {name}"));
        input.challenge_responses.get(name).map(String::as_str).ok_or_else(missing)
    };
    let invalid = || WireError::not_authorized("Invalid session for the user.");
    let session = input.session.as_ref().ok_or_else(|| WireError::invalid("Missing required parameter Session"))?;
    let name = input::username(response("USERNAME")?)?;
    let new = input::password(response("NEW_PASSWORD")?)?;
    let sessions = sessions(call, pool)?;
    if sessions.is_expired(session) {
        return Err(WireError::not_authorized("Invalid session for the user, session is expired."));
    }
    let username = sessions.read(session).map_err(|_| invalid())?;
    let same = lookup::find(call.pool(pool)?, name).is_ok_and(|found| found == username);
    let user = call.user(pool, &username)?;
    if !same || user.status != UserStatus::ForceChangePassword {
        return Err(invalid());
    }
    if !user.enabled {
        return Err(WireError::not_authorized("User is disabled."));
    }
    password::change(call, pool, &username, new)?;
    let user = call.user_mut(pool, &username)?;
    user.status = UserStatus::Confirmed;
    user.temporary_since = None;
    call.log_effect(pool, &username)?;
    let origin = input.context_data.as_ref().or(input.user_context_data.as_ref());
    auth_events::remember(call, pool, &username, (AuthEventKind::PasswordChange, AuthEventResponse::Pass), origin)?;
    tokens::begin(call, pool, &username)
}
