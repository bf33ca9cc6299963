//! Forms that came back with problems: kept for some minutes so that nothing typed is lost, also with scripts off.

use async_trait::async_trait;
use uuid::Uuid;

/// The store failed.
#[derive(Debug, thiserror::Error)]
#[error("the draft store failed: {0}")]
pub struct DraftStoreError(pub String);

/// Drafts belong to one person and expire after 30 minutes. Nothing secret is ever put into one.
#[async_trait]
pub trait DraftStore: Send + Sync {
    /// Keeps a draft (JSON) for its owner (issuer and sub joined by a space) and gives its id.
    ///
    /// # Errors
    /// [`DraftStoreError`].
    async fn keep(&self, owner: &str, body: &str) -> Result<Uuid, DraftStoreError>;

    /// The draft, if it is this owner's and still kept.
    ///
    /// # Errors
    /// [`DraftStoreError`].
    async fn find(&self, owner: &str, id: Uuid) -> Result<Option<String>, DraftStoreError>;
}
