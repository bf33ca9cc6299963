//! The server functions of the forms. Their answer is always a page with an address of its own, with scripts on or off.

#![expect(clippy::too_many_arguments, reason = "a server function has one argument for each field of its form")]

use crate::domain::client_metadata::MetadataRow;
use crate::wire::ApiError;
use leptos::prelude::*;

/// Sends the invitation again (`AdminCreateUser`, RESEND) and goes to the result page; goes back to the form, with everything that was
/// typed, where a field needs attention, `add_rows` asks for more rows, or `check` asks what would happen.
///
/// # Errors
/// [`ApiError`] where there is no page to go to: a stranger.
#[server(prefix = "/api", endpoint = "users/resend_invitation")]
pub async fn resend_invitation(
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
    #[server(default)] check: Option<String>,
    #[server(default)] ask: Option<String>,
    #[server(default)] add_rows: Option<String>,
) -> Result<(), ApiError> {
    let desk = crate::wire::DeskFields { pool, sub, username, action_id, reason, ticket, caller_verified_by, seen };
    let form = super::wire::AccountForm { desk, help: "invitation".into(), metadata, sends_secret_looks, ..Default::default() };
    let press = crate::features::forms::Press::of(check.as_ref(), ask.as_ref(), add_rows.as_ref());
    super::act::answer(form, press).await
}

/// Confirms a sign-up (`AdminConfirmSignUp`); as above.
///
/// # Errors
/// [`ApiError`] where there is no page to go to: a stranger.
#[server(prefix = "/api", endpoint = "users/confirm_sign_up")]
pub async fn confirm_sign_up(
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
    #[server(default)] check: Option<String>,
    #[server(default)] ask: Option<String>,
    #[server(default)] add_rows: Option<String>,
) -> Result<(), ApiError> {
    let desk = crate::wire::DeskFields { pool, sub, username, action_id, reason, ticket, caller_verified_by, seen };
    let form = super::wire::AccountForm { desk, help: "confirm".into(), metadata, sends_secret_looks, ..Default::default() };
    let press = crate::features::forms::Press::of(check.as_ref(), ask.as_ref(), add_rows.as_ref());
    super::act::answer(form, press).await
}

/// Enables a user (`AdminEnableUser`); as above.
///
/// # Errors
/// [`ApiError`] where there is no page to go to: a stranger.
#[server(prefix = "/api", endpoint = "users/enable")]
pub async fn enable_user(
    #[server(default)] pool: String,
    #[server(default)] sub: String,
    #[server(default)] username: String,
    #[server(default)] action_id: String,
    #[server(default)] seen: String,
    #[server(default)] reason: String,
    #[server(default)] ticket: String,
    #[server(default)] caller_verified_by: String,
    #[server(default)] check: Option<String>,
    #[server(default)] ask: Option<String>,
) -> Result<(), ApiError> {
    let desk = crate::wire::DeskFields { pool, sub, username, action_id, reason, ticket, caller_verified_by, seen };
    let form = super::wire::AccountForm { desk, help: "enable".into(), ..Default::default() };
    super::act::answer(form, crate::features::forms::Press::of(check.as_ref(), ask.as_ref(), None)).await
}

/// Marks a contact verified (`AdminUpdateUserAttributes`), and then sends a reset code if asked to; as above. `contact` is `email` or
/// `phone_number`.
///
/// # Errors
/// [`ApiError`] where there is no page to go to: a stranger.
#[server(prefix = "/api", endpoint = "users/mark_contact_verified")]
pub async fn mark_contact_verified(
    #[server(default)] pool: String,
    #[server(default)] sub: String,
    #[server(default)] username: String,
    #[server(default)] action_id: String,
    #[server(default)] seen: String,
    #[server(default)] reason: String,
    #[server(default)] ticket: String,
    #[server(default)] caller_verified_by: String,
    #[server(default)] contact: String,
    #[server(default)] sends_code: String,
    #[server(default)] check: Option<String>,
    #[server(default)] ask: Option<String>,
) -> Result<(), ApiError> {
    let desk = crate::wire::DeskFields { pool, sub, username, action_id, reason, ticket, caller_verified_by, seen };
    let help = crate::domain::contact::Contact::from_attribute(&contact).map(crate::domain::preflight::Help::MarkVerified);
    let help = help.map(|help| help.word().to_owned()).unwrap_or_default();
    let form = super::wire::AccountForm { desk, help, sends_code, ..Default::default() };
    super::act::answer(form, crate::features::forms::Press::of(check.as_ref(), ask.as_ref(), None)).await
}

/// Ends a user's sessions (`AdminUserGlobalSignOut`); as above.
///
/// # Errors
/// [`ApiError`] where there is no page to go to: a stranger.
#[server(prefix = "/api", endpoint = "users/sign_out")]
pub async fn sign_out_everywhere(
    #[server(default)] pool: String,
    #[server(default)] sub: String,
    #[server(default)] username: String,
    #[server(default)] action_id: String,
    #[server(default)] seen: String,
    #[server(default)] reason: String,
    #[server(default)] ticket: String,
    #[server(default)] caller_verified_by: String,
    #[server(default)] check: Option<String>,
    #[server(default)] ask: Option<String>,
) -> Result<(), ApiError> {
    let desk = crate::wire::DeskFields { pool, sub, username, action_id, reason, ticket, caller_verified_by, seen };
    let form = super::wire::AccountForm { desk, help: "sign-out".into(), ..Default::default() };
    super::act::answer(form, crate::features::forms::Press::of(check.as_ref(), ask.as_ref(), None)).await
}
