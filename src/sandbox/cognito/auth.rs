//! InitiateAuth with USER_PASSWORD_AUTH, and the answer to NEW_PASSWORD_REQUIRED: enough to prove
//! which password works. SRP and the other flows are left out.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use super::page_token::PageTokens;
use super::wire::{Answer, WireError};
use super::{Call, input, lookup, password};
use crate::sandbox::chance;
use crate::sandbox::model::{UserSession, UserStatus};

/// Wrong passwords in a row before sign-in is refused for a while.
const FREE_TRIES: u32 = 5;
/// Sessions kept for one user; older ones are forgotten.
const SESSIONS: usize = 20;

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct InitiateInput {
    auth_flow: Option<String>,
    client_id: Option<String>,
    #[serde(default)]
    auth_parameters: BTreeMap<String, String>,
}

/// InitiateAuth
pub fn initiate(call: &mut Call<'_>, body: &Value) -> Answer {
    let input: InitiateInput = input::read(body)?;
    let pool = call.pool_of_client(input.client_id.as_ref())?;
    if input::required("authFlow", input.auth_flow.as_ref())? != "USER_PASSWORD_AUTH" {
        return Err(WireError::invalid("Initiate Auth method not supported."));
    }
    let parameter = |name: &str| {
        let missing = || WireError::invalid(format!("Missing required parameter {name}"));
        input.auth_parameters.get(name).ok_or_else(missing)
    };
    let name = input::username(Some(parameter("USERNAME")?))?;
    let password = parameter("PASSWORD")?;
    // An unknown user and a wrong password are told apart by nothing.
    let username = lookup::find(call.pool(pool)?, name).map_err(|_| wrong())?;
    check_password(call, pool, &username, password)?;

    let (policy, user) = (&call.pool(pool)?.settings.policy, call.user(pool, &username)?);
    match user.status {
        UserStatus::Confirmed => signed_in(call, pool, &username),
        UserStatus::ResetRequired => Err(WireError::new("PasswordResetRequiredException", "Password reset required for the user")),
        UserStatus::Unconfirmed => Err(WireError::new("UserNotConfirmedException", "User is not confirmed.")),
        UserStatus::ForceChangePassword if user.temporary_is_expired(policy, call.now) => {
            Err(WireError::not_authorized("User account has expired, it must be reset by an administrator."))
        }
        UserStatus::ForceChangePassword => challenge(call, pool, &username),
        _ => Err(wrong()),
    }
}

fn wrong() -> WireError {
    WireError::not_authorized("Incorrect username or password.")
}

fn check_password(call: &mut Call<'_>, pool: usize, username: &str, password: &str) -> Result<(), WireError> {
    let now = call.now;
    let user = call.user_mut(pool, username)?;
    if !user.enabled {
        return Err(WireError::not_authorized("User is disabled."));
    }
    if user.locked_until.is_some_and(|until| now < until) {
        return Err(WireError::not_authorized("Password attempts exceeded"));
    }
    if user.password.as_ref().is_some_and(|known| known.matches(password)) {
        user.failed_sign_ins = 0;
        user.locked_until = None;
        return Ok(());
    }
    user.failed_sign_ins = user.failed_sign_ins.saturating_add(1);
    if let Some(beyond) = user.failed_sign_ins.checked_sub(FREE_TRIES) {
        // One second, doubled with every further try, a quarter of an hour at most.
        user.locked_until = Some(now.plus_seconds((1_i64 << beyond.min(10)).min(900)));
    }
    Err(wrong())
}

fn challenge_tokens<'a>(call: &'a Call<'_>, pool: usize) -> Result<PageTokens<'a>, WireError> {
    Ok(PageTokens { secret: &call.world.token_secret, request: format!("NEW_PASSWORD_REQUIRED {}", call.pool(pool)?.settings.id), now: call.now })
}

fn challenge(call: &Call<'_>, pool: usize, username: &str) -> Answer {
    let user = call.user(pool, username)?;
    let attributes: BTreeMap<_, _> = user.attributes.iter().filter(|(name, _)| *name != "sub").collect();
    Ok(json!({
        "ChallengeName": "NEW_PASSWORD_REQUIRED",
        "Session": challenge_tokens(call, pool)?.after(username)?,
        "ChallengeParameters": {
            "USER_ID_FOR_SRP": username,
            "requiredAttributes": "[]",
            "userAttributes": json!(attributes).to_string(),
        },
    }))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct RespondInput {
    challenge_name: Option<String>,
    client_id: Option<String>,
    session: Option<String>,
    #[serde(default)]
    challenge_responses: BTreeMap<String, String>,
}

/// RespondToAuthChallenge: a new password in the place of the temporary one.
pub fn respond(call: &mut Call<'_>, body: &Value) -> Answer {
    let input: RespondInput = input::read(body)?;
    let pool = call.pool_of_client(input.client_id.as_ref())?;
    if input::required("challengeName", input.challenge_name.as_ref())? != "NEW_PASSWORD_REQUIRED" {
        return Err(WireError::invalid("Unsupported challenge."));
    }
    let session = input::required("session", input.session.as_ref())?;
    let invalid = |_| WireError::not_authorized("Invalid session for the user.");
    let username = challenge_tokens(call, pool)?.read(session).map_err(invalid)?;
    let answered = input.challenge_responses.get("USERNAME");
    let same = lookup::find(call.pool(pool)?, input::username(answered)?)? == username;
    if !same || call.user(pool, &username)?.status != UserStatus::ForceChangePassword {
        return Err(WireError::not_authorized("Invalid session for the user."));
    }
    let new = input::password("NEW_PASSWORD", input.challenge_responses.get("NEW_PASSWORD"))?;
    password::change(call, pool, &username, new)?;
    let user = call.user_mut(pool, &username)?;
    user.status = UserStatus::Confirmed;
    user.temporary_since = None;
    call.log_effect(pool, &username)?;
    signed_in(call, pool, &username)
}

/// Tokens for a session. They are random strings: nothing but the sandbox reads them.
fn signed_in(call: &mut Call<'_>, pool: usize, username: &str) -> Answer {
    let (access, refresh) = (chance::token(), chance::token());
    let access_expires_at = call.now.plus_seconds(3600);
    let user = call.user_mut(pool, username)?;
    user.sessions.push(UserSession { access: chance::digest(&access), refresh: chance::digest(&refresh), access_expires_at });
    let surplus = user.sessions.len().saturating_sub(SESSIONS);
    user.sessions.drain(..surplus);
    Ok(json!({
        "AuthenticationResult": {
            "AccessToken": access,
            "RefreshToken": refresh,
            "IdToken": chance::token(),
            "ExpiresIn": 3600,
            "TokenType": "Bearer",
        },
        "ChallengeParameters": {},
    }))
}
