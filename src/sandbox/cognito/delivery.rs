//! Sends codes: into the outbox, through the pool's CustomMessage trigger where it has one.

use super::Call;
use super::input::ClientMetadata;
use super::wire::WireError;
use crate::sandbox::chance;
use crate::sandbox::clock::Moment;
use crate::sandbox::model::{Medium, Message, SentCode, Trigger};

/// Attempts for one user within an hour before `LimitExceededException`.
const ATTEMPTS_AN_HOUR: usize = 20;
/// Codes of a reset are valid for an hour.
pub const CODE_SECONDS: i64 = 3600;

/// Sends a recovery code to a destination, and counts the attempt against the user's limit.
pub fn send_code(call: &mut Call<'_>, pool: usize, username: &str, (medium, destination): (Medium, String), metadata: ClientMetadata) -> Result<(), WireError> {
    let now = call.now;
    let expires_at = now.plus_seconds(CODE_SECONDS);
    let code = chance::code();
    let user = call.user_mut(pool, username)?;
    user.attempts.retain(|at| *at > now.plus_seconds(-3600) && *at <= now);
    if user.attempts.len() >= ATTEMPTS_AN_HOUR {
        return Err(WireError::new("LimitExceededException", "Attempt limit exceeded, please try after some time."));
    }
    user.attempts.push(now);
    user.code = Some(SentCode { code: code.clone(), expires_at, wrong_tries: 0 });
    let name = user.attribute("name").or(user.attribute("given_name")).unwrap_or(username).to_owned();

    let settings = &call.pool(pool)?.settings;
    let trigger = settings.trigger(Trigger::CustomMessage).map(str::to_owned);
    let (subject, text) = match &trigger {
        None => ("Your password reset code".to_owned(), format!("Your password reset code is {code}")),
        Some(_) => by_trigger(&settings.name, &name, &code, &metadata),
    };
    let message = Message {
        sequence: 0,
        at: now,
        operation: call.operation.to_owned(),
        pool: settings.id.clone(),
        username: username.to_owned(),
        medium,
        destination,
        subject: if medium == Medium::Email { subject } else { String::new() },
        text,
        code,
        has_password: false,
        code_expires_at: expires_at,
        client_metadata: trigger.is_some().then_some(metadata),
        trigger,
        request_id: call.request_id.to_owned(),
    };
    Ok(call.world.send(message)?)
}

/// Sends the code of a second factor. The trigger gets no ClientMetadata of a sign-in.
pub fn send_factor(call: &mut Call<'_>, pool: usize, username: &str, destination: String, (code, expires_at): (String, Moment)) -> Result<(), WireError> {
    let settings = &call.pool(pool)?.settings;
    let trigger = settings.trigger(Trigger::CustomMessage).map(str::to_owned);
    let message = Message {
        sequence: 0,
        at: call.now,
        operation: call.operation.to_owned(),
        pool: settings.id.clone(),
        username: username.to_owned(),
        medium: Medium::Sms,
        destination,
        subject: String::new(),
        text: format!("Your authentication code is {code}."),
        code,
        has_password: false,
        code_expires_at: expires_at,
        client_metadata: trigger.is_some().then(ClientMetadata::new),
        trigger,
        request_id: call.request_id.to_owned(),
    };
    Ok(call.world.send(message)?)
}

/// What the pool's made-up CustomMessage_ForgotPassword function writes. It reads `ticket`, if the
/// caller gave one, the way a real function would put it into its message.
fn by_trigger(pool: &str, name: &str, code: &str, metadata: &ClientMetadata) -> (String, String) {
    let ticket = metadata.get("ticket").map(|ticket| format!(" Your ticket: {ticket}.")).unwrap_or_default();
    (
        format!("{pool}: choose a new password"),
        format!("Hello {name}, a password reset was started for you.{ticket} Enter {code} to choose a new password. If you did not ask for this, call us."),
    )
}
