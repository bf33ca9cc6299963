//! `/sandbox/faults`: what goes wrong next.

use std::sync::Arc;

use axum::extract::{Form, FromRequest, Request, State};
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Json, RequestExt as _};
use serde::Deserialize;
use serde_json::json;

use super::error::ControlError;
use super::format::Format;
use crate::sandbox::cognito::{Fault, FaultKind, operation_names};
use crate::sandbox::html::{COGNITO_NAV, escape, page};
use crate::sandbox::shared::Shared;

/// `GET`: the faults that are set, and a form for another.
pub async fn show(State(shared): State<Arc<Shared>>, format: Format) -> Response {
    match format {
        Format::Json => listed(&shared).into_response(),
        Format::Page => page("Faults", COGNITO_NAV, &body(&shared.faults.list())),
    }
}

/// `POST`: adds a fault, by JSON or by the form.
pub async fn add(State(shared): State<Arc<Shared>>, request: Request) -> Result<Response, ControlError> {
    let kind = request.headers().get(header::CONTENT_TYPE).map(|it| it.as_bytes().to_vec()).unwrap_or_default();
    let is_form = kind.starts_with(b"application/x-www-form-urlencoded");
    let fault = if is_form {
        let Form(fields) = Form::<Fields>::from_request(request, &()).await.map_err(ControlError::invalid)?;
        Fault::try_from(fields)?
    } else {
        request.extract::<Json<Fault>, _>().await.map_err(ControlError::invalid)?.0
    };
    if fault.operation != "*" && !operation_names().any(|name| name == fault.operation) {
        return Err(ControlError::invalid("an operation of this endpoint, or *"));
    }
    if fault.delay_ms.max(fault.delay_after_ms) > 120_000 || fault.times == Some(0) {
        return Err(ControlError::invalid("delays at most 120000, times at least 1"));
    }
    shared.faults.add(fault);
    Ok(if is_form { Redirect::to("/sandbox/faults").into_response() } else { listed(&shared).into_response() })
}

/// `DELETE`: clears all faults.
pub async fn clear(State(shared): State<Arc<Shared>>) -> Json<serde_json::Value> {
    shared.faults.clear();
    listed(&shared)
}

/// `POST /sandbox/faults/clear`
pub async fn clear_by_form(State(shared): State<Arc<Shared>>) -> Redirect {
    shared.faults.clear();
    Redirect::to("/sandbox/faults")
}

fn listed(shared: &Shared) -> Json<serde_json::Value> {
    Json(json!({ "faults": shared.faults.list() }))
}

/// The form's fields: empty ones are absent.
#[derive(Debug, Deserialize)]
struct Fields {
    operation: String,
    kind: String,
    delay_ms: String,
    #[serde(default)]
    delay_after_ms: String,
    times: String,
}

impl TryFrom<Fields> for Fault {
    type Error = ControlError;

    fn try_from(fields: Fields) -> Result<Self, ControlError> {
        let kind = FaultKind::of_word(&fields.kind);
        if kind.is_none() && !fields.kind.is_empty() {
            return Err(ControlError::invalid("no such kind of fault"));
        }
        let number = |text: &str| match text.trim() {
            "" => Ok(0),
            number => number.parse().map_err(ControlError::invalid),
        };
        let delay_ms = number(&fields.delay_ms)?;
        let times = match fields.times.trim() {
            "" => None,
            number => Some(number.parse().map_err(ControlError::invalid)?),
        };
        Ok(Self { operation: fields.operation, kind, delay_ms, delay_after_ms: number(&fields.delay_after_ms)?, times })
    }
}

fn option(word: &str, text: &str) -> String {
    format!(r#"<option value="{}">{}</option>"#, escape(word), escape(text))
}

fn body(faults: &[Fault]) -> String {
    let rows: String = faults
        .iter()
        .map(|fault| {
            let kind = fault.kind.map_or("delay only", FaultKind::word);
            let times = fault.times.map_or("until cleared".to_owned(), |times| times.to_string());
            format!("<tr><td>{}</td><td>{kind}</td><td>{} + {}</td><td>{times}</td></tr>", escape(&fault.operation), fault.delay_ms, fault.delay_after_ms)
        })
        .collect();
    let set = if rows.is_empty() {
        "<p>No faults: everything works.</p>".to_owned()
    } else {
        format!(
            r#"<div class="scroll"><table><thead><tr><th>Operation</th><th>Fault</th><th>Delay before + after the effect (ms)</th><th>Calls left</th></tr></thead><tbody>{rows}</tbody></table></div>
<form method="post" action="/sandbox/faults/clear"><p><button>Clear all faults</button></p></form>"#
        )
    };
    let operations: String = operation_names().map(|name| option(name, name)).collect();
    let kinds: String = FaultKind::all().map(|(_, word)| option(word, word)).collect();
    format!(
        r#"{set}<h2>Add a fault</h2><form class="fields" method="post" action="/sandbox/faults">
<label>Operation <select name="operation"><option value="*">All operations</option>{operations}</select></label>
<label>What goes wrong <select name="kind"><option value="">Nothing but a delay</option>{kinds}</select></label>
<label>Delay before the effect, in milliseconds <input name="delay_ms" inputmode="numeric" value="0"></label>
<label>Delay after the effect, in milliseconds <input name="delay_after_ms" inputmode="numeric" value="0"></label>
<label>How many calls (empty: until cleared) <input name="times" inputmode="numeric" value="1"></label>
<button class="lead">Add the fault</button></form>"#
    )
}
