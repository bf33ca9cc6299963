//! `GET /sandbox/effects`: what really changed, for tests to count.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Query, State};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use serde_json::{Value, json};

use super::format::Format;
use crate::sandbox::html::{COGNITO_NAV, escape, page};
use crate::sandbox::model::Effect;
use crate::sandbox::shared::Shared;

/// Which effects are wanted: all, or those of one operation, pool or user.
#[derive(Debug, Deserialize)]
pub struct Wanted {
    operation: Option<String>,
    pool: Option<String>,
    username: Option<String>,
}

impl Wanted {
    fn includes(&self, effect: &Effect) -> bool {
        let same = |wanted: &Option<String>, is: &String| wanted.as_ref().is_none_or(|it| it == is);
        same(&self.operation, &effect.operation) && same(&self.pool, &effect.pool) && same(&self.username, &effect.username)
    }
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
                r#"<div class="scroll"><table><thead><tr><th>#</th><th>At</th><th>Operation</th><th>Pool</th><th>User</th><th>Request id</th></tr></thead><tbody>{rows}</tbody></table></div>"#
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
    })
}

fn row(effect: &Effect) -> String {
    format!(
        "<tr><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td dir=\"auto\">{}</td><td>{}</td></tr>",
        effect.sequence,
        escape(&effect.at.rfc3339()),
        escape(&effect.operation),
        escape(&effect.pool),
        escape(&effect.username),
        escape(&effect.request_id),
    )
}
