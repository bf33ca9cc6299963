//! The forms as they are posted, and as they are kept while something in them needs attention.

use crate::domain::client_metadata::MetadataRow;
use crate::wire::DeskFields;
use serde::{Deserialize, Serialize};

/// The form that sends a reset code. Nothing in it is secret.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ResetForm {
    /// Whom, which, why.
    pub desk: DeskFields,
    /// ClientMetadata.
    pub metadata: Vec<MetadataRow>,
    /// `yes`: pairs that look like secrets are sent all the same.
    pub sends_secret_looks: String,
    /// `yes`: the user's sessions are ended afterwards.
    pub signs_out: String,
}

/// The form that sets a password, without the password: what was typed there is never kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SetPasswordForm {
    /// Whom, which, why.
    pub desk: DeskFields,
    /// `temporary` or `permanent`.
    pub lasts: String,
    /// `generated`, `words` or `typed`.
    pub source: String,
    /// `yes`: the user's sessions are ended afterwards.
    pub signs_out: String,
}
