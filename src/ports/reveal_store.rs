//! The port of what lets a generated password be shown once: half of a secret, kept for two minutes.
//!
//! The password itself is with nobody but the browser of the person who had it generated, encrypted in a cookie; the key is here
//! and nowhere else. Taking the key removes it, so the cookie opens once, whoever comes with it and whichever instance answers.

use crate::domain::secret::Secret;
use async_trait::async_trait;
use uuid::Uuid;

/// The store failed.
#[derive(Debug, thiserror::Error)]
#[error("the store of reveal keys failed: {0}")]
pub struct RevealStoreError(pub String);

/// A key in use: 256 bits, for AES-256-GCM.
pub type RevealKey = Secret<[u8; 32]>;

/// Keys by action, each for one session.
#[async_trait]
pub trait RevealStore: Send + Sync {
    /// Keeps a key for this action, for two minutes, for the session with this handle only.
    ///
    /// # Errors
    /// [`RevealStoreError`].
    async fn keep(&self, action: Uuid, session_handle: &str, key: &RevealKey) -> Result<(), RevealStoreError>;

    /// Whether a key for this action and session is there to be taken.
    ///
    /// # Errors
    /// [`RevealStoreError`].
    async fn is_kept(&self, action: Uuid, session_handle: &str) -> Result<bool, RevealStoreError>;

    /// Removes the keys that nobody took in time.
    ///
    /// # Errors
    /// [`RevealStoreError`].
    async fn forget_old(&self) -> Result<(), RevealStoreError>;

    /// Takes the key away, for good; `None` where it was taken before, is over, or belongs to another session.
    ///
    /// # Errors
    /// [`RevealStoreError`].
    async fn take(&self, action: Uuid, session_handle: &str) -> Result<Option<RevealKey>, RevealStoreError>;
}
