//! `/sessions/left`: how long this session still holds, for the script that warns before its end.

use crate::domain::session_limits::SessionEnds;
use crate::features::console::{Caller, Console};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use serde::Serialize;
use time::OffsetDateTime;

/// Seconds from now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct TimeLeft {
    /// Until the end for want of use.
    pub idle: i64,
    /// Until the end in any case.
    pub absolute: i64,
}

impl TimeLeft {
    /// What is left now.
    pub fn of(ends: SessionEnds, now: OffsetDateTime) -> Self {
        Self { idle: (ends.idle_at - now).whole_seconds(), absolute: (ends.absolute_at - now).whole_seconds() }
    }
}

/// Asked with `x-passdesk-poll` it is no use of the session; without, it keeps it.
pub async fn time_left(State(console): State<Console>, Extension(caller): Extension<Caller>) -> Response {
    match caller.session_ends {
        Some(ends) => Json(TimeLeft::of(ends, console.now())).into_response(),
        None => StatusCode::UNAUTHORIZED.into_response(),
    }
}
