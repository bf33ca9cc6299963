//! Sealing: at an interval, also when nothing happened, a signed checkpoint says how long the trail is and what its last hash is.
//!
//! Before it signs, the sealer follows the chain from what it signed last: it never vouches for a trail that was changed since.

use crate::domain::audit::verify::{Fault, FaultKind};
use crate::domain::audit::{ChainHead, CheckpointSigner, VerifierKeys};
use crate::domain::clock::{Clock, to_micros};
use crate::ports::audit_log::AuditError;
use crate::ports::trail_proof::{KeptCheckpoint, NewestCheckpoint, TrailProof};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use time::OffsetDateTime;
use tokio::sync::{Mutex, watch};

/// Why no checkpoint was made.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// The trail is not what was sealed before.
    #[error("the audit trail is not sealed: {0}")]
    Broken(Fault),
    /// It cannot be read or written.
    #[error(transparent)]
    Store(#[from] AuditError),
}

/// Makes checkpoints, one at a time.
pub struct Sealer {
    proof: Arc<dyn TrailProof>,
    newest: Arc<dyn NewestCheckpoint>,
    signer: CheckpointSigner,
    keys: VerifierKeys,
    clock: Arc<dyn Clock>,
    /// That the newest checkpoint cannot be kept is said once, until it can be again.
    is_unkept: AtomicBool,
    /// What was signed or verified last.
    last: Mutex<Option<ChainHead>>,
    sealed: watch::Sender<Sealed>,
    /// At which interval it was said that the trail is sealed.
    every: OnceLock<Duration>,
}

/// How far sealing has come.
#[derive(Debug, Clone)]
struct Sealed {
    /// When the last checkpoint was made, or this began.
    at: OffsetDateTime,
    /// What it vouches for; 0 before the first.
    size: i64,
    /// When this process made its last one, microseconds since 1970.
    made_at: Option<i64>,
    /// What kept the one after it from being made.
    refused: Option<Fault>,
}

/// So much later than two intervals a checkpoint may be.
const GRACE: Duration = Duration::from_secs(60);

impl Sealer {
    /// `earlier` are keys that were in use before; their checkpoints stay good.
    pub fn new(proof: Arc<dyn TrailProof>, newest: Arc<dyn NewestCheckpoint>, signer: CheckpointSigner, earlier: VerifierKeys, clock: Arc<dyn Clock>) -> Self {
        let mut keys = earlier;
        keys.0.insert(0, signer.verifier().clone());
        let sealed = watch::Sender::new(Sealed { at: clock.now(), size: 0, made_at: None, refused: None });
        Self { proof, newest, signer, keys, clock, is_unkept: AtomicBool::default(), last: Mutex::default(), sealed, every: OnceLock::new() }
    }

    /// The keys that this trail's checkpoints are verified with, the one in use first.
    pub fn keys(&self) -> &VerifierKeys {
        &self.keys
    }

    /// Says that the trail is sealed at this interval from now on: that it is not is a fault then.
    pub fn expect_every(&self, every: Duration) {
        // The first word stands.
        let _ = self.every.set(every);
    }

    /// What keeps the trail from being sealed: the last attempt failed, or there was none for too long.
    pub fn refused(&self) -> Option<Fault> {
        let Sealed { at, size, refused, .. } = self.sealed.borrow().clone();
        refused.or_else(|| {
            let late = *self.every.get()? * 2 + GRACE;
            let is_late = self.clock.now() - at > late;
            is_late.then(|| unsealed(size, format!("no checkpoint was made for more than {} minutes", late.as_secs() / 60)))
        })
    }

    /// How many records this process signed for last, and when, in microseconds since 1970. It followed the chain up to there.
    pub fn signed(&self) -> Option<(i64, i64)> {
        let sealed = self.sealed.borrow();
        sealed.made_at.map(|made_at| (sealed.size, made_at))
    }

    /// The key, for what a cut rests on.
    pub fn signer(&self) -> &CheckpointSigner {
        &self.signer
    }

    /// Follows the chain since the last checkpoint and signs its head.
    ///
    /// # Errors
    /// [`SealError`]: then nothing was signed.
    pub async fn seal(&self) -> Result<KeptCheckpoint, SealError> {
        let mut last = self.last.lock().await;
        let kept = match self.keep(*last).await {
            // Another console may have sealed a longer trail meanwhile.
            Err(SealError::Store(_)) => self.keep(*last).await,
            kept => kept,
        };
        self.sealed.send_modify(|sealed| match &kept {
            Ok((head, kept)) => *sealed = Sealed { at: self.clock.now(), size: head.size, made_at: Some(kept.made_at), refused: None },
            Err(SealError::Broken(fault)) => sealed.refused = Some(fault.clone()),
            Err(SealError::Store(_)) => sealed.refused = Some(unsealed(sealed.size, "no checkpoint could be made, and the log says why".to_owned())),
        });
        let (head, kept) = kept?;
        *last = Some(head);
        // Behind the database's own, never before it: what it vouches for is there.
        let unkept = self.newest.keep(&kept.note).await.err();
        if !self.is_unkept.swap(unkept.is_some(), Ordering::Relaxed)
            && let Some(problem) = unkept
        {
            tracing::warn!(problem, "the newest checkpoint is kept in the database only, and an older copy of it would not show");
        }
        Ok(kept)
    }

    async fn keep(&self, last: Option<ChainHead>) -> Result<(ChainHead, KeptCheckpoint), SealError> {
        let head = match last {
            Some(head) => self.follow(head).await?,
            None => self.follow_from_before().await?,
        };
        let made_at = to_micros(self.clock.now());
        Ok((head, self.proof.keep_checkpoint(head.size, &self.signer.sign(head, made_at), made_at).await?))
    }

    /// From what an earlier process sealed last, by the note outside of the database where there is one. If that one does not fit, it stays
    /// as it is: a newer one would hide what is wrong.
    async fn follow_from_before(&self) -> Result<ChainHead, SealError> {
        let broken = |kind, first: i64, last: i64, what: String| Err(SealError::Broken(Fault { kind, first, last, what }));
        let opened = match self.newest.read().await {
            Ok(None) => return self.follow(self.last_sealed().await?).await,
            Ok(Some(note)) => self.keys.open(&note).map_err(|fault| fault.to_string()),
            Err(problem) => Err(problem),
        };
        let (start, there) = (self.proof.start().await?, self.proof.head().await?.size);
        match opened.map(|checkpoint| checkpoint.head) {
            Err(problem) => broken(FaultKind::ForgedSeal, there, there, format!("the checkpoint beside the key: {problem}")),
            Ok(newest) if newest.size > there => {
                let what = format!("the checkpoint beside the key vouches for {} records, and there are {there}", newest.size);
                broken(FaultKind::RolledBack, there + 1, newest.size, what)
            }
            Ok(newest) if newest.size >= start.size => self.follow(newest).await,
            // What it vouches for was pruned since.
            Ok(_) => self.follow(self.last_sealed().await?).await,
        }
    }

    async fn follow(&self, from: ChainHead) -> Result<ChainHead, SealError> {
        let head = self.proof.head().await?;
        let changed = |kind, first: i64, what: &str| SealError::Broken(Fault { kind, first, last: first.max(from.size), what: what.to_owned() });
        if head.size < from.size {
            return Err(changed(FaultKind::Truncated, head.size + 1, "there were more records when the last checkpoint was made"));
        }
        if head.size == from.size && head.hash != from.hash {
            return Err(changed(FaultKind::Edited, head.size, "it has another hash than when the last checkpoint was made"));
        }
        let report = self.proof.follow(from).await?;
        report.faults.into_iter().next().map_or(Ok(report.head), |fault| Err(SealError::Broken(fault)))
    }

    /// What the newest kept checkpoint vouches for; with one that does not open the chain is followed from its start, and the verification
    /// says what is wrong with the checkpoint.
    async fn last_sealed(&self) -> Result<ChainHead, AuditError> {
        let start = self.proof.start().await?;
        let newest = self.proof.newest_checkpoints(1).await?.pop();
        let opened = newest.and_then(|kept| self.keys.open(&kept.note).ok()).map(|checkpoint| checkpoint.head);
        Ok(opened.filter(|head| head.size >= start.size).unwrap_or(start))
    }
}

/// Nothing vouches for what was recorded behind the last checkpoint.
fn unsealed(size: i64, what: String) -> Fault {
    Fault { kind: FaultKind::Unsealed, first: size + 1, last: size + 1, what }
}

/// Seals for as long as the process lives, first after one interval. The last checkpoint of a process is made when it stops.
pub async fn seal_regularly(sealer: Arc<Sealer>, every: Duration) {
    loop {
        tokio::time::sleep(every).await;
        match sealer.seal().await {
            Ok(kept) => tracing::debug!(size = kept.size, "the audit trail was sealed"),
            Err(error) => tracing::error!(%error, "no checkpoint was made"),
        }
    }
}
