//! Telling somebody outside that something happened.

use async_trait::async_trait;

/// A message, ready to be signed and sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HookMessage {
    /// The same whenever it is sent again: the receiver knows by it what it had already. Letters, digits, `-` and `_`.
    pub id: String,
    /// JSON on one line.
    pub body: String,
}

/// A receiver of messages.
#[async_trait]
pub trait HookPost: Send + Sync {
    /// Sends a message and returns when it is taken.
    ///
    /// # Errors
    /// A sentence for the log and the page of sinks. Holds no secret and no address beyond its host.
    async fn post(&self, message: &HookMessage) -> Result<(), String>;
}
