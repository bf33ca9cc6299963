//! NEW_PASSWORD_REQUIRED: a new password in the place of the temporary one.

use std::collections::BTreeMap;

use serde_json::json;

use super::challenge::{Response, invalid_session, session};
use super::factor;
use crate::sandbox::cognito::wire::Answer;
use crate::sandbox::cognito::{Call, auth_events, input, password};
use crate::sandbox::model::{AuthEventKind, AuthEventResponse, UserStatus};

const NAME: &str = "NEW_PASSWORD_REQUIRED";

/// The challenge for a user who has signed in with a temporary password.
pub fn give(call: &Call<'_>, pool: usize, username: &str) -> Answer {
    let user = call.user(pool, username)?;
    let attributes: BTreeMap<_, _> = user.attributes.iter().filter(|(name, _)| *name != "sub").collect();
    Ok(json!({
        "ChallengeName": NAME,
        "Session": session(call, pool, NAME, username)?,
        "ChallengeParameters": {
            "USER_ID_FOR_SRP": username,
            "requiredAttributes": "[]",
            "userAttributes": json!(attributes).to_string(),
        },
    }))
}

/// The answer: the user becomes CONFIRMED, and goes on to the second factor or the tokens.
pub fn answer(call: &mut Call<'_>, pool: usize, response: &Response) -> Answer {
    let new = input::password(response.part("NEW_PASSWORD")?)?;
    let username = response.username(call, pool, NAME)?;
    if call.user(pool, &username)?.status != UserStatus::ForceChangePassword {
        return Err(invalid_session());
    }
    password::change(call, pool, &username, new)?;
    let user = call.user_mut(pool, &username)?;
    user.status = UserStatus::Confirmed;
    user.temporary_since = None;
    call.log_effect(pool, &username)?;
    auth_events::remember(call, pool, &username, (AuthEventKind::PasswordChange, AuthEventResponse::Pass), response.origin())?;
    factor::ask(call, pool, &username)
}
