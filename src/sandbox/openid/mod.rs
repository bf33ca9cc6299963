//! The OpenID provider: authorization code flow with PKCE, a persona picker in the place of a
//! sign-in form, RP-initiated and back-channel logout.

mod authorize;
mod backchannel;
mod callback;
mod client;
mod cookie;
mod discovery;
mod id_token;
mod keys;
mod logout;
mod misbehave;
mod parameters;
mod personas;
mod picker;
mod request;
mod sessions;
mod state;
mod token;
mod userinfo;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware;
use axum::routing::{get, post};

pub use client::CLIENT_ID;
pub use keys::KEY_FILE;
pub use personas::{Persona, personas};
pub use state::Issuer;

use super::shared::Shared;
use super::{guard, html};

/// Everything the issuer's listener serves.
pub fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/", get(sessions::show))
        .route("/sessions/{sid}/end", post(sessions::end))
        .route("/misbehave", get(misbehave::show).post(misbehave::set).delete(misbehave::clear))
        .route("/sandbox/sandbox.css", get(html::style))
        .route("/.well-known/openid-configuration", get(discovery::metadata))
        .route("/jwks", get(discovery::keys))
        .route("/authorize", get(authorize::by_get).post(authorize::by_post))
        .route("/authorize/decision", post(picker::decide))
        .route("/token", post(token::exchange))
        .route("/userinfo", get(userinfo::show).post(userinfo::show))
        .route("/logout", get(logout::by_get).post(logout::by_post))
        .layer(DefaultBodyLimit::max(64 * 1024))
        .layer(middleware::from_fn_with_state(Arc::clone(&shared), guard::guard))
        .with_state(shared)
}
