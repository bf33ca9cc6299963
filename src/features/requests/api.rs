//! The server function of the page that takes a document.

use super::PastedDocument;
use crate::wire::ApiError;
use leptos::prelude::*;

/// Reads a document of `--cli-input-json` or `--cli-input-yaml`, finds its user, and goes to their page with the form filled in; goes back, with
/// everything that was typed but a password, where something needs attention. Sends nothing.
///
/// # Errors
/// [`ApiError`], as `features::requests::read_request` names them.
#[server(prefix = "/api", endpoint = "requests/read", input_derive = (serde::Serialize, serde::Deserialize))]
pub async fn read_request(
    #[server(default)] document: PastedDocument,
    #[server(default)] pool: String,
    #[server(default)] username: String,
    #[server(default)] reason: String,
    #[server(default)] ticket: String,
) -> Result<(), ApiError> {
    let (console, caller) = crate::features::console::here()?;
    let form = super::RequestForm { pool, username, reason, ticket };
    let answer = crate::features::faults::settled(super::read_request(&console, &caller, form, document).await)?;
    let location = answer.location();
    let result = crate::features::faults::settled(answer.into_result());
    leptos_axum::redirect(&location);
    result
}
