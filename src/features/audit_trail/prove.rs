//! What the page of the proof shows. Where nothing is wrong it shows no record, so that looking at it leaves none. Where something is, it says
//! whose record the first one of each fault is, and that it was read is on record; not while a verification runs, when the page looks again
//! and again, nor where no record can be written, when it shows everything else all the same.

use super::feed::SinkState;
use super::standing::Standing;
use crate::domain::audit::verify::{Fault, FaultKind};
use crate::domain::audit::{AuditEntry, ChainHead, RecordedTarget};
use crate::domain::operation::Action;
use crate::features::console::{Caller, Console};
use crate::features::faults::trail_failed;
use crate::features::records::{record_read, require};
use crate::ports::trail_proof::{Cut, KeptCheckpoint};
use crate::wire::ApiError;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// Checkpoints on the page.
const CHECKPOINTS: u32 = 20;

/// A fault, and what can be said of the place where it is.
#[derive(Debug, Clone)]
pub struct ProvedFault {
    /// What is wrong.
    pub fault: Fault,
    /// Its first record as it stands now; `None` where there is none to be read.
    pub entry: Option<Box<AuditEntry>>,
    /// When the signature was made that a rewritten trail does not fit, by the signed text itself.
    pub signed_at: Option<OffsetDateTime>,
}

/// How the trail is proved.
#[derive(Debug, Clone)]
pub struct TrailProved {
    /// What is known of the trail as a whole.
    pub standing: Standing,
    /// What is wrong, the most telling first.
    pub faults: Vec<ProvedFault>,
    /// The last record.
    pub head: ChainHead,
    /// The newest checkpoints, newest first.
    pub checkpoints: Vec<KeptCheckpoint>,
    /// Where records were pruned, in order.
    pub cuts: Vec<Cut>,
    /// How each sink stands; `None` where that could not be read.
    pub sinks: Option<Vec<SinkState>>,
}

/// Everything that proves the trail, or says that it is not what it was.
///
/// # Errors
/// `not_signed_in`, `not_allowed`, `trail_unavailable`.
pub async fn read_proof(console: &Console, caller: &Caller) -> Result<TrailProved, ApiError> {
    require(console, caller, Action::ReadTrail, None).await?;
    let standing = Standing::tried(console).await;
    let head = console.proof.head().await.map_err(|error| trail_failed(&error, caller))?;
    let checkpoints = console.proof.newest_checkpoints(CHECKPOINTS).await.map_err(|error| trail_failed(&error, caller))?;
    let cuts = console.proof.cuts().await.map_err(|error| trail_failed(&error, caller))?;
    let sinks = console.sinks.states().await.inspect_err(|error| tracing::error!(%error, "the sinks' states could not be read")).ok();
    let faults = faults(console, caller, &standing).await;
    Ok(TrailProved { standing, faults, head, checkpoints, cuts, sinks })
}

async fn faults(console: &Console, caller: &Caller, standing: &Standing) -> Vec<ProvedFault> {
    let found = standing.faults();
    let concerned: Vec<String> = found.iter().filter(|fault| fault.kind.concerns_records()).map(|fault| fault.first.to_string()).collect();
    let mut may_tell = !concerned.is_empty() && standing.can_be_written && standing.verification.running.is_none();
    if may_tell {
        let note = format!("the first records of faults, on the proof: {}", concerned.join(", "));
        may_tell = record_read(console, caller, Action::ReadTrail, RecordedTarget::default(), Some(note)).await.is_ok();
    }
    let mut proved = Vec::with_capacity(found.len());
    for fault in found {
        let (mut entry, mut signed_at) = (None, None);
        if may_tell && fault.kind.concerns_records() {
            entry = entry_at(console, fault.first).await.map(Box::new);
        }
        if fault.kind == FaultKind::Forked {
            signed_at = signature_over(console, fault.last).await;
        }
        proved.push(ProvedFault { fault, entry, signed_at });
    }
    proved
}

async fn entry_at(console: &Console, sequence: i64) -> Option<AuditEntry> {
    let stored = console.proof.stored(sequence - 1, 1).await.ok()?.pop().filter(|stored| stored.sequence == sequence)?;
    serde_json::from_str(&stored.body).ok()
}

/// When the checkpoint of just this size was made; `None` where the trail itself has none that is signed.
async fn signature_over(console: &Console, size: i64) -> Option<OffsetDateTime> {
    let kept = console.proof.checkpoint_over(size).await.ok()??;
    let checkpoint = console.sealer.keys().open(&kept.note).ok().filter(|checkpoint| checkpoint.head.size == size)?;
    OffsetDateTime::parse(&checkpoint.made_at, &Rfc3339).ok()
}
