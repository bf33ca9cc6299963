//! `/misbehave`: what a broken or hostile issuer would answer, once, for tests of the console.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::extract::rejection::JsonRejection;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::state::Issuer;
use crate::sandbox::shared::Shared;

/// What the issuer does wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Misbehaviour {
    /// The ID token carries another nonce.
    WrongNonce,
    /// The ID token is for another client.
    WrongAudience,
    /// The ID token is from another issuer.
    WrongIssuer,
    /// The ID token's `exp` has passed.
    Expired,
    /// The ID token's `iat` is a day old, its `exp` is not.
    IssuedLongAgo,
    /// The ID token's `iat` is a day ahead.
    IssuedInFuture,
    /// `auth_time` is a day old.
    OldAuthTime,
    /// There is no `auth_time`.
    NoAuthTime,
    /// `acr` is one that nobody asked for.
    WrongAcr,
    /// The person is in no group any more.
    NoGroups,
    /// `at_hash` belongs to another access token.
    WrongAtHash,
    /// The signature is not the issuer's.
    BadSignature,
    /// `alg` is `none`.
    Unsigned,
    /// The callback has no `iss`.
    CallbackWithoutIss,
    /// The callback names another issuer.
    CallbackWithWrongIss,
}

/// Those that show in the ID token.
pub const ON_ID_TOKEN: &[Misbehaviour] = &[
    Misbehaviour::WrongNonce,
    Misbehaviour::WrongAudience,
    Misbehaviour::WrongIssuer,
    Misbehaviour::Expired,
    Misbehaviour::IssuedLongAgo,
    Misbehaviour::IssuedInFuture,
    Misbehaviour::OldAuthTime,
    Misbehaviour::NoAuthTime,
    Misbehaviour::WrongAcr,
    Misbehaviour::NoGroups,
    Misbehaviour::WrongAtHash,
    Misbehaviour::BadSignature,
    Misbehaviour::Unsigned,
];

impl Misbehaviour {
    /// Takes the misbehaviour that waits, if it is one of these.
    pub fn take(issuer: &Issuer, among: &[Self]) -> Option<Self> {
        issuer.memory().misbehaviour.take_if(|waits| among.contains(waits))
    }

    /// Changes the claims of an ID token.
    pub fn distort(self, claims: &mut Value, now: i64) {
        const DAY: i64 = 86_400;
        let (name, value) = match self {
            Self::WrongNonce => ("nonce", json!("another-nonce")),
            Self::WrongAudience => ("aud", json!(["another-client"])),
            Self::WrongIssuer => ("iss", json!("http://127.0.0.1:1")),
            Self::Expired => ("exp", json!(now - DAY)),
            Self::IssuedLongAgo => ("iat", json!(now - DAY)),
            Self::IssuedInFuture => ("iat", json!(now + DAY)),
            Self::OldAuthTime => ("auth_time", json!(now - DAY)),
            Self::NoAuthTime => ("auth_time", Value::Null),
            Self::WrongAcr => ("acr", json!("urn:northwind:acr:unasked")),
            Self::NoGroups => ("groups", json!([])),
            _ => return,
        };
        claims[name] = value;
    }
}

/// The body of `POST /misbehave`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Next {
    next: Misbehaviour,
}

/// `GET /misbehave`
pub async fn show(State(shared): State<Arc<Shared>>) -> Json<Value> {
    Json(json!({ "next": shared.issuer.memory().misbehaviour }))
}

/// `POST /misbehave`: for the next sign-in.
pub async fn set(State(shared): State<Arc<Shared>>, body: Result<Json<Next>, JsonRejection>) -> Result<Json<Value>, (StatusCode, String)> {
    let Json(next) = body.map_err(|error| (StatusCode::UNPROCESSABLE_ENTITY, error.to_string()))?;
    shared.issuer.memory().misbehaviour = Some(next.next);
    Ok(show(State(shared)).await)
}

/// `DELETE /misbehave`
pub async fn clear(State(shared): State<Arc<Shared>>) -> StatusCode {
    shared.issuer.memory().misbehaviour = None;
    StatusCode::NO_CONTENT
}
