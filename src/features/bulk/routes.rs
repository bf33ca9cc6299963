//! What is no page of a run: its list, which is a file; how far it is; and its results.

use super::answer::BulkAnswer;
use super::prepare::{NewRun, prepare};
use super::{passwords, progress, results};
use crate::domain::operation::Action;
use crate::features::console::{Caller, Console};
use crate::features::layout::{accepts_html, error_document};
use crate::wire::{ApiError, ErrorCode};
use axum::extract::{DefaultBodyLimit, Multipart, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Extension, Router};
use std::time::Duration;
use tokio::sync::Semaphore;

/// Where lists are posted: the one form that carries a file.
pub const LIST_PATH: &str = "/bulk/lists";
/// The largest list, in bytes.
pub const LIST_LIMIT: usize = 5 * 1_024 * 1_024;
/// What is larger is read to its end up to here, and thrown away, since a browser shows no answer to what it could not finish sending.
pub const LIST_READ_TO: usize = 32 * 1_024 * 1_024;
/// The largest other field of its form, in bytes; none of them may be so long.
const FIELD_LIMIT: usize = 16 * 1_024;
/// Fields of the form at most, so that many small ones are not kept either.
const FIELDS_LIMIT: usize = 16;
/// So long a list may take to arrive.
const PATIENCE: Duration = Duration::from_secs(60);
/// Lists that arrive or are read at the same time.
static PLACES: Semaphore = Semaphore::const_new(2);

/// `POST /bulk/lists`, `GET /bulk/{id}/events`, `GET /bulk/{id}/results.csv`, `POST /bulk/{id}/passwords`.
pub fn routes() -> Router<Console> {
    Router::new()
        // Counted while it is read.
        .route(LIST_PATH, post(list).layer(DefaultBodyLimit::disable()))
        .route("/bulk/{id}/events", get(progress::events))
        .route("/bulk/{id}/passwords", post(passwords::take))
        .route("/bulk/{id}/results.csv", get(results::download))
}

/// A list. Nothing of it is read before it is known who sends it.
async fn list(State(console): State<Console>, Extension(caller): Extension<Caller>, headers: HeaderMap, form: Multipart) -> Response {
    let refusal = |error: &ApiError| error_document(error, accepts_html(&headers));
    if caller.staff.is_none() {
        return refusal(&caller.error(if caller.expired.is_some() { ErrorCode::SessionEnded } else { ErrorCode::NotSignedIn }));
    }
    // Whoever has no right is refused where the attempt is recorded, and sends their list for nothing.
    let may = caller.has_right(Action::RunBulk);
    // Held until the list was worked on: that takes more memory than its bytes.
    let place = if may { PLACES.try_acquire().ok() } else { None };
    let new = match (may, &place) {
        (true, Some(_)) => received(&caller, form).await,
        (true, None) => Err(caller.error(ErrorCode::Overloaded)),
        (false, _) => Ok(NewRun::default()),
    };
    let answer = match new {
        Ok(new) if new.is_too_large && !accepts_html(&headers) => Err(caller.error(ErrorCode::TooLarge)),
        Ok(new) => prepare(&console, &caller, new).await,
        Err(error) => Err(error),
    };
    match answer {
        Ok(BulkAnswer::Form { error, .. }) if !accepts_html(&headers) => refusal(&error),
        Ok(answer) => Redirect::to(&answer.location()).into_response(),
        Err(error) => refusal(&error),
    }
}

async fn received(caller: &Caller, form: Multipart) -> Result<NewRun, ApiError> {
    let broken = |error: axum::extract::multipart::MultipartError| {
        tracing::info!(request_id = %caller.origin.request_id, %error, "a list did not arrive");
        let is_too_large = error.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE;
        caller.error(if is_too_large { ErrorCode::TooLarge } else { ErrorCode::InvalidForm })
    };
    let read = async {
        // What is too large is thrown away, and the rest of the form is kept for the page that says so.
        let (mut form, mut new) = (form, NewRun::default());
        let mut fields = 0;
        while let Some(mut field) = form.next_field().await.map_err(broken)? {
            fields += 1;
            if fields > FIELDS_LIMIT {
                return Err(caller.error(ErrorCode::InvalidForm));
            }
            let name = field.name().unwrap_or_default().to_owned();
            let is_list = matches!(name.as_str(), "file" | "list");
            let most = if is_list { LIST_LIMIT } else { FIELD_LIMIT };
            let (mut content, mut length) = (Vec::new(), 0_usize);
            while let Some(piece) = field.chunk().await.map_err(broken)? {
                length = length.saturating_add(piece.len());
                if length <= most { content.extend_from_slice(&piece) } else { content = Vec::new() }
            }
            if length > most && !is_list {
                return Err(caller.error(ErrorCode::InvalidForm));
            }
            new.is_too_large |= length > most;
            if name == "file" {
                new.file_name = field.file_name().unwrap_or_default().to_owned();
                new.file = content;
                continue;
            }
            let text = String::from_utf8(content).map_err(|_| caller.error(ErrorCode::InvalidForm))?;
            match name.as_str() {
                "help" => new.form.help = text,
                "pool" => new.form.pool = text,
                "reason" => new.form.reason = text,
                "ticket" => new.form.ticket = text,
                "caller_verified_by" => new.form.caller_verified_by = text,
                "list" => new.form.list = text,
                _ => {}
            }
        }
        Ok(new)
    };
    tokio::time::timeout(PATIENCE, read).await.unwrap_or_else(|_| Err(caller.error(ErrorCode::Overloaded)))
}
