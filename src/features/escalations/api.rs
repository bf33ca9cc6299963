//! Server functions that decide on requests, withdraw them and carry them out. Asking goes through the forms of what is asked for.

use crate::features::passwords::TypedPassword;
use crate::wire::ApiError;
use leptos::prelude::*;

/// Approves or rejects a request. Goes to the request's page.
///
/// # Errors
/// [`ApiError`], as `features::escalations::decide` names them.
#[server(prefix = "/api", endpoint = "escalations/decide")]
pub async fn decide_escalation(
    #[server(default)] id: String,
    #[server(default)] verdict: String,
    #[server(default)] reason: String,
    #[server(default)] shown: String,
) -> Result<(), ApiError> {
    let (console, caller) = crate::features::console::here()?;
    let form = super::wire::DecisionForm { id, verdict, reason, shown };
    super::EscalationAnswer::go(super::decide(&console, &caller, form).await)
}

/// Takes one's own request back. Goes to the request's page.
///
/// # Errors
/// [`ApiError`], as `features::escalations::withdraw` names them.
#[server(prefix = "/api", endpoint = "escalations/withdraw")]
pub async fn withdraw_escalation(#[server(default)] id: String) -> Result<(), ApiError> {
    let (console, caller) = crate::features::console::here()?;
    super::EscalationAnswer::go(super::withdraw(&console, &caller, &id).await)
}

/// Carries an approved request out, once, and goes to its result. `password` only where one is typed.
///
/// # Errors
/// [`ApiError`], as `features::escalations::carry_out` names them.
#[server(prefix = "/api", endpoint = "escalations/carry-out", input_derive = (serde::Serialize, serde::Deserialize))]
pub async fn carry_out_escalation(#[server(default)] id: String, #[server(default)] password: TypedPassword) -> Result<(), ApiError> {
    let (console, caller) = crate::features::console::here()?;
    super::EscalationAnswer::go(super::carry_out(&console, &caller, &id, password).await)
}
