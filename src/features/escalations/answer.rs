//! Where the forms of a request lead.

use crate::features::faults::settled;
use crate::features::forms::FormAnswer;
use crate::wire::ApiError;
use uuid::Uuid;

/// A page to go to, always with an address of its own.
#[derive(Debug)]
pub enum EscalationAnswer {
    /// The request's page.
    Page {
        /// The request.
        id: Uuid,
        /// What went wrong.
        error: Option<ApiError>,
        /// The kept form.
        draft: Option<Uuid>,
    },
    /// To the issuer, and back to the request's page.
    StepUp {
        /// The request.
        id: Uuid,
        /// Why.
        error: ApiError,
        /// The kept form.
        draft: Option<Uuid>,
    },
    /// The session ended meanwhile: sign in, and find the decision again.
    SignInFirst {
        /// The request.
        id: Uuid,
        /// Why.
        error: ApiError,
        /// The kept form.
        draft: Uuid,
    },
    /// It was carried out: where that form leads.
    Form(FormAnswer),
}

impl EscalationAnswer {
    /// Nothing is wrong.
    pub(super) fn page(id: Uuid) -> Self {
        Self::Page { id, error: None, draft: None }
    }

    /// The page that says what went wrong.
    pub(super) fn problem(id: Uuid, error: ApiError) -> Self {
        Self::Page { id, error: Some(error), draft: None }
    }

    /// The address of the page to go to.
    pub fn location(&self) -> String {
        match self {
            Self::Page { id, draft: Some(draft), .. } => format!("/escalations/{id}?draft={draft}"),
            Self::Page { id, error: Some(error), .. } => format!("/escalations/{id}?problem={}&reference={}", error.code.name(), error.reference),
            Self::Page { id, .. } => format!("/escalations/{id}"),
            Self::StepUp { id, draft: Some(draft), .. } => format!("/auth/step-up?return_to=%2Fescalations%2F{id}%3Fdraft%3D{draft}"),
            Self::StepUp { id, .. } => format!("/auth/step-up?return_to=%2Fescalations%2F{id}"),
            Self::SignInFirst { id, draft, .. } => format!("/sign-in?problem=session_ended&return_to=%2Fescalations%2F{id}%3Fdraft%3D{draft}"),
            Self::Form(answer) => answer.location(),
        }
    }

    /// Ends a server function: goes to the answer's page.
    ///
    /// # Errors
    /// For callers who read the answer and not the page.
    pub(super) fn go(answer: Result<Self, ApiError>) -> Result<(), ApiError> {
        let answer = settled(answer)?;
        if let Self::Form(answer) = answer {
            return crate::features::forms::go(Ok(answer));
        }
        let location = answer.location();
        let result = match answer {
            Self::Page { error: Some(error), .. } | Self::StepUp { error, .. } | Self::SignInFirst { error, .. } => settled(Err(error)),
            _ => Ok(()),
        };
        leptos_axum::redirect(&location);
        result
    }
}
