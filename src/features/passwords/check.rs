//! Checking a password while it is typed.

use super::TypedPassword;
use crate::domain::operation::Action;
use crate::domain::password::weakness;
use crate::features::console::{Caller, Console};
use crate::features::records::require;
use crate::wire::{ApiError, ErrorCode};

/// More words than any user has names.
const MOST_WORDS: usize = 16;
/// Longer than any name, in characters.
const LONGEST_WORD: usize = 256;

/// What is wrong with it, in a sentence; empty where nothing is.
///
/// # Errors
/// `not_signed_in`, `not_allowed`, `too_large`.
pub async fn check_password(console: &Console, caller: &Caller, password: &TypedPassword, words: &[String]) -> Result<String, ApiError> {
    require(console, caller, Action::TypePassword, None).await?;
    if words.len() > MOST_WORDS || words.iter().any(|word| word.chars().count() > LONGEST_WORD) {
        return Err(caller.error(ErrorCode::TooLarge));
    }
    let context: Vec<&str> = words.iter().map(String::as_str).collect();
    Ok(weakness(password.expose(), &context).map(|weakness| weakness.sentence()).unwrap_or_default())
}
