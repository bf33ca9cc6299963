//! The second factor: a code by text message, or from an authenticator app that the sandbox plays.

use serde_json::json;

use super::challenge::{self, Response, session};
use super::tokens;
use crate::sandbox::chance;
use crate::sandbox::clock::Moment;
use crate::sandbox::cognito::wire::{Answer, WireError};
use crate::sandbox::cognito::{Call, auth_events, delivery, recovery};
use crate::sandbox::model::{AuthEventKind, AuthEventResponse, Medium, SentCode, User, UserStatus};

/// Wrong codes before a challenge is over.
const WRONG_TRIES: u32 = 5;

/// A second factor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Factor {
    /// A code by text message.
    Sms,
    /// A code of an authenticator app.
    SoftwareToken,
}

impl Factor {
    const fn challenge(self) -> &'static str {
        match self {
            Self::Sms => "SMS_MFA",
            Self::SoftwareToken => "SOFTWARE_TOKEN_MFA",
        }
    }

    /// The factor that a user prefers. One by text message needs a number.
    fn of(user: &User) -> Option<Self> {
        [Self::Sms, Self::SoftwareToken].into_iter().find(|factor| {
            let is_preferred = user.mfa.first().is_some_and(|first| first == factor.challenge());
            is_preferred && (*factor != Self::Sms || user.attribute("phone_number").is_some())
        })
    }
}

/// Asks for the second factor of a user whose password was right, or gives the tokens.
pub fn ask(call: &mut Call<'_>, pool: usize, username: &str) -> Answer {
    let user = call.user(pool, username)?;
    let Some(factor) = Factor::of(user) else {
        return tokens::begin(call, pool, username);
    };
    let number = user.attribute("phone_number").unwrap_or_default().to_owned();
    let expires_at = call.now.plus_seconds(challenge::SECONDS);
    let code = match factor {
        Factor::Sms => chance::code(),
        Factor::SoftwareToken => String::new(),
    };
    let waiting = SentCode { code: code.clone(), expires_at, wrong_tries: 0 };
    let parameters = match factor {
        Factor::Sms => {
            let masked = recovery::masked(Medium::Sms, &number);
            delivery::send_factor(call, pool, username, number, (code, expires_at))?;
            json!({ "CODE_DELIVERY_DELIVERY_MEDIUM": "SMS", "CODE_DELIVERY_DESTINATION": masked, "USER_ID_FOR_SRP": username })
        }
        Factor::SoftwareToken => json!({ "FRIENDLY_DEVICE_NAME": "Sandbox authenticator", "USER_ID_FOR_SRP": username }),
    };
    call.user_mut(pool, username)?.factor = Some(waiting);
    let name = factor.challenge();
    Ok(json!({ "ChallengeName": name, "Session": session(call, pool, name, username)?, "ChallengeParameters": parameters }))
}

/// The code of the second factor; it is good once.
pub fn answer(call: &mut Call<'_>, pool: usize, response: &Response, factor: Factor) -> Answer {
    let name = factor.challenge();
    let given = response.part(&format!("{name}_CODE"))?;
    let username = response.username(call, pool, name)?;
    let checked = check(call, pool, &username, given, factor);
    let outcome = if checked.is_ok() { AuthEventResponse::Pass } else { AuthEventResponse::Fail };
    auth_events::remember(call, pool, &username, (AuthEventKind::SignIn, outcome), response.origin())?;
    checked?;
    tokens::begin(call, pool, &username)
}

fn check(call: &mut Call<'_>, pool: usize, username: &str, given: &str, factor: Factor) -> Result<(), WireError> {
    let now = call.now;
    let user = call.user(pool, username)?;
    // A reset in between ends the sign-in.
    if user.status != UserStatus::Confirmed || Factor::of(user) != Some(factor) {
        return Err(challenge::invalid_session());
    }
    let by_app = [now, now.plus_seconds(-STEP)].map(|at| app_code(&call.world.token_secret, user, at));
    let user = call.user_mut(pool, username)?;
    let sent = user.factor.as_mut().filter(|sent| sent.wrong_tries < WRONG_TRIES).ok_or_else(challenge::invalid_session)?;
    let is_right = match factor {
        Factor::Sms => sent.code == given,
        Factor::SoftwareToken => by_app.iter().any(|code| code == given),
    };
    if !is_right {
        sent.wrong_tries += 1;
        return Err(WireError::new("CodeMismatchException", "Invalid code or auth state for the user."));
    }
    user.factor = None;
    Ok(())
}

/// A code of the app is good for so many seconds.
const STEP: i64 = 30;

/// What the authenticator app of a user shows. It is nobody's algorithm: there is no app to match.
pub fn app_code(secret: &str, user: &User, at: Moment) -> String {
    let digest = chance::digest(&format!("{secret} {} {}", user.sub(), at.seconds().div_euclid(STEP)));
    let number = digest.bytes().fold(0_u32, |sum, byte| sum.wrapping_mul(31).wrapping_add(u32::from(byte)));
    format!("{:06}", number % 1_000_000)
}

/// The app's code at a moment, for the control endpoint; nothing for users without the app.
pub fn shown_code(secret: &str, user: &User, at: Moment) -> Option<String> {
    (Factor::of(user) == Some(Factor::SoftwareToken)).then(|| app_code(secret, user, at))
}
