//! A form that came back: kept with what was wrong, so that the page can show both.

use super::wire::ResetForm;
use crate::domain::client_metadata::MetadataRow;
use crate::domain::operation::Action;
use crate::features::console::{Caller, Console};
use crate::wire::{ApiError, ErrorCode};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The largest draft, in bytes of JSON: an ordinary form is far below, and what is above is no form.
const LARGEST: usize = 96 * 1_024;

/// The form as typed, and why it came back; without an error, more rows were asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResetDraft {
    /// As typed.
    pub form: ResetForm,
    /// What needs attention.
    pub error: Option<ApiError>,
}

/// Keeps a draft for this person.
///
/// # Errors
/// `database_unavailable`.
pub async fn keep(console: &Console, caller: &Caller, draft: &ResetDraft) -> Result<Uuid, ApiError> {
    let body = serde_json::to_string(draft).map_err(|_| caller.error(ErrorCode::Internal))?;
    if body.len() > LARGEST {
        return Err(caller.error(ErrorCode::TooLarge));
    }
    console.drafts.keep(&caller.draft_owner(), &body).await.map_err(|error| {
        tracing::error!(request_id = %caller.origin.request_id, %error, "a draft was not kept");
        caller.error(ErrorCode::DatabaseUnavailable)
    })
}

/// This person's draft with this id; absent where it is another's, over, or no draft of a reset.
///
/// # Errors
/// `database_unavailable`: then nobody can say whether there is one.
pub async fn find(console: &Console, caller: &Caller, id: &str) -> Result<Option<ResetDraft>, ApiError> {
    let Ok(id) = Uuid::try_parse(id) else { return Ok(None) };
    let body = console.drafts.find(&caller.draft_owner(), id).await.map_err(|error| {
        tracing::error!(request_id = %caller.origin.request_id, %error, "a draft could not be read");
        caller.error(ErrorCode::DatabaseUnavailable)
    })?;
    Ok(body.and_then(|body| serde_json::from_str(&body).ok()))
}

/// What was typed for an action that did not go through, read back from its record, so that it can be tried again as a new one.
/// Only for the person who typed it; ClientMetadata only where its values are recorded.
pub async fn from_action(console: &Console, caller: &Caller, action_id: &str) -> Option<ResetDraft> {
    let id = Uuid::try_parse(action_id).ok()?;
    let records = console.audit.action(id).await.ok()?;
    let entry = &records.first()?.entry;
    let actor = caller.actor().ok()?;
    let is_own = entry.actor.as_ref().is_some_and(|by| by.sub == actor.id.sub && by.issuer == actor.id.issuer);
    if !is_own || entry.event != Action::SendResetCode.event() {
        return None;
    }
    let target = entry.target.clone()?;
    let metadata = if console.rules.keeps_metadata_values {
        entry.client_metadata.iter().map(|(key, value)| MetadataRow { key: key.clone(), value: value.clone() }).collect()
    } else {
        Vec::new()
    };
    let form = ResetForm {
        pool: target.pool,
        sub: target.sub,
        username: target.username,
        action_id: String::new(),
        reason: entry.reason.clone().unwrap_or_default(),
        ticket: entry.ticket.clone().unwrap_or_default(),
        caller_verified_by: entry.caller_verified_by.clone().unwrap_or_default(),
        metadata,
        sends_secret_looks: String::new(),
    };
    Some(ResetDraft { form, error: None })
}
