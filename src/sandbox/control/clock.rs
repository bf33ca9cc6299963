//! `/sandbox/clock`: time.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use serde::Deserialize;
use serde_json::{Value, json};

use super::error::ControlError;
use crate::sandbox::clock::Clock;
use crate::sandbox::shared::Shared;
use crate::sandbox::store::Change;

/// Which clock: the Cognito endpoint's, or the issuer's, so that a code can grow old without the
/// ID tokens coming from the future.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Which {
    #[default]
    Cognito,
    Issuer,
}

/// How a clock moves: by a distance, or to one from the machine's clock.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Move {
    #[serde(default)]
    clock: Which,
    advance_seconds: Option<i64>,
    ahead_seconds: Option<i64>,
}

/// `GET /sandbox/clock`
pub async fn show(State(shared): State<Arc<Shared>>) -> Json<Value> {
    told(&shared)
}

/// `POST /sandbox/clock`
pub async fn change(State(shared): State<Arc<Shared>>, body: Result<Json<Move>, JsonRejection>) -> Result<Json<Value>, ControlError> {
    /// A century each way is more than any test needs.
    const MOST: u64 = 3_155_760_000;
    let Json(change) = body.map_err(ControlError::invalid)?;
    let clock = match change.clock {
        Which::Cognito => &shared.clock,
        Which::Issuer => &shared.issuer.clock,
    };
    let millis = |seconds: i64| match seconds.unsigned_abs() <= MOST {
        true => Ok(seconds * 1000),
        false => Err(ControlError::invalid("at most a century")),
    };
    match (change.advance_seconds, change.ahead_seconds) {
        (Some(by), None) => clock.advance(millis(by)?),
        (None, Some(ahead)) => clock.set_ahead(millis(ahead)?),
        _ => {
            return Err(ControlError::invalid("either advance_seconds or ahead_seconds"));
        }
    }
    shared.store.commit(vec![Change::put("clock", "", &shared.clock.ahead())?]).await?;
    Ok(told(&shared))
}

fn told(shared: &Shared) -> Json<Value> {
    let told = |clock: &Clock| json!({ "now": clock.now().rfc3339(), "ahead_seconds": clock.ahead() / 1000 });
    Json(json!({ "cognito": told(&shared.clock), "issuer": told(&shared.issuer.clock) }))
}
