//! The log of effects: what really changed, for tests to count.

use serde::{Deserialize, Serialize};

use crate::sandbox::clock::Moment;

/// One change to one user.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Effect {
    /// Counts up from 1 without gaps.
    pub sequence: u64,
    /// The operation, as in `AdminResetUserPassword`.
    pub operation: String,
    /// The user pool's id.
    pub pool: String,
    /// The canonical username.
    pub username: String,
    /// When, by the sandbox's clock.
    pub at: Moment,
    /// The `x-amzn-requestid` of the call.
    pub request_id: String,
}
