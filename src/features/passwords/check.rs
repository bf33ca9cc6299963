//! Checking a password while it is typed.

use super::TypedPassword;
use crate::domain::operation::Action;
use crate::domain::password::{LONGEST_PASSWORD, weakness};
use crate::domain::secret::Secret;
use crate::features::console::{Caller, Console};
use crate::features::records::require;
use crate::wire::{ApiError, ErrorCode};
use std::time::Duration;
use tokio::sync::Semaphore;

/// More words than any user has names.
const MOST_WORDS: usize = 16;
/// How long somebody waits for a turn.
const LONGEST_WAIT: Duration = Duration::from_secs(2);
/// Longer than any name, in characters.
const LONGEST_WORD: usize = 256;

/// What is wrong with it, in a sentence; empty where nothing is.
///
/// # Errors
/// `not_signed_in`, `not_allowed`, `too_large`, `overloaded`.
pub async fn check_password(console: &Console, caller: &Caller, password: &TypedPassword, words: &[String]) -> Result<String, ApiError> {
    require(console, caller, Action::TypePassword, None).await?;
    if words.len() > MOST_WORDS || words.iter().any(|word| word.chars().count() > LONGEST_WORD) || password.expose().chars().count() > LONGEST_PASSWORD {
        return Err(caller.error(ErrorCode::TooLarge));
    }
    let (text, words) = (Secret::new(password.expose().to_owned()), words.to_vec());
    let weak = in_turn(caller, move || {
        let context: Vec<&str> = words.iter().map(String::as_str).collect();
        weakness(text.expose(), &context)
    });
    Ok(weak.await?.map(|weakness| weakness.sentence()).unwrap_or_default())
}

/// Runs a check that may take a third of a second of computing, off the threads that answer requests, and few at a time: a crowd of
/// them must not keep others waiting.
///
/// # Errors
/// `overloaded` where no turn comes within two seconds, `internal` where the check dies: nothing was done in either case.
pub(super) async fn in_turn<T: Send + 'static>(caller: &Caller, check: impl FnOnce() -> T + Send + 'static) -> Result<T, ApiError> {
    static TURNS: Semaphore = Semaphore::const_new(1);
    let turn = tokio::time::timeout(LONGEST_WAIT, TURNS.acquire()).await;
    let Ok(Ok(turn)) = turn else { return Err(caller.error(ErrorCode::Overloaded)) };
    // The turn goes with the work: it is not over when whoever asked goes away.
    let work = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        check()
    });
    work.await.map_err(|error| {
        tracing::error!(request_id = %caller.origin.request_id, %error, "a check of a password broke off");
        caller.error(ErrorCode::Internal)
    })
}
