//! Verifying a trail: is every record what it was, are they all there, and do the checkpoints agree.
//!
//! The same code judges a database and an export: both are a [`RecordSource`].

mod apart;
mod diagnose;
mod fault;
mod kept;
mod seals;

pub use apart::{Apart, ExportEnd, verify_apart};
pub use fault::{Fault, FaultKind};
pub use kept::missing_from;
pub use seals::{Seal, SealPlace};

use super::chain::{ChainHead, ENCODING_VERSION, RawRecord, record_hash};
use super::checkpoint::VerifierKeys;
use std::collections::BTreeMap;
use std::ops::ControlFlow;

/// Where records come from, in the order in which they are stored.
pub trait RecordSource {
    /// Shows the records behind the first `skip` ones, until the visitor breaks off.
    ///
    /// # Errors
    /// A sentence: what is stored cannot be read.
    fn scan(&self, skip: u64, visit: &mut dyn FnMut(&RawRecord<'_>) -> ControlFlow<()>) -> Result<(), String>;

    /// Follows the chain for as long as it holds. `sizes` are the places, in order, whose hashes are wanted; `progress` hears of records
    /// that were verified.
    ///
    /// # Errors
    /// As [`Self::scan`]: nothing was found wrong before what cannot be read, which is the second value's next record.
    fn run(&self, start: ChainHead, sizes: &[i64], progress: &(dyn Fn(u64) + Sync)) -> Result<Run, (String, Run)> {
        let mut run = Run::from(start);
        let mut wanted = sizes.iter().copied().skip_while(|size| *size < start.size).peekable();
        if wanted.next_if_eq(&start.size).is_some() {
            run.hashes.insert(start.size, start.hash);
        }
        let scanned = self.scan(0, &mut |record| {
            let Some(next) = follows(&run.head, record) else {
                run.is_whole = false;
                return ControlFlow::Break(());
            };
            run.head = next;
            if wanted.next_if_eq(&next.size).is_some() {
                run.hashes.insert(next.size, next.hash);
                while wanted.next_if_eq(&next.size).is_some() {}
            }
            if next.size % PROGRESS_STEP == 0 {
                progress(PROGRESS_STEP.unsigned_abs());
            }
            ControlFlow::Continue(())
        });
        match scanned {
            Ok(()) => Ok(run),
            Err(error) => Err((error, Run { is_whole: false, ..run })),
        }
    }
}

/// How many records lie between two words about the progress.
pub const PROGRESS_STEP: i64 = 4_096;

/// How far a chain holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// The last record that fits.
    pub head: ChainHead,
    /// No record stands behind it.
    pub is_whole: bool,
    /// The hashes at the places that were asked for.
    pub hashes: BTreeMap<i64, [u8; 32]>,
}

impl From<ChainHead> for Run {
    fn from(head: ChainHead) -> Self {
        Self { head, is_whole: true, hashes: BTreeMap::new() }
    }
}

/// The head after this record, if it fits in its place.
pub fn follows(head: &ChainHead, record: &RawRecord<'_>) -> Option<ChainHead> {
    let fits = record.sequence == head.size + 1
        && record.previous_hash == head.hash
        && record.encoding == i64::from(ENCODING_VERSION)
        && record_hash(record.sequence, &record.previous_hash, record.body) == record.hash;
    fits.then_some(ChainHead { size: record.sequence, hash: record.hash })
}

/// What a verification found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Where it began: before the first record, or at the last cut.
    pub start: ChainHead,
    /// The last record up to which everything fits.
    pub head: ChainHead,
    /// Checkpoints that are signed and fit.
    pub seals: u64,
    /// The largest size that such a checkpoint vouches for.
    pub sealed: i64,
    /// When that checkpoint was made; empty without one.
    pub sealed_at: String,
    /// What is wrong, the most telling first; empty: nothing.
    pub faults: Vec<Fault>,
}

impl Report {
    /// Records that were verified.
    pub fn records(&self) -> u64 {
        (self.head.size - self.start.size).unsigned_abs()
    }
}

/// Verifies a source from a start on, against checkpoints.
pub fn verify(source: &dyn RecordSource, start: ChainHead, keys: &VerifierKeys, seals: &[Seal], progress: &(dyn Fn(u64) + Sync)) -> Report {
    let opened = seals::open(keys, seals);
    let sizes = opened.sizes();
    let (run, unreadable) = match source.run(start, &sizes, progress) {
        Ok(run) => (run, None),
        Err((error, run)) => (run, Some(error)),
    };
    let mut faults = Vec::new();
    if let Some(error) = unreadable {
        faults.push(Fault::at(FaultKind::Unreadable, run.head.size + 1, format!("it cannot be read: {error}")));
    } else if !run.is_whole {
        faults.push(diagnose::diagnose(source, start, run.head, &opened));
    }
    let is_begun_by_a_cut = start.size == 0 || keys.0.is_empty() || opened.allow_a_cut_at(&start);
    let mut report = Report { start, head: run.head, seals: 0, sealed: start.size, sealed_at: String::new(), faults };
    opened.judge(&run, &mut report);
    if report.faults.is_empty() && !is_begun_by_a_cut {
        report.faults.push(Fault::between(FaultKind::Deleted, 1, start.size, "they are missing, and no signed cut says that they were pruned"));
    }
    report
}
