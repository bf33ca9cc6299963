//! What signs are derived from: records of the trail that somebody may have to look at.

use super::audit_log::AuditError;
use crate::domain::actor::StaffId;
use crate::domain::audit::AuditRecord;
use async_trait::async_trait;

/// A denial as far as counting needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DenialMark {
    /// When, microseconds since 1970.
    pub at: i64,
    /// Its closed code.
    pub code: String,
}

/// The trail, as far as signs are in it.
#[async_trait]
pub trait SignalLog: Send + Sync {
    /// Denials and canaries' records before this sequence, newest first, at most `size` of them.
    ///
    /// # Errors
    /// [`AuditError::Store`].
    async fn notable(&self, before: i64, size: u32) -> Result<Vec<AuditRecord>, AuditError>;

    /// The denials of one person up to this sequence, newest first, at most `size` of them.
    ///
    /// # Errors
    /// [`AuditError::Store`].
    async fn denials_of(&self, person: &StaffId, up_to: i64, size: u32) -> Result<Vec<DenialMark>, AuditError>;
}
