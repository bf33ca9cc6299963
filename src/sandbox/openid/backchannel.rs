//! Logout tokens (OpenID Connect Back-Channel Logout 1.0, sections 2.4 and 2.5).

use serde_json::json;

use super::client::CLIENT_ID;
use super::state::Session;
use crate::sandbox::shared::Shared;

/// What the console said to a logout token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// It has answered with this HTTP status.
    Answered(u16),
    /// It could not be reached in time.
    Unreachable,
}

/// Tells the console that a session has ended.
pub async fn tell(shared: &Shared, session: &Session) -> Told {
    let issuer = &shared.issuer;
    let now = issuer.clock.now().seconds();
    let claims = json!({
        "iss": issuer.url,
        "sub": session.sub,
        "aud": CLIENT_ID,
        "iat": now,
        "exp": now + 120,
        "jti": uuid::Uuid::new_v4(),
        "sid": session.sid,
        "events": { "http://schemas.openid.net/event/backchannel-logout": {} },
    });
    let Some(token) = issuer.key.sign("logout+jwt", &claims) else {
        return Told::Unreachable;
    };
    let body: String = url::form_urlencoded::Serializer::new(String::new()).append_pair("logout_token", &token).finish();
    let sent = issuer.http.post(shared.console.backchannel_logout_uri()).header("content-type", "application/x-www-form-urlencoded").body(body).send().await;
    match sent {
        Ok(answer) => Told::Answered(answer.status().as_u16()),
        Err(error) => {
            tracing::warn!(%error, "the console cannot be told of a logout");
            Told::Unreachable
        }
    }
}
