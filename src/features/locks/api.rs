//! Server functions that set and lift locks.

use crate::wire::ApiError;
use leptos::prelude::*;

/// Locks a person out, or locks a role or all actions. Goes to the list of locks.
///
/// # Errors
/// [`ApiError`], as `features::locks::set_lock` names them.
#[server(prefix = "/api", endpoint = "locks/set")]
pub async fn set_lock(
    #[server(default)] on: String,
    #[server(default)] issuer: String,
    #[server(default)] sub: String,
    #[server(default)] role: String,
    #[server(default)] hours: String,
    #[server(default)] reason: String,
) -> Result<(), ApiError> {
    let (console, caller) = crate::features::console::here()?;
    let form = super::LockForm { on, issuer, sub, role, hours, reason };
    let answer = crate::features::faults::settled(super::set_lock(&console, &caller, form).await)?;
    let location = answer.location();
    let result = crate::features::faults::settled(answer.into_result());
    leptos_axum::redirect(&location);
    result
}

/// Lifts a lock. Goes back to the list of locks.
///
/// # Errors
/// [`ApiError`], as `features::locks::lift_lock` names them.
#[server(prefix = "/api", endpoint = "locks/lift")]
pub async fn lift_lock(#[server(default)] id: String) -> Result<(), ApiError> {
    let (console, caller) = crate::features::console::here()?;
    crate::features::faults::settled(super::lift_lock(&console, &caller, &id).await)?;
    leptos_axum::redirect("/locks?done=lifted");
    Ok(())
}
