//! What the auditor's pages post to: verifying and exporting. Plain routes: a download is no page.

use super::export::{ExportFormat, ExportPlace, about, file_name, filtered_trail, in_words, signed_at_its_end, whole_trail};
use super::filter::TrailQuery;
use super::results::verify_for;
use crate::domain::audit::RecordedTarget;
use crate::domain::operation::Action;
use crate::features::console::{Caller, Console};
use crate::features::faults::trail_failed;
use crate::features::layout::{accepts_html, error_document};
use crate::features::records::{record_read, require};
use crate::ports::audit_log::AuditError;
use crate::ports::trail_search::PageFrom;
use crate::wire::{ApiError, ErrorCode};
use axum::body::Body;
use axum::extract::{Form, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Extension, Router};
use futures::future::ready;
use futures::stream::Stream;
use futures::{StreamExt, TryStreamExt};
use std::collections::HashMap;
use std::time::Duration;
use tokio::sync::mpsc;
use tokio::sync::mpsc::error::TrySendError;
use tokio::time::timeout;

/// Whoever takes no piece of a download for so long loses it, and others have its place.
const STALLED: Duration = Duration::from_secs(60);

/// What an address says that leads back from a fresh sign-in.
const SIGNED_IN_AGAIN: &str = "signed_in=again";

/// `POST /audit/verify`, `POST /audit/sign`, `POST /audit/export`, and what is taken from the page of the proof: `GET /audit/checkpoints`,
/// `GET /audit/audit-format.md` and `GET /audit/verifier.py`.
pub fn routes() -> Router<Console> {
    Router::new()
        .route("/audit/verify", post(verify))
        .route("/audit/sign", post(sign))
        .route("/audit/export", post(export))
        .route("/audit/checkpoints", get(checkpoints))
        .route("/audit/audit-format.md", get(super::verifier::document))
        .route("/audit/verifier.py", get(super::verifier::download))
}

/// Begins a verification of the whole trail; where one runs already, that is the answer too.
async fn verify(State(console): State<Console>, Extension(caller): Extension<Caller>, headers: HeaderMap) -> Response {
    match verify_for(&console, &caller).await {
        Ok(()) => Redirect::to("/audit/proof").into_response(),
        Err(error) => refusal(&error, &headers),
    }
}

/// A checkpoint now, for those who take records away: that one of their own choice vouches for what they hold.
async fn sign(State(console): State<Console>, Extension(caller): Extension<Caller>, headers: HeaderMap) -> Response {
    let signed = async {
        require(&console, &caller, Action::ExportTrail, None).await?;
        // First the record: the checkpoint covers it.
        record_read(&console, &caller, Action::ReadTrail, RecordedTarget::default(), Some("asked for a checkpoint".to_owned())).await?;
        console.sealer.seal().await.map_err(|error| {
            tracing::error!(request_id = %caller.origin.request_id, %error, "no checkpoint was made");
            caller.error(ErrorCode::TrailUnavailable)
        })
    };
    match signed.await {
        Ok(_) => Redirect::to("/audit/proof#checkpoints").into_response(),
        // What keeps the trail from being sealed stands on that page.
        Err(error) if error.code == ErrorCode::TrailUnavailable && console.sealer.refused().is_some() => Redirect::to("/audit/proof").into_response(),
        Err(error) => refusal(&error, &headers),
    }
}

/// A download of what fits the filter, or of everything.
async fn export(State(console): State<Console>, Extension(caller): Extension<Caller>, headers: HeaderMap, Form(fields): Form<HashMap<String, String>>) -> Response {
    match begin_export(&console, &caller, &fields, accepts_html(&headers)).await {
        Ok(answer) => answer,
        Err(error) => refusal(&error, &headers),
    }
}

async fn begin_export(console: &Console, caller: &Caller, fields: &HashMap<String, String>, is_html: bool) -> Result<Response, ApiError> {
    require(console, caller, Action::ExportTrail, None).await?;
    let failed = |error: AuditError| trail_failed(&error, caller);
    let format = fields.get("format").and_then(|name| ExportFormat::from_name(name)).ok_or_else(|| caller.error(ErrorCode::InvalidForm))?;
    let query = TrailQuery::read(|name| fields.get(name).cloned());
    let (filter, misread) = query.filter();
    let is_whole = fields.get("everything").is_some_and(|everything| everything == "on");
    if !is_whole && !misread.is_empty() {
        return Err(caller.error(ErrorCode::InvalidForm));
    }
    if caller.must_sign_in_again(console, &[Action::ExportTrail]) {
        if !is_html {
            return Err(caller.error(ErrorCode::StepUpRequired));
        }
        return Ok(sign_in_again((!is_whole).then_some(&query)));
    }
    // Whoever begins many and reads none of them must not hold up the desk, nor the other auditors.
    let place = console.exports.take(&caller.actor()?.id).await.ok_or_else(|| caller.error(ErrorCode::Overloaded))?;
    let query = (!is_whole).then_some(&query);
    // First the record, then the checkpoint: the export holds its own record.
    record_read(console, caller, Action::ExportTrail, RecordedTarget::default(), Some(in_words(format, query))).await?;
    let about = about(&console.proof, &console.sealer, &console.clock, query.map(|query| query.href(PageFrom::Newest))).await.map_err(failed)?;
    let name = file_name(query, format, console.now());
    let sealed = about.sealed;
    let bytes = if is_whole {
        whole_trail(console.proof.clone(), format, about).boxed()
    } else {
        filtered_trail(console.proof.clone(), console.trail_search.clone(), filter, format, about).boxed()
    };
    let bytes = signed_at_its_end(bytes, format, sealed, console.sealer.clone(), console.clock.clone());
    Ok(download(&name, format.media_type(), bytes, Some(place)))
}

/// To the issuer, and from there back to the page with the button: a download has no page to come back to.
fn sign_in_again(query: Option<&TrailQuery>) -> Response {
    let page = query.map_or_else(|| "/audit/proof".to_owned(), |query| query.href(PageFrom::Newest));
    let sign = if page.contains('?') { '&' } else { '?' };
    let return_to = format!("{page}{sign}{SIGNED_IN_AGAIN}#export");
    let query = url::form_urlencoded::Serializer::new(String::new()).append_pair("return_to", &return_to).finish();
    Redirect::to(&format!("/auth/step-up?{query}")).into_response()
}

/// All checkpoints as signed notes, one after the other.
async fn checkpoints(State(console): State<Console>, Extension(caller): Extension<Caller>, headers: HeaderMap) -> Response {
    let recorded = async {
        require(&console, &caller, Action::ReadTrail, None).await?;
        record_read(&console, &caller, Action::ReadTrail, RecordedTarget::default(), Some("/audit/checkpoints".to_owned())).await
    };
    if let Err(error) = recorded.await {
        return refusal(&error, &headers);
    }
    let proof = console.proof.clone();
    let notes = futures::stream::try_unfold((proof, 0), |(proof, after)| async move {
        let kept = proof.checkpoints(after, 500).await?;
        let Some(last) = kept.last().map(|last| last.id) else { return Ok::<_, AuditError>(None) };
        let text: Vec<u8> = kept.into_iter().flat_map(|kept| format!("{}\n", kept.note).into_bytes()).collect();
        Ok(Some((text, (proof, last))))
    });
    download("passdesk-audit-checkpoints.txt", "text/plain; charset=utf-8", notes, None)
}

/// A failure in the middle ends the connection, so that nobody takes a part for the whole.
fn download(name: &str, media_type: &'static str, bytes: impl Stream<Item = Result<Vec<u8>, AuditError>> + Send + 'static, place: Option<ExportPlace>) -> Response {
    let bytes = bytes.inspect_err(|error| tracing::error!(%error, "an export broke off"));
    let mut answer = Response::new(Body::from_stream(while_taken(bytes, place, STALLED)));
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(disposition) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, disposition);
    }
    answer
}

/// The same pieces, and the place held until the last; whoever takes none for too long loses the place, and the rest.
fn while_taken(
    bytes: impl Stream<Item = Result<Vec<u8>, AuditError>> + Send + 'static,
    place: Option<impl Send + 'static>,
    patience: Duration,
) -> impl Stream<Item = Result<Vec<u8>, AuditError>> + Send + 'static {
    let (pieces, mut taken) = mpsc::channel(1);
    tokio::spawn(async move {
        while let Ok(Some(())) = timeout(patience, taken.recv()).await {}
        drop(place);
    });
    bytes.and_then(move |piece| {
        // One that still waits in the channel says as much as this one would.
        let is_given_up = matches!(pieces.try_send(()), Err(TrySendError::Closed(())));
        ready(if is_given_up { Err(AuditError::Store(format!("nobody took a piece of it for {} s", patience.as_secs()))) } else { Ok(piece) })
    })
}

fn refusal(error: &ApiError, headers: &HeaderMap) -> Response {
    error_document(error, accepts_html(headers))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use tokio::sync::Semaphore;

    #[tokio::test]
    async fn a_download_that_nobody_reads_gives_its_place_away_and_breaks_off() {
        let places = Arc::new(Semaphore::new(1));
        let place = Arc::clone(&places).try_acquire_owned().ok();
        let pieces = futures::stream::iter((0..3).map(|piece| Ok(vec![piece])));
        let mut download = Box::pin(while_taken(pieces, place, Duration::from_millis(20)));
        assert_eq!(download.next().await.unwrap().unwrap(), [0]);
        assert!(places.try_acquire().is_err());
        // Nobody reads on: others have the place.
        let place = places.acquire().await.unwrap();
        let broken = download.next().await.unwrap().unwrap_err();
        assert!(broken.to_string().contains("nobody took a piece"), "{broken}");
        drop(place);
    }

    #[tokio::test]
    async fn a_download_gives_its_place_back_at_its_end() {
        let places = Arc::new(Semaphore::new(1));
        let place = Arc::clone(&places).try_acquire_owned().ok();
        let pieces = futures::stream::iter((0..3).map(|piece| Ok(vec![piece])));
        let read: Vec<_> = while_taken(pieces, place, Duration::from_secs(3_600)).collect().await;
        assert!(read.len() == 3 && read.iter().all(Result::is_ok));
        assert!(places.acquire().await.is_ok());
    }
}
