//! A sign-in with a username and a password, by the user's state.

use super::{factor, new_password};
use crate::sandbox::cognito::auth_events::{self, Origin};
use crate::sandbox::cognito::wire::{Answer, WireError};
use crate::sandbox::cognito::{Call, input, lookup};
use crate::sandbox::model::{AuthEventKind, AuthEventResponse, UserStatus};

/// Wrong passwords in a row before sign-in is refused for a while.
const FREE_TRIES: u32 = 5;
/// The longest that sign-in is refused, and how long wrong passwords are remembered.
const MOST_SECONDS: i64 = 900;

/// Signs a user in, or says what stands in the way. Every attempt is remembered as an event.
pub fn sign_in(call: &mut Call<'_>, pool: usize, (name, password): (&str, &str), origin: Option<&Origin>) -> Answer {
    let name = input::username(name)?;
    // An unknown user and a wrong password are told apart by nothing.
    let username = lookup::find(call.pool(pool)?, name).map_err(|_| wrong())?;
    let answer = check(call, pool, &username, password).and_then(|()| by_state(call, pool, &username));
    let response = match &answer {
        Ok(answer) if answer.get("ChallengeName").is_some() => AuthEventResponse::InProgress,
        Ok(_) => AuthEventResponse::Pass,
        Err(_) => AuthEventResponse::Fail,
    };
    auth_events::remember(call, pool, &username, (AuthEventKind::SignIn, response), origin)?;
    answer
}

fn by_state(call: &mut Call<'_>, pool: usize, username: &str) -> Answer {
    let (policy, user) = (&call.pool(pool)?.settings.policy, call.user(pool, username)?);
    match user.status {
        UserStatus::Confirmed => factor::ask(call, pool, username),
        UserStatus::ResetRequired => Err(WireError::new("PasswordResetRequiredException", "Password reset required for the user")),
        UserStatus::Unconfirmed => Err(WireError::new("UserNotConfirmedException", "User is not confirmed.")),
        UserStatus::ForceChangePassword if user.temporary_is_expired(policy, call.now) => {
            Err(WireError::not_authorized("User account has expired, it must be reset by an administrator."))
        }
        UserStatus::ForceChangePassword => new_password::give(call, pool, username),
        _ => Err(wrong()),
    }
}

fn wrong() -> WireError {
    WireError::not_authorized("Incorrect username or password.")
}

fn check(call: &mut Call<'_>, pool: usize, username: &str, password: &str) -> Result<(), WireError> {
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
    // A quarter of an hour without a try, and the wrong ones are forgotten.
    let is_lately = user.failed_at.is_some_and(|at| now < at.plus_seconds(MOST_SECONDS));
    user.failed_sign_ins = if is_lately { user.failed_sign_ins.saturating_add(1) } else { 1 };
    user.failed_at = Some(now);
    if let Some(beyond) = user.failed_sign_ins.checked_sub(FREE_TRIES) {
        // One second, doubled with every further try, a quarter of an hour at most.
        user.locked_until = Some(now.plus_seconds((1_i64 << beyond.min(10)).min(MOST_SECONDS)));
    }
    Err(wrong())
}
