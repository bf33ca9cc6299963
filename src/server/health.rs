//! Whether the process is alive, and whether it can do its work.

use crate::domain::pool::ServedPool;
use crate::features::console::Console;
use crate::ports::audit_log::{PageFrom, TrailFilter};
use axum::extract::State;
use axum::http::StatusCode;

/// The process answers.
pub async fn alive() -> &'static str {
    "alive\n"
}

/// The trail can be read and the first pool answers. Says nothing else to strangers.
pub async fn ready(State(console): State<Console>) -> (StatusCode, &'static str) {
    let trail = console.audit.page(&TrailFilter::default(), PageFrom::Newest, 1).await.is_ok();
    let pool = match console.directory.pools().first() {
        Some(ServedPool { id, .. }) => console.directory.describe_pool(id).await.is_ok(),
        None => false,
    };
    if trail && pool { (StatusCode::OK, "ready\n") } else { (StatusCode::SERVICE_UNAVAILABLE, "not ready\n") }
}
