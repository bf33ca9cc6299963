//! Sends codes: of a reset, and of a second factor.

use super::Call;
use super::input::ClientMetadata;
use super::sending::{self, Letter};
use super::wire::WireError;
use crate::sandbox::chance;
use crate::sandbox::clock::Moment;
use crate::sandbox::model::{Medium, SentCode};

/// Attempts for one user within an hour before `LimitExceededException`.
const ATTEMPTS_AN_HOUR: usize = 20;
/// Codes of a reset are valid for an hour.
pub const CODE_SECONDS: i64 = 3600;

/// Sends a recovery code to a destination, and counts the attempt against the user's limit.
pub fn send_code(call: &mut Call<'_>, pool: usize, username: &str, (medium, destination): (Medium, String), metadata: ClientMetadata) -> Result<(), WireError> {
    let now = call.now;
    let route = sending::route(call, pool, medium, "ForgotPassword")?;
    let code_expires_at = now.plus_seconds(CODE_SECONDS);
    let code = chance::code();
    let user = call.user_mut(pool, username)?;
    user.attempts.retain(|at| *at > now.plus_seconds(-3600) && *at <= now);
    if user.attempts.len() >= ATTEMPTS_AN_HOUR {
        return Err(WireError::new("LimitExceededException", "Attempt limit exceeded, please try after some time."));
    }
    user.attempts.push(now);
    user.code = Some(SentCode { code: code.clone(), expires_at: code_expires_at, wrong_tries: 0 });
    let name = user.attribute("name").or(user.attribute("given_name")).unwrap_or(username).to_owned();
    let (subject, text) = match route.is_custom() {
        false => ("Your password reset code".to_owned(), format!("Your password reset code is {code}")),
        true => by_function(&call.pool(pool)?.settings.name, &name, &code, &metadata),
    };
    sending::send(call, pool, username, route, Letter { destination, subject, text, code, has_password: false, code_expires_at }, metadata)
}

/// Sends the code of a second factor, if the pool can; nothing has changed if it cannot. No function
/// gets the ClientMetadata of a sign-in.
pub fn send_factor(call: &mut Call<'_>, pool: usize, username: &str, destination: String, (code, code_expires_at): (String, Moment)) -> Result<(), WireError> {
    let route = sending::route(call, pool, Medium::Sms, "Authentication")?;
    let letter = Letter { destination, subject: String::new(), text: format!("Your authentication code is {code}."), code, has_password: false, code_expires_at };
    sending::send(call, pool, username, route, letter, ClientMetadata::new())
}

/// What the pool's made-up function writes. It reads `ticket`, if the caller gave one, the way a
/// real function would put it into its message.
fn by_function(pool: &str, name: &str, code: &str, metadata: &ClientMetadata) -> (String, String) {
    let ticket = metadata.get("ticket").map(|ticket| format!(" Your ticket: {ticket}.")).unwrap_or_default();
    (
        format!("{pool}: choose a new password"),
        format!("Hello {name}, a password reset was started for you.{ticket} Enter {code} to choose a new password. If you did not ask for this, call us."),
    )
}
