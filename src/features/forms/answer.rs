//! Where a posted form leads.

use crate::features::faults::settled;
use crate::features::passwords::RevealCookie;
use crate::wire::ApiError;
use axum::http::{HeaderValue, header};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;
use uuid::Uuid;

/// A page to go to, always with an address of its own, with scripts on or off.
#[derive(Debug)]
pub enum FormAnswer {
    /// Recorded, and carried out or refused: the result page tells.
    Result {
        /// The action.
        action: Uuid,
        /// The same form came before: nothing was done now.
        is_repeat: bool,
        /// What lets that page show a generated password, once.
        reveal: Option<RevealCookie>,
    },
    /// An approval is asked for: the request's page tells how it stands.
    Asked {
        /// The request.
        request: Uuid,
    },
    /// Back to the user's page, with the draft.
    Back {
        /// The user's pool.
        pool: String,
        /// The user's `sub`.
        sub: String,
        /// Which of the page's forms it is.
        shown: &'static str,
        /// The kept form.
        draft: Uuid,
        /// Why; absent where more rows were asked for.
        error: Option<ApiError>,
    },
    /// Cognito or the trail failed before anything was done: a page that offers the same form again, without reading the user.
    Again {
        /// The kept form.
        draft: Uuid,
        /// Why.
        error: ApiError,
    },
    /// The action asks for a fresh sign-in: to the issuer, and back to the form.
    StepUp {
        /// The kept form.
        draft: Uuid,
        /// Why.
        error: ApiError,
    },
    /// The session ended meanwhile: sign in, and find the form again.
    SignInFirst {
        /// The kept form.
        draft: Uuid,
        /// Why.
        error: ApiError,
    },
}

impl FormAnswer {
    /// The address of the page to go to.
    pub fn location(&self) -> String {
        match self {
            Self::Result { action, is_repeat: false, .. } => format!("/results/{action}"),
            Self::Result { action, is_repeat: true, .. } => format!("/results/{action}?repeated=yes"),
            Self::Asked { request } => format!("/escalations/{request}"),
            Self::Back { pool, sub, shown, draft, error: Some(_) } => format!("/users/{pool}/{sub}?do={shown}&draft={draft}"),
            // Where nothing is wrong, the page opens at the form, and at what a check found: not at its top.
            Self::Back { pool, sub, shown, draft, error: None } => format!("/users/{pool}/{sub}?do={shown}&draft={draft}#action"),
            Self::Again { draft, .. } => format!("/again/{draft}"),
            Self::StepUp { draft, .. } => format!("/auth/step-up?return_to=%2Fagain%2F{draft}"),
            Self::SignInFirst { draft, .. } => format!("/sign-in?problem=session_ended&return_to=%2Fagain%2F{draft}"),
        }
    }

    /// For callers who read the answer and not the page.
    ///
    /// # Errors
    /// What the page would show.
    pub fn into_result(self) -> Result<(), ApiError> {
        match self {
            Self::Back { error: Some(error), .. } | Self::Again { error, .. } | Self::StepUp { error, .. } | Self::SignInFirst { error, .. } => Err(error),
            _ => Ok(()),
        }
    }
}

/// Why a form is not carried out: a page to go to, or an error without one.
#[derive(Debug)]
pub enum Stop {
    /// There is a page for it.
    Page(FormAnswer),
    /// There is none: a stranger, a denial.
    Error(ApiError),
}

impl From<ApiError> for Stop {
    fn from(error: ApiError) -> Self {
        Self::Error(error)
    }
}

impl Stop {
    /// The answer after all.
    ///
    /// # Errors
    /// An error without a page.
    pub fn settle(ended: Result<FormAnswer, Self>) -> Result<FormAnswer, ApiError> {
        match ended {
            Ok(answer) | Err(Self::Page(answer)) => Ok(answer),
            Err(Self::Error(error)) => Err(error),
        }
    }
}

/// Ends a form's server function: goes to the answer's page, with the cookie that lets it show a password where there is one.
///
/// # Errors
/// For callers who read the answer and not the page.
pub fn go(answer: Result<FormAnswer, ApiError>) -> Result<(), ApiError> {
    let answer = settled(answer)?;
    let location = answer.location();
    if let FormAnswer::Result { reveal: Some(cookie), .. } = &answer
        && let (Some(options), Ok(line)) = (use_context::<ResponseOptions>(), HeaderValue::from_str(cookie.as_str()))
    {
        options.append_header(header::SET_COOKIE, line);
    }
    let result = settled(answer.into_result());
    leptos_axum::redirect(&location);
    result
}
