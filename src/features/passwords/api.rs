//! The server function of the reset form. Its answer is always a page with an address of its own, with scripts on or off.

#![expect(clippy::too_many_arguments, reason = "a server function has one argument for each field of its form")]

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
    #[server(default)] reason: String,
    #[server(default)] ticket: String,
    #[server(default)] caller_verified_by: String,
    #[server(default)] metadata: Vec<MetadataRow>,
    #[server(default)] sends_secret_looks: String,
    #[server(default)] add_rows: Option<String>,
) -> Result<(), ApiError> {
    let (console, caller) = crate::features::console::here()?;
    let form = super::wire::ResetForm { pool, sub, username, action_id, reason, ticket, caller_verified_by, metadata, sends_secret_looks };
    let answer = crate::features::faults::settled(super::send_reset_code(&console, &caller, form, add_rows.is_some()).await)?;
    let location = answer.location();
    let result = crate::features::faults::settled(answer.into_result());
    leptos_axum::redirect(&location);
    result
}
