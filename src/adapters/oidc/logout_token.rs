//! The logout token's check (OpenID Connect Back-Channel Logout 1.0, section 2.6).

use super::id_token::OLDEST;
use super::jwt::{Jwt, JwtFault};
use super::settings::OidcSettings;
use crate::ports::identity_provider::LogoutClaims;
use openidconnect::JsonWebKeySet;
use openidconnect::core::CoreJsonWebKey;
use serde_json::{Map, Value};
use time::OffsetDateTime;

const LOGOUT_EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";
/// Ids are kept to refuse replays; longer ones are not honest.
const LONGEST_ID: usize = 256;

/// Checks everything but replay, which needs a memory.
pub(super) fn verify(token: &str, settings: &OidcSettings, keys: &JsonWebKeySet<CoreJsonWebKey>, now: OffsetDateTime) -> Result<LogoutClaims, JwtFault> {
    let jwt = Jwt::parse(token, &settings.allowed_algorithms)?;
    // Explicit typing is recommended, not required; a token that calls itself something else is something else.
    if jwt.typ().is_some_and(|typ| typ != "logout+jwt" && typ != "jwt") {
        return Err(JwtFault::Wrong("typ is not that of a logout token"));
    }
    let claims = jwt.verified_claims(keys)?;
    demand(claims.get("iss").and_then(Value::as_str) == Some(settings.issuer.as_str()), "iss is another issuer")?;
    demand(has_audience(&claims, &settings.client_id), "aud is not this client")?;
    check_times(&claims, settings, now)?;
    let is_logout = claims.get("events").and_then(|events| events.get(LOGOUT_EVENT)).is_some_and(Value::is_object);
    demand(is_logout, "events has no logout event")?;
    // An ID token has a nonce: it must never pass for a logout token.
    demand(!claims.contains_key("nonce"), "nonce is present")?;
    let (sid, sub) = (id(&claims, "sid")?, id(&claims, "sub")?);
    demand(sid.is_some() || sub.is_some(), "neither sid nor sub")?;
    let jti = id(&claims, "jti")?.ok_or(JwtFault::Wrong("jti is missing"))?;
    Ok(LogoutClaims { sid, sub, jti })
}

fn check_times(claims: &Map<String, Value>, settings: &OidcSettings, now: OffsetDateTime) -> Result<(), JwtFault> {
    let (now, skew) = (now.unix_timestamp(), settings.clock_skew.whole_seconds());
    let iat = seconds(claims, "iat")?.ok_or(JwtFault::Wrong("iat is missing"))?;
    demand(iat <= now.saturating_add(skew), "iat is in the future")?;
    demand(iat >= now.saturating_sub(OLDEST.whole_seconds() + skew), "iat is too old")?;
    if let Some(nbf) = seconds(claims, "nbf")? {
        demand(nbf <= now.saturating_add(skew), "nbf is in the future")?;
    }
    match seconds(claims, "exp")? {
        Some(exp) => demand(exp > now.saturating_sub(skew), "expired"),
        None => Ok(()),
    }
}

fn has_audience(claims: &Map<String, Value>, client_id: &str) -> bool {
    match claims.get("aud") {
        Some(Value::String(audience)) => audience == client_id,
        Some(Value::Array(audiences)) => audiences.iter().any(|audience| audience.as_str() == Some(client_id)),
        _ => false,
    }
}

/// A NumericDate (RFC 7519, section 2), which may have a fraction.
fn seconds(claims: &Map<String, Value>, name: &str) -> Result<Option<i64>, JwtFault> {
    let Some(value) = claims.get(name) else { return Ok(None) };
    // The cast saturates, and a saturated time is out of every window but that of exp, which is then in the far future.
    let read = value.as_i64().or_else(|| value.as_f64().map(|seconds| seconds as i64));
    read.map(Some).ok_or(JwtFault::Wrong("a time is no number"))
}

fn id(claims: &Map<String, Value>, name: &str) -> Result<Option<String>, JwtFault> {
    match claims.get(name) {
        None => Ok(None),
        Some(Value::String(id)) if !id.is_empty() && id.len() <= LONGEST_ID => Ok(Some(id.clone())),
        Some(_) => Err(JwtFault::Wrong("an id is empty, too long, or no text")),
    }
}

fn demand(holds: bool, reason: &'static str) -> Result<(), JwtFault> {
    if holds { Ok(()) } else { Err(JwtFault::Wrong(reason)) }
}
