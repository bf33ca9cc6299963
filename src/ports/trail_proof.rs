//! What proves the trail: its head, its checkpoints, and verifying it.

use super::audit_log::AuditError;
use crate::domain::audit::verify::{Report, Seal};
use crate::domain::audit::{ChainHead, VerifierKeys};
use async_trait::async_trait;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

/// A checkpoint as it is kept with the trail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptCheckpoint {
    /// Its number: 1, 2, 3, … without gaps.
    pub id: i64,
    /// How many records it vouches for.
    pub size: i64,
    /// The signed note.
    pub note: String,
    /// When it was made, as its note says, microseconds since 1970.
    pub made_at: i64,
}

/// Where the trail was cut: everything up to here was exported, and then pruned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cut {
    /// The last record that was pruned, and its hash.
    pub end: ChainHead,
    /// The signed note on which the cut rests.
    pub note: String,
    /// The export's file name.
    pub archive: String,
    /// The export's SHA-256, in hex.
    pub archive_sha256: String,
    /// When, as its note says, microseconds since 1970.
    pub made_at: i64,
}

/// A record as it is stored, for exports.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredRecord {
    /// Its place.
    pub sequence: i64,
    /// The hash of the record before.
    pub previous_hash: [u8; 32],
    /// Its own hash.
    pub hash: [u8; 32],
    /// The encoding's version.
    pub encoding: u32,
    /// The canonical encoding, byte by byte.
    pub body: String,
}

/// The newest checkpoint once more, outside of the database: an older copy of the database does not take it back.
#[async_trait]
pub trait NewestCheckpoint: Send + Sync {
    /// The note that was kept last, if there is one.
    ///
    /// # Errors
    /// A sentence for the log.
    async fn read(&self) -> Result<Option<String>, String>;

    /// Keeps this note in the place of the one before, durably. After an error the one before is still there.
    ///
    /// # Errors
    /// A sentence for the log.
    async fn keep(&self, note: &str) -> Result<(), String>;
}

/// The trail's proof. Nothing here changes a record.
#[async_trait]
pub trait TrailProof: Send + Sync {
    /// The last record's place and hash.
    ///
    /// # Errors
    /// [`AuditError::Store`].
    async fn head(&self) -> Result<ChainHead, AuditError>;

    /// The last record's place alone, 0 where there is none: for pages, which are many.
    ///
    /// # Errors
    /// [`AuditError::Store`].
    async fn last_place(&self) -> Result<i64, AuditError>;

    /// Where the trail begins: before the first record, or behind what was cut off and pruned.
    ///
    /// # Errors
    /// [`AuditError::Store`].
    async fn start(&self) -> Result<ChainHead, AuditError>;

    /// Keeps a signed checkpoint of this size.
    ///
    /// # Errors
    /// [`AuditError::Store`].
    async fn keep_checkpoint(&self, size: i64, note: &str, made_at: i64) -> Result<KeptCheckpoint, AuditError>;

    /// The newest checkpoints, newest first.
    ///
    /// # Errors
    /// [`AuditError::Store`].
    async fn newest_checkpoints(&self, count: u32) -> Result<Vec<KeptCheckpoint>, AuditError>;

    /// Checkpoints behind this number, in order.
    ///
    /// # Errors
    /// [`AuditError::Store`].
    async fn checkpoints(&self, after: i64, count: u32) -> Result<Vec<KeptCheckpoint>, AuditError>;

    /// The notes on which cuts rest, in order.
    ///
    /// # Errors
    /// [`AuditError::Store`].
    async fn cuts(&self) -> Result<Vec<Cut>, AuditError>;

    /// The first checkpoint that vouches for this record.
    ///
    /// # Errors
    /// [`AuditError::Store`].
    async fn checkpoint_over(&self, sequence: i64) -> Result<Option<KeptCheckpoint>, AuditError>;

    /// Follows the chain from a place that is known to be good, without checkpoints.
    ///
    /// # Errors
    /// [`AuditError::Store`].
    async fn follow(&self, from: ChainHead) -> Result<Report, AuditError>;

    /// Verifies everything, with these checkpoints from elsewhere beside its own; `verified` counts records as it goes.
    ///
    /// # Errors
    /// [`AuditError::Store`].
    async fn verify(&self, keys: VerifierKeys, outside: Vec<Seal>, verified: Arc<AtomicU64>) -> Result<Report, AuditError>;

    /// The last record before which everything is older than `before` (microseconds since 1970) and closed: no action has records on both
    /// sides, none is open or in doubt. Never the newest record. `None` where there is no such place.
    ///
    /// # Errors
    /// [`AuditError::Store`].
    async fn last_closed(&self, before: i64) -> Result<Option<ChainHead>, AuditError>;

    /// Cuts the trail and deletes what stands before the cut; the archive that the cut names must be there.
    ///
    /// # Errors
    /// [`AuditError::Store`].
    async fn cut(&self, cut: &Cut) -> Result<(), AuditError>;

    /// Deletes what an earlier cut left behind when it broke off.
    ///
    /// # Errors
    /// [`AuditError::Store`].
    async fn finish_cut(&self) -> Result<(), AuditError>;

    /// Records behind a place, in order.
    ///
    /// # Errors
    /// [`AuditError::Store`].
    async fn stored(&self, after: i64, count: u32) -> Result<Vec<StoredRecord>, AuditError>;
}
