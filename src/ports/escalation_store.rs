//! Where the exact requests are kept for which an approval was asked, for all instances of the console. Where a request stands is in the trail.

use crate::domain::actor::StaffId;
use async_trait::async_trait;
use uuid::Uuid;

/// The store failed.
#[derive(Debug, thiserror::Error)]
#[error("the store of requests failed: {0}")]
pub struct EscalationStoreError(pub String);

/// One request as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptRequest {
    /// Its id, which is its record's.
    pub id: Uuid,
    /// Who asked.
    pub asked_by: StaffId,
    /// The request in its canonical encoding; empty once nothing can become of it.
    pub wanted: String,
    /// When it was asked, in microseconds since 1970.
    pub asked_at: i64,
    /// When it expires, in microseconds since 1970: undecided, and later unused.
    pub expires_at: i64,
}

/// What came of keeping a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keeping {
    /// It is kept.
    Kept,
    /// There is one with this id.
    Before,
    /// As many of this person's wait as may.
    TooMany,
}

/// Requests, kept until nothing can become of them.
#[async_trait]
pub trait EscalationStore: Send + Sync {
    /// Keeps a request where less than `limit` of this person wait: those that may become something yet and have not expired by the time of this one. It is
    /// counted and kept in one step: however many come at the same time, on however many instances, no more than `limit` wait.
    ///
    /// # Errors
    /// [`EscalationStoreError`].
    async fn keep(&self, request: &KeptRequest, limit: u32) -> Result<Keeping, EscalationStoreError>;

    /// The request with this id.
    ///
    /// # Errors
    /// [`EscalationStoreError`].
    async fn find(&self, id: Uuid) -> Result<Option<KeptRequest>, EscalationStoreError>;

    /// The newest `size` requests, of one person or of everybody, newest first.
    ///
    /// # Errors
    /// [`EscalationStoreError`].
    async fn newest(&self, of: Option<&StaffId>, size: u32) -> Result<Vec<KeptRequest>, EscalationStoreError>;

    /// The requests of which something may become yet, of one person or of everybody, oldest first, at most `size`: those whose content is there.
    ///
    /// # Errors
    /// [`EscalationStoreError`].
    async fn unfinished(&self, of: Option<&StaffId>, size: u32) -> Result<Vec<KeptRequest>, EscalationStoreError>;

    /// Lets a request be used until then, once it is approved.
    ///
    /// # Errors
    /// [`EscalationStoreError`].
    async fn prolong(&self, id: Uuid, expires_at: i64) -> Result<(), EscalationStoreError>;

    /// Empties a request of which nothing can become any more.
    ///
    /// # Errors
    /// [`EscalationStoreError`].
    async fn finish(&self, id: Uuid) -> Result<(), EscalationStoreError>;

    /// Forgets the emptied requests that were asked for before `before`, in microseconds since 1970.
    ///
    /// # Errors
    /// [`EscalationStoreError`].
    async fn forget(&self, before: i64) -> Result<(), EscalationStoreError>;
}
