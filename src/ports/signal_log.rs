//! What signs are derived from: records of the trail that somebody may have to look at.

use super::audit_log::AuditError;
use crate::domain::actor::StaffId;
use crate::domain::audit::AuditRecord;
use async_trait::async_trait;
use std::ops::Range;

/// What records have in common that are signs of the same thing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Likeness {
    /// Denials with one of these codes.
    Denied(Vec<&'static str>),
    /// Records of one canary.
    Canary {
        /// Its pool.
        pool: String,
        /// Its `sub`.
        sub: String,
    },
}

/// Records of one person that are signs of the same thing, in one stretch of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alike {
    /// Whose.
    pub person: StaffId,
    /// What they have in common.
    pub by: Likeness,
    /// When, microseconds since 1970.
    pub at: Range<i64>,
}

/// The trail, as far as signs are in it.
///
/// Times are in the order of the trail but for clocks that differ or were turned. So a search for what is alike ends at the first record of that
/// person (of that canary) that lies an hour outside of the time: what is done before does not make it slower, and clocks may be apart so far.
#[async_trait]
pub trait SignalLog: Send + Sync {
    /// Denials and canaries' records before this sequence, newest first, at most `size` of them.
    ///
    /// # Errors
    /// [`AuditError::Store`].
    async fn notable(&self, before: i64, size: u32) -> Result<Vec<AuditRecord>, AuditError>;

    /// The times of those before this sequence, newest first, at most `size` of them.
    ///
    /// # Errors
    /// [`AuditError::Store`].
    async fn before(&self, alike: &Alike, sequence: i64, size: usize) -> Result<Vec<i64>, AuditError>;

    /// How many of them come after this sequence; counted up to `size`.
    ///
    /// # Errors
    /// [`AuditError::Store`].
    async fn after(&self, alike: &Alike, sequence: i64, size: usize) -> Result<usize, AuditError>;
}
