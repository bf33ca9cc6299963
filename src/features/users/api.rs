//! The server functions of the search.

use super::wire::SearchAnswer;
use crate::wire::ApiError;
use leptos::prelude::*;

/// Searches a pool for what was typed; an answer's `next` goes on in `page`. Recorded as `user.search`.
///
/// # Errors
/// [`ApiError`], as `features::users::find` names them.
#[server(prefix = "/api", endpoint = "users/search")]
pub async fn search_users(pool: String, q: String, #[server(default)] page: Option<String>) -> Result<SearchAnswer, ApiError> {
    let (console, caller) = crate::features::console::here()?;
    crate::features::faults::settled(super::find(&console, &caller, &pool, &q, page.as_deref()).await)
}

/// Keeps a pasted list and goes to the page that looks it up, so that the list stands in no address.
///
/// # Errors
/// [`ApiError`], as `features::users::keep_list` names them.
#[server(prefix = "/api", endpoint = "users/look-up")]
pub async fn look_up_list(#[server(default)] pool: String, #[server(default)] list: String) -> Result<(), ApiError> {
    let (console, caller) = crate::features::console::here()?;
    let kept = crate::features::faults::settled(super::keep_list(&console, &caller, &pool, list).await)?;
    let result = crate::features::faults::settled(kept.error.map_or(Ok(()), Err));
    leptos_axum::redirect(&kept.location);
    result
}
