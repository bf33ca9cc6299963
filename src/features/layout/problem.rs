//! Pages that say what went wrong, in a closed list of sentences.

use super::Frame;
use crate::features::console::Caller;
use crate::ui::{LinkButton, Problem};
use crate::wire::{ApiError, ErrorCode};
use axum::http::header::ACCEPT;
use axum::http::{HeaderMap, StatusCode};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;

/// Sets the answer's status.
pub fn set_status(options: Option<&ResponseOptions>, status: StatusCode) {
    if let Some(options) = options {
        options.set_status(status);
    }
}

/// The client shows pages: its answers are pages of ours, and not JSON.
pub fn accepts_html(headers: &HeaderMap) -> bool {
    headers.get(ACCEPT).and_then(|value| value.to_str().ok()).is_some_and(|accept| accept.contains("text/html"))
}

/// The HTTP status that goes with a code. Cognito's refusals are never a 401: that would be about the person at the desk.
pub fn status_of(code: ErrorCode) -> StatusCode {
    match code {
        // A fresh sign-in is asked for as RFC 9470, section 3 does.
        ErrorCode::NotSignedIn | ErrorCode::SessionEnded | ErrorCode::StepUpRequired => StatusCode::UNAUTHORIZED,
        ErrorCode::NotAllowed
        | ErrorCode::TrailNotAllowed
        | ErrorCode::OwnAccount
        | ErrorCode::ProtectedUser
        | ErrorCode::ExternalUser
        | ErrorCode::ContactChanged
        | ErrorCode::OutOfScope
        | ErrorCode::OutOfHours
        | ErrorCode::VerificationTooWeak
        | ErrorCode::TicketMissing
        | ErrorCode::NeedsApproval
        | ErrorCode::ApproverMayNot
        | ErrorCode::OwnRequest
        | ErrorCode::Locked
        | ErrorCode::NotSameSite
        | ErrorCode::StepUpOtherPerson
        | ErrorCode::StepUpNotFresh
        | ErrorCode::StepUpTooWeak
        | ErrorCode::NoRole => StatusCode::FORBIDDEN,
        ErrorCode::NotFound | ErrorCode::PoolUnknown | ErrorCode::UserGone => StatusCode::NOT_FOUND,
        ErrorCode::FormReused | ErrorCode::UserMoved | ErrorCode::LastAdmin | ErrorCode::EscalationOver | ErrorCode::RequestAltered | ErrorCode::RunMoved => StatusCode::CONFLICT,
        ErrorCode::TooManyRequests => StatusCode::TOO_MANY_REQUESTS,
        ErrorCode::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        // RFC 6585, section 4.
        ErrorCode::StaffLimit | ErrorCode::UserLimit => StatusCode::TOO_MANY_REQUESTS,
        ErrorCode::Internal => StatusCode::INTERNAL_SERVER_ERROR,
        ErrorCode::Busy
        | ErrorCode::CognitoUnreachable
        | ErrorCode::CognitoAccessDenied
        | ErrorCode::TrailUnavailable
        | ErrorCode::TrailUnread
        | ErrorCode::ScopeUnread
        | ErrorCode::DatabaseUnavailable
        | ErrorCode::IssuerUnavailable
        | ErrorCode::Overloaded => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    }
}

/// The page of an error, with its status.
pub fn problem(options: Option<&ResponseOptions>, error: &ApiError) -> AnyView {
    set_status(options, status_of(error.code));
    let (code, reference) = (error.code, error.reference.clone());
    let own_work = (code == ErrorCode::TrailNotAllowed).then(|| view! { <LinkButton href="/work" label="My work" /> });
    view! {
        <Frame title=format!("Error: {}", code.title())>
            <Problem title=code.title() text=code.advice() reference=reference>
                {own_work}
                <LinkButton href="/users" label="Find a user" />
            </Problem>
        </Frame>
    }
    .into_any()
}

/// `/problem?code=…&reference=…`: where a plain form is sent when there is no better page. Both are checked: an address can be forged.
#[component]
pub fn ProblemPage() -> impl IntoView {
    let query = use_query_map().get_untracked();
    let code = query.get("code").and_then(|code| ErrorCode::from_name(&code)).unwrap_or(ErrorCode::NotFound);
    problem(use_context::<ResponseOptions>().as_ref(), &ApiError::new(code, reference_in(&query)))
}

/// The reference that an address carries, if it looks like one of ours; else empty.
pub fn reference_in(query: &ParamsMap) -> String {
    let is_ours = |reference: &String| reference.len() == 14 && reference.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-');
    query.get("reference").filter(is_ours).unwrap_or_default()
}

/// Any address that is no page.
#[component]
pub fn NotFoundPage() -> impl IntoView {
    let reference = use_context::<Caller>().unwrap_or_default().origin.request_id;
    problem(use_context::<ResponseOptions>().as_ref(), &ApiError::new(ErrorCode::NotFound, reference))
}
