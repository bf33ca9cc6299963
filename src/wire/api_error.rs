//! The one error that server functions give to the browser.

use super::ErrorCode;
use leptos::server_fn::codec::JsonEncoding;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};

/// What is wrong with one field of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// The id of the field on the page.
    pub field: String,
    /// The sentence to show beside it.
    pub sentence: String,
}

/// A closed code, the fields concerned, and the reference that logs and trail know. Never an exception's own text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiError {
    /// What went wrong.
    pub code: ErrorCode,
    /// Problems of single fields.
    #[serde(default)]
    pub fields: Vec<FieldError>,
    /// The request's reference.
    #[serde(default)]
    pub reference: String,
}

impl ApiError {
    /// An error without field problems.
    pub fn new(code: ErrorCode, reference: impl Into<String>) -> Self {
        Self { code, fields: Vec::new(), reference: reference.into() }
    }
}

impl std::fmt::Display for ApiError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code.title())
    }
}

impl std::error::Error for ApiError {}

impl FromServerFnError for ApiError {
    type Encoder = JsonEncoding;

    /// The framework's own errors become one of our codes: their texts stay out of pages.
    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        let code = match error {
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) | ServerFnErrorErr::Deserialization(_) => ErrorCode::InvalidForm,
            ServerFnErrorErr::Request(_) => ErrorCode::ConsoleUnreachable,
            _ => ErrorCode::Internal,
        };
        Self::new(code, "")
    }
}
