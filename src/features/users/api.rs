//! The server function of the search.

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
