//! AdminListUserAuthEvents, and how the events come about: only on pools with threat protection.

use serde::Deserialize;
use serde_json::{Value, json};

use super::page_token::PageTokens;
use super::wire::{Answer, WireError};
use super::{Call, input};
use crate::sandbox::chance;
use crate::sandbox::model::{AuthEvent, AuthEventKind, AuthEventResponse};

/// What a caller tells of where a sign-in comes from.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Origin {
    ip_address: Option<String>,
}

/// Remembers an event, if the pool does.
pub fn remember(call: &mut Call<'_>, pool: usize, username: &str, (kind, response): (AuthEventKind, AuthEventResponse), origin: Option<&Origin>) -> Result<(), WireError> {
    if !call.pool(pool)?.settings.has_threat_protection {
        return Ok(());
    }
    let event = AuthEvent {
        id: chance::request_id(),
        kind,
        response,
        at: call.now,
        ip_address: origin.and_then(|it| it.ip_address.clone()).unwrap_or_else(|| "127.0.0.1".to_owned()),
        device: "Other, Other".to_owned(),
        city: String::new(),
        country: String::new(),
    };
    call.user_mut(pool, username)?.remember(event);
    Ok(())
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Input {
    user_pool_id: Option<String>,
    username: Option<String>,
    max_results: Option<i64>,
    next_token: Option<String>,
}

/// AdminListUserAuthEvents: newest first.
pub fn list(call: &mut Call<'_>, body: &Value) -> Answer {
    let input: Input = input::read(body)?;
    let index = call.pool_index(input.user_pool_id.as_ref())?;
    let pool = call.pool(index)?;
    if !pool.settings.has_threat_protection {
        let why = format!("User pool {} does not have advanced security features enabled.", pool.settings.id);
        return Err(WireError::new("UserPoolAddOnNotEnabledException", why));
    }
    let (index, username) = call.target(input.user_pool_id.as_ref(), input.username.as_ref())?;
    let tokens = PageTokens { secret: &call.world.token_secret, request: format!("AdminListUserAuthEvents {} {username}", pool.settings.id), now: call.now };
    let after = input.next_token.as_deref().map(|token| tokens.read(token)).transpose()?;
    let events = &call.user(index, &username)?.auth_events;
    // A token holds the id of the last event given: newer ones may have come since.
    let mut rest = events.iter().rev().skip_while(|event| after.as_ref().is_some_and(|id| *id != event.id)).skip(usize::from(after.is_some())).peekable();
    let page: Vec<&AuthEvent> = rest.by_ref().take(input::limit(input.max_results)).collect();
    let mut answer = json!({ "AuthEvents": page.iter().map(|event| described(event)).collect::<Vec<_>>() });
    if let (Some(last), true) = (page.last(), rest.peek().is_some()) {
        answer["NextToken"] = json!(tokens.after(&last.id)?);
    }
    Ok(answer)
}

fn described(event: &AuthEvent) -> Value {
    let challenge = if event.response == AuthEventResponse::Fail { "Failure" } else { "Success" };
    let challenges = match event.kind {
        AuthEventKind::SignIn => json!([{ "ChallengeName": "Password", "ChallengeResponse": challenge }]),
        AuthEventKind::ForgotPassword | AuthEventKind::PasswordChange => json!([]),
    };
    json!({
        "EventId": event.id,
        "EventType": event.kind,
        "CreationDate": event.at.wire(),
        "EventResponse": event.response,
        "EventRisk": { "RiskDecision": "NoRisk", "CompromisedCredentialsDetected": false },
        "ChallengeResponses": challenges,
        "EventContextData": { "IpAddress": event.ip_address, "DeviceName": event.device, "City": event.city, "Country": event.country },
    })
}
