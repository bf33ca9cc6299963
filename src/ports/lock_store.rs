//! Where locks stand, for all instances of the console.

use crate::domain::actor::StaffId;
use crate::domain::locks::Lock;
use async_trait::async_trait;
use uuid::Uuid;

/// The store failed.
#[derive(Debug, thiserror::Error)]
#[error("the store of locks failed: {0}")]
pub struct LockStoreError(pub String);

/// What came of an attempt to lock.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    /// It stands.
    Set,
    /// There is one on the same already, which stays as it is.
    StandsAlready,
    /// Whoever wanted to set it is locked out.
    SetterIsLocked,
    /// Of those who can lift it, none would be left.
    NobodyLeft,
}

/// Locks. Whatever is decided here is decided in one transaction, so that two people cannot lock each other out.
#[async_trait]
pub trait LockStore: Send + Sync {
    /// The locks that stand now, oldest first.
    ///
    /// # Errors
    /// [`LockStoreError`]: then nobody can say that nothing is locked, and nothing may be done.
    async fn standing(&self) -> Result<Vec<Lock>, LockStoreError>;

    /// Sets a lock. With `keeps_one_of`, only where one of these people is not locked out.
    ///
    /// # Errors
    /// [`LockStoreError`].
    async fn set(&self, lock: &Lock, keeps_one_of: Option<&[StaffId]>) -> Result<Setting, LockStoreError>;

    /// Lifts a lock, for somebody who is not locked out; `false` where it does not stand (any more), or they are.
    ///
    /// # Errors
    /// [`LockStoreError`].
    async fn lift(&self, id: Uuid, by: &StaffId) -> Result<bool, LockStoreError>;
}
