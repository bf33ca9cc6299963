//! `/userinfo` (OpenID Connect Core, section 5.3).

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde_json::json;

use super::personas::persona;
use crate::sandbox::chance;
use crate::sandbox::shared::Shared;

/// `GET` or `POST /userinfo` with a bearer token.
pub async fn show(State(shared): State<Arc<Shared>>, headers: HeaderMap) -> Response {
    let token = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).and_then(|value| value.strip_prefix("Bearer "));
    let now = shared.issuer.clock.now();
    let persona = token.and_then(|token| {
        let memory = shared.issuer.memory();
        let access = memory.access.get(&chance::digest(token))?;
        if now < access.expires_at { persona(&access.sub) } else { None }
    });
    match persona {
        Some(persona) => Json(json!({
            "sub": persona.sub,
            "name": persona.name,
            "email": persona.email,
            "email_verified": true,
            "groups": persona.groups,
        }))
        .into_response(),
        None => (StatusCode::UNAUTHORIZED, [(header::WWW_AUTHENTICATE, r#"Bearer error="invalid_token""#)]).into_response(),
    }
}
