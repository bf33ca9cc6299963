//! The form as it is posted, and as it is kept while something in it needs attention. One shape serves all five actions.

use crate::domain::client_metadata::MetadataRow;
use crate::wire::DeskFields;
use serde::{Deserialize, Serialize};

/// A form that changes the standing of an account. Nothing in it is secret.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AccountForm {
    /// Whom, which, why.
    pub desk: DeskFields,
    /// Which action: the word of a way to help.
    pub help: String,
    /// ClientMetadata, for the actions that take it.
    pub metadata: Vec<MetadataRow>,
    /// `yes`: pairs that look like secrets are sent all the same.
    pub sends_secret_looks: String,
    /// `yes`: a reset code is sent once the contact is verified.
    pub sends_code: String,
}
