//! What is typed beside a document, how it is kept while something needs attention, and where it leads.

use crate::features::forms::FormAnswer;
use crate::wire::{ApiError, ErrorCode};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What was typed beside the document: it wins over what the document says. Nothing in it is secret.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestForm {
    /// The user pool's id.
    pub pool: String,
    /// A username, an alias or a `sub`.
    pub username: String,
    /// Why; for the form that opens.
    pub reason: String,
    /// The desk's ticket; for the form that opens.
    pub ticket: String,
}

/// A request that came back.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct RequestDraft {
    /// As typed.
    pub(super) request: RequestForm,
    /// The document without its password; nothing where one may be anywhere in it.
    pub(super) document: Option<String>,
    /// What needs attention.
    pub(super) error: ApiError,
}

/// Where a posted document leads.
#[derive(Debug)]
pub enum RequestAnswer {
    /// The user's page, with the form filled in.
    Filled(FormAnswer),
    /// Back to the page.
    Back {
        /// What was typed.
        draft: Uuid,
        /// Why.
        error: ApiError,
    },
    /// The session ended meanwhile: sign in, and find the document again.
    SignInFirst {
        /// What was typed.
        draft: Uuid,
        /// Why.
        error: ApiError,
    },
}

impl RequestAnswer {
    /// The address of the page to go to.
    pub fn location(&self) -> String {
        match self {
            Self::Filled(answer) => answer.location(),
            Self::Back { draft, .. } => format!("/requests?draft={draft}"),
            Self::SignInFirst { draft, .. } => format!("/sign-in?problem={}&return_to=%2Frequests%3Fdraft%3D{draft}", ErrorCode::SessionEnded.name()),
        }
    }

    /// For callers who read the answer and not the page.
    ///
    /// # Errors
    /// What the page would show.
    pub fn into_result(self) -> Result<(), ApiError> {
        match self {
            Self::Filled(answer) => answer.into_result(),
            Self::Back { error, .. } | Self::SignInFirst { error, .. } => Err(error),
        }
    }
}
