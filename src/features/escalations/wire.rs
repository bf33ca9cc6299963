//! The form of a decision, as it is posted, and as it is kept while something in it needs attention.

use serde::{Deserialize, Serialize};

/// A decision on a request. Nothing in it is secret.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DecisionForm {
    /// The request.
    pub id: String,
    /// `approve` or `reject`.
    pub verdict: String,
    /// Why.
    pub reason: String,
    /// The hash of the request that the page showed.
    pub shown: String,
}
