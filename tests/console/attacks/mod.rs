//! Attacks, by what they try. Each counts what changed at Cognito; docs/attack-cases.md lists them with their sources.

mod content;
mod cookies;
mod requests;

use crate::desk::Desk;

impl Desk {
    /// How many sessions live.
    async fn live_sessions(&self) -> usize {
        self.console.sessions.list(None).await.expect("sessions").len()
    }
}
