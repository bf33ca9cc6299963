//! What somebody typed, kept for half an hour so that a page can give it back: forms and pasted lists.

use crate::features::console::{Caller, Console};
use crate::wire::{ApiError, ErrorCode};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

/// The largest draft, in bytes of JSON: an ordinary form or list is far below.
const LARGEST: usize = 96 * 1_024;

/// Keeps it for this person.
///
/// # Errors
/// `too_large`, `database_unavailable`.
pub async fn keep<T: Serialize>(console: &Console, caller: &Caller, typed: &T) -> Result<Uuid, ApiError> {
    let body = serde_json::to_string(typed).map_err(|_| caller.error(ErrorCode::Internal))?;
    if body.len() > LARGEST {
        return Err(caller.error(ErrorCode::TooLarge));
    }
    console.drafts.keep(&caller.draft_owner(), &body).await.map_err(|error| {
        tracing::error!(request_id = %caller.origin.request_id, %error, "what was typed was not kept");
        caller.error(ErrorCode::DatabaseUnavailable)
    })
}

/// What this person typed, by its id; absent where it is another's, over, or of another kind.
///
/// # Errors
/// `database_unavailable`: then nobody can say whether there is any.
pub async fn find<T: DeserializeOwned>(console: &Console, caller: &Caller, id: &str) -> Result<Option<T>, ApiError> {
    let Ok(id) = Uuid::try_parse(id) else { return Ok(None) };
    let body = console.drafts.find(&caller.draft_owner(), id).await.map_err(|error| {
        tracing::error!(request_id = %caller.origin.request_id, %error, "what was typed could not be read");
        caller.error(ErrorCode::DatabaseUnavailable)
    })?;
    Ok(body.and_then(|body| serde_json::from_str(&body).ok()))
}
