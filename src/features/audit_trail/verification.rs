//! Verifying the whole trail while the console runs: at its start, once a day, and whenever someone asks. One at a time.

use super::seal::Sealer;
use crate::domain::audit::verify::{Report, Seal};
use crate::domain::clock::Clock;
use crate::ports::trail_proof::TrailProof;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use time::OffsetDateTime;
use tokio::sync::watch;

/// Reads the checkpoints that are kept elsewhere; a sentence where a place cannot be read.
pub type OutsideCheckpoints = Arc<dyn Fn() -> (Vec<Seal>, Vec<String>) + Send + Sync>;

/// What a verification came to.
#[derive(Debug, Clone)]
pub struct Verdict {
    /// When it was over.
    pub at: OffsetDateTime,
    /// How long it took.
    pub took: Duration,
    /// What was found; a sentence where the trail could not be read at all.
    pub found: Result<Report, String>,
    /// Places that were to hold checkpoints and could not be read.
    pub unread: Vec<String>,
}

impl Verdict {
    /// Every record is what it was, and every place could be read.
    pub fn is_good(&self) -> bool {
        self.unread.is_empty() && self.found.as_ref().is_ok_and(|report| report.faults.is_empty())
    }
}

/// A verification that runs.
#[derive(Debug, Clone, Copy)]
pub struct Running {
    /// Records verified so far.
    pub verified: u64,
    /// Records there were when it began.
    pub records: u64,
}

/// How things stand.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// The last verdict; none before the first.
    pub verdict: Option<Verdict>,
    /// The one that runs.
    pub running: Option<Running>,
    /// The last verdict should be on record, and the trail did not take it.
    pub is_unkept: bool,
}

#[derive(Default)]
struct Inner {
    verdict: Option<Verdict>,
    /// Records of the one that runs.
    records: Option<u64>,
    /// The last verdict could not be put on record.
    is_unkept: bool,
}

/// Verifies the trail; clones share one state.
#[derive(Clone)]
pub struct Verification {
    proof: Arc<dyn TrailProof>,
    sealer: Arc<Sealer>,
    outside: OutsideCheckpoints,
    clock: Arc<dyn Clock>,
    inner: Arc<Mutex<Inner>>,
    verified: Arc<AtomicU64>,
    /// How many are over.
    over: watch::Sender<u64>,
}

impl Verification {
    /// Nothing is verified yet.
    pub fn new(proof: Arc<dyn TrailProof>, sealer: Arc<Sealer>, outside: OutsideCheckpoints, clock: Arc<dyn Clock>) -> Self {
        Self { proof, sealer, outside, clock, inner: Arc::default(), verified: Arc::default(), over: watch::Sender::new(0) }
    }

    /// How things stand.
    pub fn state(&self) -> State {
        let inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        let running = inner.records.map(|records| Running { verified: self.verified.load(Ordering::Relaxed).min(records), records });
        State { verdict: inner.verdict.clone(), running, is_unkept: inner.is_unkept }
    }

    /// Begins one at once, or joins the one that runs; what this gives has to be waited for, and ends with the verdict.
    pub fn begin_or_join(&self) -> impl Future<Output = Option<Verdict>> + Send + use<> {
        // Before the claim: one that ends in between is not missed.
        let mut over = self.over.subscribe();
        let (verification, is_own) = (self.clone(), self.claim());
        async move {
            if is_own {
                return Some(verification.run().await);
            }
            over.changed().await.ok()?;
            verification.state().verdict
        }
    }

    /// Notes whether the verdict of this time was put on record.
    pub fn was_kept(&self, at: OffsetDateTime, is_kept: bool) {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        if inner.verdict.as_ref().is_some_and(|verdict| verdict.at == at) {
            inner.is_unkept = !is_kept;
        }
    }

    /// Verifies now and gives the verdict; `None` where one runs already.
    pub async fn verify(&self) -> Option<Verdict> {
        if self.claim() { Some(self.run().await) } else { None }
    }

    fn claim(&self) -> bool {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        let is_free = inner.records.is_none();
        if is_free {
            inner.records = Some(0);
            self.verified.store(0, Ordering::Relaxed);
        }
        is_free
    }

    async fn run(&self) -> Verdict {
        let began = self.clock.now();
        // Whatever becomes of this task, the next one may begin.
        let _free = Free(self);
        if let (Ok(head), Ok(start)) = (self.proof.head().await, self.proof.start().await) {
            self.inner.lock().unwrap_or_else(PoisonError::into_inner).records = Some((head.size - start.size).unsigned_abs());
        }
        let read = Arc::clone(&self.outside);
        let (outside, unread) = tokio::task::spawn_blocking(move || read()).await.unwrap_or_else(|error| (Vec::new(), vec![error.to_string()]));
        let found = self.proof.verify(self.sealer.keys().clone(), outside, Arc::clone(&self.verified)).await.map_err(|error| error.to_string());
        let at = self.clock.now();
        let verdict = Verdict { at, took: (at - began).unsigned_abs(), found, unread };
        say(&verdict);
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        (inner.verdict, inner.is_unkept) = (Some(verdict.clone()), false);
        drop(inner);
        verdict
    }
}

struct Free<'a>(&'a Verification);

impl Drop for Free<'_> {
    fn drop(&mut self) {
        self.0.inner.lock().unwrap_or_else(PoisonError::into_inner).records = None;
        self.0.over.send_modify(|over| *over += 1);
    }
}

fn say(verdict: &Verdict) {
    for place in &verdict.unread {
        tracing::error!(place, "checkpoints that are kept elsewhere could not be read");
    }
    match &verdict.found {
        Ok(report) if report.faults.is_empty() => tracing::info!(records = report.records(), sealed = report.sealed, took = ?verdict.took, "the audit trail was verified"),
        Ok(report) => report.faults.iter().for_each(|fault| tracing::error!(%fault, "THE AUDIT TRAIL IS NOT WHAT IT WAS")),
        Err(error) => tracing::error!(error, "the audit trail could not be verified"),
    }
}
