//! Whether the process is alive, and whether it can do its work.

use crate::features::console::Console;
use axum::extract::State;
use axum::http::StatusCode;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::Mutex;

/// So long an answer is given again: strangers may ask, and must not make us ask Cognito each time.
const ANSWER_LASTS: Duration = Duration::from_secs(5);

/// What readiness looks at, and what it saw last.
#[derive(Clone)]
pub struct Readiness {
    console: Console,
    last: Arc<Mutex<Option<(Instant, bool)>>>,
}

impl Readiness {
    /// The readiness of this console.
    pub fn of(console: Console) -> Self {
        Self { console, last: Arc::default() }
    }

    /// The trail takes records and the first pool answers.
    async fn is_ready(&self) -> bool {
        let mut last = self.last.lock().await;
        if let Some((at, answer)) = *last
            && at.elapsed() < ANSWER_LASTS
        {
            return answer;
        }
        let trail = self.console.audit.check().await.is_ok();
        let pool = match self.console.directory.pools().first() {
            Some(pool) => self.console.directory.describe_pool(&pool.id).await.is_ok(),
            None => false,
        };
        *last = Some((Instant::now(), trail && pool));
        trail && pool
    }
}

/// The process answers.
pub async fn alive() -> &'static str {
    "alive\n"
}

/// The console can do its work. Says nothing else to strangers.
pub async fn ready(State(readiness): State<Readiness>) -> (StatusCode, &'static str) {
    if readiness.is_ready().await { (StatusCode::OK, "ready\n") } else { (StatusCode::SERVICE_UNAVAILABLE, "not ready\n") }
}
