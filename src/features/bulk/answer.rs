//! Where the forms of a run lead.

use super::sealed::RunCookie;
use crate::features::faults::settled;
use crate::wire::ApiError;
use axum::http::{HeaderValue, header};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;
use uuid::Uuid;

/// A page to go to, always with an address of its own.
#[derive(Debug)]
pub(super) enum BulkAnswer {
    /// The run's page.
    Run {
        /// The run.
        id: Uuid,
        /// What went wrong.
        error: Option<ApiError>,
        /// What lets this browser open the passwords of the run.
        cookie: Option<RunCookie>,
    },
    /// To the issuer, and back to the run's page.
    StepUp {
        /// The run.
        id: Uuid,
        /// Why.
        error: ApiError,
    },
    /// Back to the form, with what was typed and what is wrong with it.
    Form {
        /// The kept form.
        draft: Uuid,
        /// Why.
        error: ApiError,
    },
}

impl BulkAnswer {
    /// Nothing is wrong.
    pub(super) fn page(id: Uuid) -> Self {
        Self::Run { id, error: None, cookie: None }
    }

    /// The page that says what went wrong.
    pub(super) fn problem(id: Uuid, error: ApiError) -> Self {
        Self::Run { id, error: Some(error), cookie: None }
    }

    /// The address of the page to go to.
    pub(super) fn location(&self) -> String {
        match self {
            Self::Run { id, error: Some(error), .. } => {
                let problem = error.fields.first().map_or(error.code.name(), |field| if field.field == "users" { "users" } else { error.code.name() });
                format!("/bulk/{id}?problem={problem}&reference={}", error.reference)
            }
            Self::Run { id, error: None, .. } => format!("/bulk/{id}"),
            Self::StepUp { id, .. } => format!("/auth/step-up?return_to=%2Fbulk%2F{id}%3Fsigned_in%3Dagain"),
            Self::Form { draft, .. } => format!("/bulk?draft={draft}"),
        }
    }

    /// Ends a server function: goes to the answer's page.
    ///
    /// # Errors
    /// For callers who read the answer and not the page.
    pub(super) fn go(answer: Result<Self, ApiError>) -> Result<(), ApiError> {
        let answer = settled(answer)?;
        let location = answer.location();
        if let Self::Run { cookie: Some(cookie), .. } = &answer
            && let (Some(options), Ok(line)) = (use_context::<ResponseOptions>(), HeaderValue::from_str(cookie.as_str()))
        {
            options.append_header(header::SET_COOKIE, line);
        }
        let result = match answer {
            Self::Run { error: Some(error), .. } | Self::StepUp { error, .. } | Self::Form { error, .. } => settled(Err(error)),
            Self::Run { error: None, .. } => Ok(()),
        };
        leptos_axum::redirect(&location);
        result
    }
}
