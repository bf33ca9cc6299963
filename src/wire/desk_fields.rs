//! The fields that every form with an effect on a user has.

use serde::{Deserialize, Serialize};

/// What a ticked box sends.
pub const TICKED: &str = "yes";

/// Whom it is for, which action it is, and why; as typed. Nothing in it is secret.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DeskFields {
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
    /// What the page showed of the user; empty for a form that no page made.
    pub seen: String,
}
