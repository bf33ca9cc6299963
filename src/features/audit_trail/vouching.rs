//! What speaks for one record when its page is shown: its hash, computed again, its neighbours, and the checkpoint over it. A page that shows
//! a record must not vouch for it by what the database says of itself.

use super::standing::Standing;
use crate::domain::audit::verify::follows;
use crate::domain::audit::{AuditRecord, ChainHead, Checkpoint, RawRecord};
use crate::features::console::Console;
use crate::ports::audit_log::AuditError;
use crate::ports::trail_proof::{KeptCheckpoint, StoredRecord};
use uuid::Uuid;

/// Records that are followed at most from one to the checkpoint over it: far more than a desk makes between two checkpoints.
const FOLLOWED: i64 = 4_000;
/// Records that are read at a step.
const STEP: u32 = 500;

/// Why a record is not what was recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Misfit {
    /// Its content does not give its hash.
    Content,
    /// It does not follow the record before it, or that one is missing.
    Before,
    /// The record behind it names another hash: it was changed together with its hash, or that one was.
    Behind,
    /// It says that it belongs to another action than the one under which it was found.
    Action,
}

/// What vouches for a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seal {
    /// No checkpoint was made since.
    NotYet,
    /// A checkpoint whose signature fits, over a chain that leads from the record to it.
    Sealed {
        /// Records that the checkpoint vouches for.
        size: i64,
        /// When it was made, by its own text, RFC 3339.
        made_at: String,
    },
    /// It does not fit, stands in or behind a fault, or the checkpoint over it belongs to another version.
    NotVouchedFor,
}

/// A record, and what speaks for it.
#[derive(Debug, Clone)]
pub struct VouchedRecord {
    /// The record.
    pub record: AuditRecord,
    /// What does not fit.
    pub misfit: Option<Misfit>,
    /// What vouches for it.
    pub seal: Seal,
}

/// Computes the record's hash again, holds it against its neighbours, and follows the chain to the checkpoint over it.
///
/// # Errors
/// [`AuditError::Store`] where the checkpoints cannot be read.
pub async fn vouch(console: &Console, standing: &Standing, action_id: Uuid, record: AuditRecord) -> Result<VouchedRecord, AuditError> {
    let misfit = misfit(console, action_id, &record).await;
    let is_beyond = standing.unreliable_from().is_some_and(|first| record.sequence >= first);
    let seal = match console.proof.checkpoint_over(record.sequence).await? {
        _ if misfit.is_some() || is_beyond => Seal::NotVouchedFor,
        None => Seal::NotYet,
        Some(kept) => match opened(console, &kept, record.sequence) {
            Some(checkpoint) if leads_to(console, &record, &checkpoint).await => Seal::Sealed { size: checkpoint.head.size, made_at: checkpoint.made_at },
            _ => Seal::NotVouchedFor,
        },
    };
    Ok(VouchedRecord { record, misfit, seal })
}

/// The checkpoint, if it was signed like this and covers the record.
fn opened(console: &Console, kept: &KeptCheckpoint, sequence: i64) -> Option<Checkpoint> {
    let checkpoint = console.sealer.keys().open(&kept.note).ok()?;
    (checkpoint.head.size == kept.size && checkpoint.head.size >= sequence).then_some(checkpoint)
}

async fn misfit(console: &Console, action_id: Uuid, record: &AuditRecord) -> Option<Misfit> {
    if record.entry.action_id != action_id {
        return Some(Misfit::Action);
    }
    // What cannot be read beside it does not vouch for it either.
    let Ok(near) = console.proof.stored(record.sequence - 2, 3).await else { return Some(Misfit::Content) };
    let at = |sequence: i64| near.iter().find(|stored| stored.sequence == sequence);
    let before = match at(record.sequence - 1) {
        Some(stored) => Some(head_of(stored)),
        // The first one that there is: behind nothing, or behind what was pruned.
        None => console.proof.start().await.ok().filter(|start| start.size == record.sequence - 1),
    };
    let Some(own) = at(record.sequence) else { return Some(Misfit::Content) };
    let own_place = ChainHead { size: own.sequence - 1, hash: own.previous_hash };
    if own.hash != record.hash || follows(&own_place, &raw(own)).is_none() {
        return Some(Misfit::Content);
    }
    if before.is_none_or(|before| before.hash != own.previous_hash) {
        return Some(Misfit::Before);
    }
    at(record.sequence + 1).is_some_and(|next| next.previous_hash != own.hash).then_some(Misfit::Behind)
}

/// The chain holds from the record to the one whose hash the checkpoint names. A checkpoint that is too far away to be followed while a page
/// is waited for counts as the last verification found it.
async fn leads_to(console: &Console, record: &AuditRecord, checkpoint: &Checkpoint) -> bool {
    let mut head = ChainHead { size: record.sequence, hash: record.hash };
    if checkpoint.head.size - head.size > FOLLOWED {
        let state = console.verification.state();
        return state.verdict.and_then(|verdict| verdict.found.ok()).is_some_and(|report| report.sealed >= record.sequence);
    }
    while head.size < checkpoint.head.size {
        let Ok(stored) = console.proof.stored(head.size, STEP).await else { return false };
        if stored.is_empty() {
            return false;
        }
        for next in stored.iter().take_while(|next| next.sequence <= checkpoint.head.size) {
            let Some(followed) = follows(&head, &raw(next)) else { return false };
            head = followed;
        }
        if stored.iter().all(|next| next.sequence > checkpoint.head.size) {
            return false;
        }
    }
    head == checkpoint.head
}

fn head_of(stored: &StoredRecord) -> ChainHead {
    ChainHead { size: stored.sequence, hash: stored.hash }
}

fn raw(stored: &StoredRecord) -> RawRecord<'_> {
    RawRecord { sequence: stored.sequence, previous_hash: stored.previous_hash, hash: stored.hash, encoding: i64::from(stored.encoding), body: &stored.body }
}
