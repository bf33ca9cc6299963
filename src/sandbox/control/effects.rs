//! `/sandbox/effects` and `/sandbox/effects/counts`: what really changed, for tests to count.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use super::error::ControlError;
use super::format::Format;
use crate::sandbox::html::{COGNITO_NAV, escape, page};
use crate::sandbox::model::{Effect, EffectCount};
use crate::sandbox::shared::Shared;

/// Which effects are wanted: all, or those of one operation, pool, user or request.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Wanted {
    operation: Option<String>,
    pool: Option<String>,
    username: Option<String>,
    request_id: Option<String>,
    /// For [`Format`], which reads the address itself.
    #[serde(rename = "format")]
    _format: Option<String>,
}

fn same(wanted: Option<&String>, is: &String) -> bool {
    wanted.is_none_or(|it| it == is)
}

impl Wanted {
    fn is_about(&self, operation: &String, pool: &String, username: &String) -> bool {
        same(self.operation.as_ref(), operation) && same(self.pool.as_ref(), pool) && same(self.username.as_ref(), username)
    }

    fn includes(&self, effect: &Effect) -> bool {
        self.is_about(&effect.operation, &effect.pool, &effect.username) && same(self.request_id.as_ref(), &effect.request_id)
    }
}

/// How often each operation changed each user, the forgotten effects among them.
pub async fn counts(State(shared): State<Arc<Shared>>, Query(wanted): Query<Wanted>) -> Result<Json<Value>, ControlError> {
    if wanted.request_id.is_some() {
        return Err(ControlError::invalid("counts know no request_id: ask the effects themselves"));
    }
    let world = shared.world.lock().await;
    let counts: Vec<EffectCount> = world.effects.counts().filter(|it| wanted.is_about(&it.operation, &it.pool, &it.username)).collect();
    let total: u64 = counts.iter().map(|it| it.count).sum();
    Ok(Json(json!({ "count": total, "counts": counts })))
}

/// Oldest first as JSON, newest first as a page.
pub async fn show(State(shared): State<Arc<Shared>>, format: Format, Query(wanted): Query<Wanted>) -> Response {
    let world = shared.world.lock().await;
    let effects: Vec<&Effect> = world.effects.iter().filter(|effect| wanted.includes(effect)).collect();
    match format {
        Format::Json => {
            let mut by_operation = BTreeMap::<&str, u64>::new();
            for effect in &effects {
                *by_operation.entry(&effect.operation).or_default() += 1;
            }
            let list: Vec<Value> = effects.iter().map(|effect| as_json(effect)).collect();
            Json(json!({ "count": list.len(), "by_operation": by_operation, "effects": list })).into_response()
        }
        Format::Page => {
            let rows: String = effects.iter().rev().take(500).map(|effect| row(effect)).collect();
            let body = format!(
                r#"<div class="scroll"><table><thead><tr><th>#</th><th>At</th><th>Operation</th><th>Pool</th><th>User</th><th>Request id</th><th>Role session</th><th>Functions reached</th></tr></thead><tbody>{rows}</tbody></table></div>"#
            );
            page("Effects", COGNITO_NAV, &body)
        }
    }
}

fn as_json(effect: &Effect) -> Value {
    json!({
        "sequence": effect.sequence,
        "operation": effect.operation,
        "pool": effect.pool,
        "username": effect.username,
        "at": effect.at.rfc3339(),
        "request_id": effect.request_id,
        "role_session": effect.role_session,
        "source_identity": effect.source_identity,
        "session_tags": effect.session_tags,
        "triggers": effect.triggers,
    })
}

fn row(effect: &Effect) -> String {
    format!(
        "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td dir=\"auto\">{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
        effect.sequence,
        escape(&effect.at.rfc3339()),
        escape(&effect.operation),
        escape(&effect.pool),
        escape(&effect.username),
        escape(&effect.request_id),
        escape(effect.role_session.as_deref().unwrap_or_default()),
        effect.triggers.iter().map(|it| format!("{}: {}", escape(&it.source), escape(&json!(it.client_metadata).to_string()))).collect::<Vec<_>>().join("<br>"),
    )
}
