//! Attacks, by what they try. Each counts what changed at Cognito; docs/attack-cases.md lists them with their sources.

mod content;
mod cookies;
mod forms;
mod keys;
mod links;
mod lookalikes;
mod oddities;
mod others;
mod requests;
mod sign_in;

use crate::desk::Desk;
use serde_json::Value;

impl Desk {
    /// Whom effects changed, oldest first: the operation and the username of each.
    async fn changed(&self) -> Vec<(String, String)> {
        let effects = self.control(reqwest::Method::GET, "effects", None).await;
        let text = |effect: &Value, name: &str| effect[name].as_str().expect("text").to_owned();
        effects["effects"].as_array().expect("effects").iter().map(|effect| (text(effect, "operation"), text(effect, "username"))).collect()
    }

    /// How many sessions live.
    async fn live_sessions(&self) -> usize {
        self.console.sessions.list(None).await.expect("sessions").len()
    }
}
