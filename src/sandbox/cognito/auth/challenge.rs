//! Challenges of a sign-in: their sessions, and where an answer goes.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::{factor, new_password};
use crate::sandbox::cognito::auth_events::Origin;
use crate::sandbox::cognito::page_token::PageTokens;
use crate::sandbox::cognito::wire::{Answer, WireError};
use crate::sandbox::cognito::{Call, input, lookup};

/// How long a challenge can be answered: Cognito's default.
pub const SECONDS: i64 = 180;

fn sessions<'a>(call: &'a Call<'_>, pool: usize, challenge: &str) -> Result<PageTokens<'a>, WireError> {
    let request = format!("{challenge} {}", call.pool(pool)?.settings.id);
    Ok(PageTokens { secret: &call.world.token_secret, request, now: call.now })
}

/// The session of a challenge that a user is given.
pub fn session(call: &Call<'_>, pool: usize, challenge: &str, username: &str) -> Result<String, WireError> {
    sessions(call, pool, challenge)?.after_for(username, SECONDS)
}

/// The session is not this user's, or was used.
pub fn invalid_session() -> WireError {
    WireError::not_authorized("Invalid session for the user.")
}

/// An answer to a challenge.
#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Response {
    user_pool_id: Option<String>,
    client_id: Option<String>,
    challenge_name: Option<String>,
    session: Option<String>,
    #[serde(default)]
    challenge_responses: BTreeMap<String, String>,
    user_context_data: Option<Origin>,
    context_data: Option<Origin>,
}

impl Response {
    /// One of the answers.
    pub fn part(&self, name: &str) -> Result<&str, WireError> {
        let missing = || WireError::invalid(format!("Missing required parameter {name}"));
        self.challenge_responses.get(name).map(String::as_str).ok_or_else(missing)
    }

    /// Where the answer comes from.
    pub fn origin(&self) -> Option<&Origin> {
        self.context_data.as_ref().or(self.user_context_data.as_ref())
    }

    /// The user whose session this is, if the answer names the same.
    pub fn username(&self, call: &Call<'_>, pool: usize, challenge: &str) -> Result<String, WireError> {
        let session = self.session.as_ref().ok_or_else(|| WireError::invalid("Missing required parameter Session"))?;
        let name = input::username(self.part("USERNAME")?)?;
        let sessions = sessions(call, pool, challenge)?;
        if sessions.is_expired(session) {
            return Err(WireError::not_authorized("Invalid session for the user, session is expired."));
        }
        let username = sessions.read(session).map_err(|_| invalid_session())?;
        if !lookup::find(call.pool(pool)?, name).is_ok_and(|found| found == username) {
            return Err(invalid_session());
        }
        if !call.user(pool, &username)?.enabled {
            return Err(WireError::not_authorized("User is disabled."));
        }
        Ok(username)
    }
}

/// RespondToAuthChallenge
pub fn respond(call: &mut Call<'_>, body: &Value) -> Answer {
    let response: Response = input::read(body)?;
    let pool = call.pool_of_client(response.client_id.as_ref())?;
    answered(call, pool, &response)
}

/// AdminRespondToAuthChallenge
pub fn admin_respond(call: &mut Call<'_>, body: &Value) -> Answer {
    let response: Response = input::read(body)?;
    let pool = call.pool_with_client(response.user_pool_id.as_ref(), response.client_id.as_ref())?;
    answered(call, pool, &response)
}

fn answered(call: &mut Call<'_>, pool: usize, response: &Response) -> Answer {
    match input::required("challengeName", response.challenge_name.as_ref())? {
        "NEW_PASSWORD_REQUIRED" => new_password::answer(call, pool, response),
        "SMS_MFA" => factor::answer(call, pool, response, factor::Factor::Sms),
        "SOFTWARE_TOKEN_MFA" => factor::answer(call, pool, response, factor::Factor::SoftwareToken),
        _ => Err(WireError::invalid("Challenge response is not supported.")),
    }
}
