//! `GET /sandbox/outbox`: what users would have found in the mail and on the phone.

use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use super::error::ControlError;
use super::format::Format;
use crate::sandbox::html::{COGNITO_NAV, escape, page};
use crate::sandbox::model::Message;
use crate::sandbox::shared::Shared;

/// Which messages are wanted: all, or those of one pool or user.
#[derive(Debug, Deserialize)]
pub struct Wanted {
    pool: Option<String>,
    username: Option<String>,
}

/// Newest first.
pub async fn show(State(shared): State<Arc<Shared>>, format: Format, Query(wanted): Query<Wanted>) -> Response {
    let world = shared.world.lock().await;
    let is_wanted = |message: &&Message| wanted.pool.as_ref().is_none_or(|pool| *pool == message.pool) && wanted.username.as_ref().is_none_or(|name| *name == message.username);
    let messages = world.outbox.iter().rev().filter(is_wanted);
    match format {
        Format::Json => {
            let messages: Vec<Value> = messages.map(as_json).collect();
            Json(json!({ "count": messages.len(), "messages": messages })).into_response()
        }
        Format::Page => {
            let cards: String = messages.take(200).map(card).collect();
            let body = if cards.is_empty() { "<p>Nothing was sent yet.</p>".to_owned() } else { cards };
            page("Outbox", COGNITO_NAV, &body)
        }
    }
}

/// `DELETE /sandbox/outbox`
pub async fn empty(State(shared): State<Arc<Shared>>) -> Result<StatusCode, ControlError> {
    shared
        .change(|world| {
            world.empty_outbox();
            Ok(())
        })
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

fn as_json(message: &Message) -> Value {
    json!({
        "sequence": message.sequence,
        "sent_at": message.at.rfc3339(),
        "operation": message.operation,
        "pool": message.pool,
        "username": message.username,
        "medium": message.medium,
        "destination": message.destination,
        "subject": message.subject,
        "text": message.text,
        "code": message.code,
        "code_expires_at": message.code_expires_at.rfc3339(),
        "trigger": message.trigger,
        "trigger_source": message.trigger_source,
        "client_metadata": message.client_metadata,
        "swallowed": message.is_swallowed,
        "request_id": message.request_id,
    })
}

fn card(message: &Message) -> String {
    let trigger = match (&message.trigger, &message.client_metadata) {
        (Some(arn), Some(metadata)) => {
            let pairs: String = metadata.iter().map(|(name, value)| format!("<dt>{}</dt><dd>{}</dd>", escape(name), escape(value))).collect();
            let pairs = if pairs.is_empty() { "<dt>ClientMetadata</dt><dd>none</dd>".to_owned() } else { pairs };
            let source = message.trigger_source.as_deref().unwrap_or("CustomMessage");
            format!("<h2>By the trigger {}</h2><p class=\"soft\">{}</p><p>ClientMetadata it received:</p><dl>{pairs}</dl>", escape(source), escape(arn))
        }
        _ => String::new(),
    };
    let swallowed = if message.is_swallowed { "<p>Never arrived: the account is in the sandbox of SNS.</p>" } else { "" };
    format!(
        r#"<article class="card">{swallowed}<p><strong dir="auto">{to}</strong> <span class="soft">{medium}, {at}</span></p>
<p class="code">{code}</p><p>{subject}</p><p class="text" dir="auto">{text}</p>
<dl><dt>User</dt><dd>{username}</dd><dt>Pool</dt><dd>{pool}</dd><dt>Operation</dt><dd>{operation}</dd><dt>Code works until</dt><dd>{until}</dd></dl>{trigger}</article>
"#,
        to = escape(&message.destination),
        medium = message.medium.word(),
        at = escape(&message.at.rfc3339()),
        code = escape(&message.code),
        subject = escape(&message.subject),
        text = escape(&message.text),
        username = escape(&message.username),
        pool = escape(&message.pool),
        operation = escape(&message.operation),
        until = escape(&message.code_expires_at.rfc3339()),
    )
}
