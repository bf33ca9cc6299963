//! Access and refresh tokens. They are random strings of which digests are kept: nothing but the
//! sandbox reads them.

use serde::Deserialize;
use serde_json::{Value, json};

use crate::sandbox::chance;
use crate::sandbox::cognito::wire::{Answer, WireError};
use crate::sandbox::cognito::{Call, input};
use crate::sandbox::model::{AccessToken, UserSession};

/// How long an access token lives: Cognito's default.
const ACCESS_SECONDS: i64 = 3600;
/// How long a refresh token lives: Cognito's default.
const REFRESH_DAYS: i64 = 30;

fn access_token(call: &Call<'_>) -> (String, AccessToken) {
    let token = chance::token();
    let kept = AccessToken { digest: chance::digest(&token), expires_at: call.now.plus_seconds(ACCESS_SECONDS) };
    (token, kept)
}

fn result(access: &str, refresh: Option<&str>) -> Value {
    let mut result = json!({ "AccessToken": access, "IdToken": chance::token(), "ExpiresIn": ACCESS_SECONDS, "TokenType": "Bearer" });
    if let Some(refresh) = refresh {
        result["RefreshToken"] = json!(refresh);
    }
    json!({ "AuthenticationResult": result, "ChallengeParameters": {} })
}

/// Begins a session for a user whose sign-in is complete.
pub fn begin(call: &mut Call<'_>, pool: usize, username: &str) -> Answer {
    let (access, kept) = access_token(call);
    let refresh = chance::token();
    let session = UserSession::new(chance::digest(&refresh), call.now.plus_days(REFRESH_DAYS), kept);
    call.user_mut(pool, username)?.begin_session(session);
    Ok(result(&access, Some(&refresh)))
}

/// A new access token for a refresh token, which stays as it is.
pub fn refresh(call: &mut Call<'_>, pool: usize, token: &str) -> Answer {
    let (username, place) = find_refresh(call, pool, token)?.ok_or_else(|| WireError::not_authorized("Invalid Refresh Token"))?;
    let (access, kept) = access_token(call);
    let now = call.now;
    let user = call.user(pool, &username)?;
    if !user.enabled {
        return Err(WireError::not_authorized("User is disabled."));
    }
    let user = call.user_mut(pool, &username)?;
    let session = user.sessions.get_mut(place).ok_or_else(WireError::internal)?;
    if session.is_revoked {
        return Err(WireError::not_authorized("Refresh Token has been revoked"));
    }
    if now >= session.refresh_expires_at {
        return Err(WireError::not_authorized("Refresh Token has expired"));
    }
    session.add(kept);
    Ok(result(&access, None))
}

fn find_refresh(call: &Call<'_>, pool: usize, token: &str) -> Result<Option<(String, usize)>, WireError> {
    let digest = chance::digest(token);
    let mut users = call.pool(pool)?.users.values();
    Ok(users.find_map(|user| user.sessions.iter().position(|session| session.refresh == digest).map(|place| (user.username.clone(), place))))
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct RevokeInput {
    token: Option<String>,
    client_id: Option<String>,
}

/// RevokeToken: a refresh token, and all access tokens that came from it.
pub fn revoke(call: &mut Call<'_>, body: &Value) -> Answer {
    let input: RevokeInput = input::read(body)?;
    let pool = call.pool_of_client(input.client_id.as_ref()).map_err(|_| WireError::new("UnauthorizedException", "Invalid client"))?;
    let token = input::required("token", input.token.as_ref())?;
    let Some((username, place)) = find_refresh(call, pool, token)? else {
        let is_access = find_access(call, token).is_some();
        let (kind, message) = if is_access { ("UnsupportedTokenTypeException", "Unsupported token type") } else { ("UnauthorizedException", "Invalid token") };
        return Err(WireError::new(kind, message));
    };
    if let Some(session) = call.user_mut(pool, &username)?.sessions.get_mut(place) {
        session.is_revoked = true;
    }
    call.log_effect(pool, &username)?;
    Ok(json!({}))
}

fn find_access(call: &Call<'_>, token: &str) -> Option<(usize, String, bool, bool)> {
    let digest = chance::digest(token);
    call.world.pools.iter().enumerate().find_map(|(pool, it)| {
        it.users.values().find_map(|user| {
            let (session, access) = user.sessions.iter().find_map(|session| Some((session, session.access_token(&digest)?)))?;
            Some((pool, user.username.clone(), session.is_revoked, call.now >= access.expires_at))
        })
    })
}

/// Whose access token this is, if it still lives.
pub fn owner_of_access_token(call: &Call<'_>, token: &str) -> Result<(usize, String), WireError> {
    let (pool, username, is_revoked, is_expired) = find_access(call, token).ok_or_else(|| WireError::not_authorized("Invalid Access Token"))?;
    if is_revoked {
        return Err(WireError::not_authorized("Access Token has been revoked"));
    }
    if is_expired {
        return Err(WireError::not_authorized("Access Token has expired"));
    }
    if !call.user(pool, &username)?.enabled {
        return Err(WireError::not_authorized("User is disabled."));
    }
    Ok((pool, username))
}
