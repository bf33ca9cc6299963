//! Server functions that start, confirm, pause, resume and cancel runs. Lists come in by a route of their own: they are files.

use crate::wire::ApiError;
use leptos::prelude::*;

/// Starts a run that was checked, or hands it to a second person. `users` is the number of users as whoever starts it typed it, `turn` how the run
/// stood on their page. Goes to the run's page.
///
/// # Errors
/// [`ApiError`], as `features::bulk::control` names them.
#[server(prefix = "/api", endpoint = "bulk/start")]
pub async fn start_run(#[server(default)] id: String, #[server(default)] turn: String, #[server(default)] users: String) -> Result<(), ApiError> {
    let (console, caller) = crate::features::console::here()?;
    super::answer::BulkAnswer::go(super::control::start(&console, &caller, &id, &turn, &users).await)
}

/// Confirms a run that another person has started, as the second one. Goes to the run's page.
///
/// # Errors
/// [`ApiError`], as `features::bulk::control` names them.
#[server(prefix = "/api", endpoint = "bulk/confirm")]
pub async fn confirm_run(#[server(default)] id: String, #[server(default)] turn: String, #[server(default)] users: String) -> Result<(), ApiError> {
    let (console, caller) = crate::features::console::here()?;
    super::answer::BulkAnswer::go(super::control::confirm(&console, &caller, &id, &turn, &users).await)
}

/// Pauses a run. Goes to the run's page.
///
/// # Errors
/// [`ApiError`], as `features::bulk::control` names them.
#[server(prefix = "/api", endpoint = "bulk/pause")]
pub async fn pause_run(#[server(default)] id: String) -> Result<(), ApiError> {
    let (console, caller) = crate::features::console::here()?;
    super::answer::BulkAnswer::go(super::control::pause(&console, &caller, &id).await)
}

/// Resumes a paused run in one's own name. Goes to the run's page.
///
/// # Errors
/// [`ApiError`], as `features::bulk::control` names them.
#[server(prefix = "/api", endpoint = "bulk/resume")]
pub async fn resume_run(#[server(default)] id: String, #[server(default)] turn: String) -> Result<(), ApiError> {
    let (console, caller) = crate::features::console::here()?;
    super::answer::BulkAnswer::go(super::control::resume(&console, &caller, &id, &turn).await)
}

/// Cancels a run for good. Goes to the run's page.
///
/// # Errors
/// [`ApiError`], as `features::bulk::control` names them.
#[server(prefix = "/api", endpoint = "bulk/cancel")]
pub async fn cancel_run(#[server(default)] id: String) -> Result<(), ApiError> {
    let (console, caller) = crate::features::console::here()?;
    super::answer::BulkAnswer::go(super::control::cancel(&console, &caller, &id).await)
}
