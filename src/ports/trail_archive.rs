//! Where a sealed stretch of the trail goes before it is pruned.

use super::audit_log::AuditError;
use crate::domain::audit::{ChainHead, VerifierKeys};
use async_trait::async_trait;
use futures::stream::BoxStream;

/// Pieces of an export, as they are made.
pub type ExportPieces = BoxStream<'static, Result<Vec<u8>, AuditError>>;

/// A place for archives that outlive what the database keeps.
#[async_trait]
pub trait TrailArchive: Send + Sync {
    /// Whether something of this name is there.
    async fn has(&self, name: &str) -> bool;

    /// Writes an archive durably under this name, which nothing else may have.
    ///
    /// # Errors
    /// A sentence for the operator; then there is no archive of this name.
    async fn keep(&self, name: &str, pieces: ExportPieces) -> Result<(), String>;

    /// Reads an archive back, verifies that it is the trail from `start` to `end`, without a gap, and gives its SHA-256 in hex.
    ///
    /// # Errors
    /// A sentence: what is wrong with it.
    async fn verify(&self, name: &str, start: ChainHead, end: ChainHead, keys: &VerifierKeys) -> Result<String, String>;
}
