//! The server functions of the forms. Their answer is always a page with an address of its own, with scripts on or off.

#![expect(clippy::too_many_arguments, reason = "a server function has one argument for each field of its form")]

use super::TypedPassword;
use crate::domain::client_metadata::MetadataRow;
use crate::wire::ApiError;
use leptos::prelude::*;

/// Sends a reset code (`AdminResetUserPassword`) and goes to the result page; goes back to the form, with everything that was
/// typed, where a field needs attention or `add_rows` asks for more rows.
///
/// # Errors
/// [`ApiError`] where there is no page to go to: a stranger.
#[server(prefix = "/api", endpoint = "passwords/reset")]
pub async fn send_reset_code(
    #[server(default)] pool: String,
    #[server(default)] sub: String,
    #[server(default)] username: String,
    #[server(default)] action_id: String,
    #[server(default)] seen: String,
    #[server(default)] reason: String,
    #[server(default)] ticket: String,
    #[server(default)] caller_verified_by: String,
    #[server(default)] metadata: Vec<MetadataRow>,
    #[server(default)] sends_secret_looks: String,
    #[server(default)] signs_out: String,
    #[server(default)] check: Option<String>,
    #[server(default)] ask: Option<String>,
    #[server(default)] add_rows: Option<String>,
) -> Result<(), ApiError> {
    let (console, caller) = crate::features::console::here()?;
    let desk = crate::wire::DeskFields { pool, sub, username, action_id, reason, ticket, caller_verified_by, seen };
    let form = super::wire::ResetForm { desk, metadata, sends_secret_looks, signs_out };
    let press = crate::features::forms::Press::of(check.as_ref(), ask.as_ref(), add_rows.as_ref());
    crate::features::forms::go(super::send_reset_code(&console, &caller, form, press).await)
}

/// Sets a password (`AdminSetUserPassword`), temporary or permanent, generated or typed, and goes to the result page; goes back to
/// the form, with everything that was typed but the password, where a field needs attention.
///
/// # Errors
/// [`ApiError`] where there is no page to go to: a stranger.
#[server(prefix = "/api", endpoint = "passwords/set", input_derive = (serde::Serialize, serde::Deserialize))]
pub async fn set_password(
    #[server(default)] pool: String,
    #[server(default)] sub: String,
    #[server(default)] username: String,
    #[server(default)] action_id: String,
    #[server(default)] seen: String,
    #[server(default)] reason: String,
    #[server(default)] ticket: String,
    #[server(default)] caller_verified_by: String,
    #[server(default)] lasts: String,
    #[server(default)] source: String,
    #[server(default)] password: TypedPassword,
    #[server(default)] signs_out: String,
    #[server(default)] check: Option<String>,
    #[server(default)] ask: Option<String>,
) -> Result<(), ApiError> {
    let (console, caller) = crate::features::console::here()?;
    let desk = crate::wire::DeskFields { pool, sub, username, action_id, reason, ticket, caller_verified_by, seen };
    let form = super::wire::SetPasswordForm { desk, lasts, source, signs_out };
    let press = crate::features::forms::Press::of(check.as_ref(), ask.as_ref(), None);
    crate::features::forms::go(super::set_password(&console, &caller, form, password, press).await)
}

/// What is wrong with a password that is being typed, beside the pool's own rules, which the browser checks by itself: common,
/// easy to guess, made of the user's own names. Empty: nothing. Keeps nothing, and records a denial only.
///
/// # Errors
/// [`ApiError`] for whoever may not choose passwords.
#[server(prefix = "/api", endpoint = "passwords/check", input_derive = (serde::Serialize, serde::Deserialize))]
pub async fn check_password(#[server(default)] password: TypedPassword, #[server(default)] words: Vec<String>) -> Result<String, ApiError> {
    let (console, caller) = crate::features::console::here()?;
    crate::features::faults::settled(super::check_password(&console, &caller, &password, &words).await)
}
