//! The reset form as it is posted, and as it is kept while something in it needs attention.

use crate::domain::client_metadata::MetadataRow;
use serde::{Deserialize, Serialize};

/// Every field of the form, as typed. Nothing in it is secret.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ResetForm {
    /// The user pool's id.
    pub pool: String,
    /// The `sub` of the user whose page the form stood on.
    pub sub: String,
    /// The canonical username of that user, as the page read it.
    pub username: String,
    /// The idempotency key, and the action's id in the trail.
    pub action_id: String,
    /// Why.
    pub reason: String,
    /// The desk's ticket.
    pub ticket: String,
    /// How the caller was verified.
    pub caller_verified_by: String,
    /// ClientMetadata.
    pub metadata: Vec<MetadataRow>,
    /// `yes`: pairs that look like secrets are sent all the same.
    pub sends_secret_looks: String,
}
