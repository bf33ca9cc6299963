//! The one error that server functions give to the browser.

use super::ErrorCode;
use leptos::server_fn::codec::JsonEncoding;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize, Serializer};

/// What is wrong with one field of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// The id of the field on the page.
    pub field: String,
    /// The sentence to show beside it.
    pub sentence: String,
}

/// A closed code, the fields concerned, and the reference that logs and trail know. Never an exception's own text.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
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

/// An error as it is written: with the code's words, so that no script has to know them a second time. What is read back goes by the code.
#[derive(Serialize)]
struct Written<'a> {
    code: ErrorCode,
    title: &'static str,
    advice: &'static str,
    fields: &'a [FieldError],
    reference: &'a str,
}

impl Serialize for ApiError {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { code, fields, reference } = self;
        Written { code: *code, title: code.title(), advice: code.advice(), fields, reference }.serialize(serializer)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_written_with_its_words_and_read_by_its_code() {
        let error = ApiError::new(ErrorCode::Busy, "AAAA-BBBB-CCCC");
        let written = serde_json::to_value(&error).expect("JSON");
        assert_eq!(
            (written["code"].as_str(), written["title"].as_str(), written["advice"].as_str()),
            (Some("busy"), Some(ErrorCode::Busy.title()), Some(ErrorCode::Busy.advice()))
        );
        let forged = serde_json::json!({ "code": "busy", "title": "Call 0900", "reference": "AAAA-BBBB-CCCC" });
        assert_eq!(serde_json::from_value::<ApiError>(forged).expect("an error"), error);
    }
}
