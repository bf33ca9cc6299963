//! Server functions that end sessions.

use crate::wire::ApiError;
use leptos::prelude::*;

/// Ends one session: one's own, or with the right anyone's. Goes back to the list.
///
/// # Errors
/// [`ApiError`], as `features::sessions::end_session` names them.
#[server(prefix = "/api", endpoint = "sessions/end")]
pub async fn end_session(#[server(default)] handle: String) -> Result<(), ApiError> {
    let (console, caller) = crate::features::console::here()?;
    crate::features::faults::settled(super::end_session(&console, &caller, &handle).await)?;
    leptos_axum::redirect("/sessions?ended=one");
    Ok(())
}

/// Ends all of one's own sessions but this one. Goes back to the list.
///
/// # Errors
/// [`ApiError`], as `features::sessions::end_others` names them.
#[server(prefix = "/api", endpoint = "sessions/end-others")]
pub async fn end_other_sessions() -> Result<(), ApiError> {
    let (console, caller) = crate::features::console::here()?;
    crate::features::faults::settled(super::end_others(&console, &caller).await)?;
    leptos_axum::redirect("/sessions?ended=others");
    Ok(())
}

/// Ends all sessions of one person. Goes back to the list.
///
/// # Errors
/// [`ApiError`], as `features::sessions::end_person` names them.
#[server(prefix = "/api", endpoint = "sessions/end-person")]
pub async fn end_sessions_of(#[server(default)] issuer: String, #[server(default)] sub: String) -> Result<(), ApiError> {
    let (console, caller) = crate::features::console::here()?;
    let person = crate::domain::actor::StaffId { issuer, sub };
    crate::features::faults::settled(super::end_person(&console, &caller, person).await)?;
    leptos_axum::redirect("/sessions?ended=person");
    Ok(())
}
