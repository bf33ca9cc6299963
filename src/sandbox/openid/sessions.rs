//! The issuer's own page: who is signed in, and a button that ends a session from this side.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde_json::{Value, json};

use super::backchannel::{self, Told};
use super::personas::persona;
use crate::sandbox::control::Format;
use crate::sandbox::html::{escape, page, refusal};
use crate::sandbox::shared::Shared;

/// `GET /`
pub async fn show(State(shared): State<Arc<Shared>>, format: Format) -> Response {
    let sessions: Vec<_> = shared.issuer.memory().sessions.values().cloned().collect();
    if format == Format::Json {
        let list: Vec<Value> = sessions.iter().map(|it| json!({ "sid": it.sid, "sub": it.sub, "auth_time": it.auth_time.rfc3339(), "acr": it.acr })).collect();
        return Json(json!({ "sessions": list })).into_response();
    }
    let cards: String = sessions
        .iter()
        .map(|session| {
            let name = persona(&session.sub).map_or(session.sub.as_str(), |persona| persona.name);
            format!(
                r#"<div class="card"><p><strong>{}</strong> <span class="soft">since {}</span></p><form method="post" action="/sessions/{}/end"><button>End this session</button></form></div>"#,
                escape(name),
                escape(&session.auth_time.rfc3339()),
                escape(&session.sid),
            )
        })
        .collect();
    let none = if cards.is_empty() { "<p>Nobody is signed in.</p>" } else { "" };
    let console = escape(&shared.console.url());
    let body = format!("{cards}{none}<p>Ending a session here tells the console by back-channel logout. <a href=\"{console}\">To the console</a></p>");
    page("Signed in at the sandbox issuer", &[], &body)
}

/// `POST /sessions/{sid}/end`
pub async fn end(State(shared): State<Arc<Shared>>, Path(sid): Path<String>, format: Format) -> Response {
    let Some(session) = shared.issuer.end_session(&shared.store, &sid).await else {
        return match format {
            Format::Json => (StatusCode::NOT_FOUND, Json(json!({ "error": "no such session" }))).into_response(),
            Format::Page => refusal(StatusCode::NOT_FOUND, "No such session", "It has ended already."),
        };
    };
    let told = backchannel::tell(&shared, &session).await;
    match (format, told) {
        (Format::Json, Told::Answered(status)) => Json(json!({ "ended": sid, "console_answered": status })).into_response(),
        (Format::Json, Told::Unreachable) => Json(json!({ "ended": sid, "console_answered": null })).into_response(),
        (Format::Page, told) => {
            let said = match told {
                Told::Answered(status) => {
                    format!("The console was told, and answered with HTTP {status}.")
                }
                Told::Unreachable => "The console could not be told.".to_owned(),
            };
            page("The session has ended", &[("/", "All sessions")], &format!("<p>{}</p>", escape(&said)))
        }
    }
}
