//! Records of a filter, which need not follow each other: each is judged by its own hash, and by its neighbours where they are there.

use super::super::chain::{ChainHead, ENCODING_VERSION, record_hash};
use super::super::checkpoint::VerifierKeys;
use super::{Fault, FaultKind, RecordSource, Report, Run, Seal, seals};
use std::collections::BTreeMap;
use std::ops::ControlFlow;

/// What was found of such records. Whether others are missing cannot be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Apart {
    /// Records that were verified.
    pub records: u64,
    /// Checkpoints that are signed and say the hash of one of them.
    pub seals: u64,
    /// What is wrong, the most telling first; empty: nothing.
    pub faults: Vec<Fault>,
}

/// Verifies them against each other and against checkpoints. Keeps their hashes in memory.
pub fn verify_apart(source: &dyn RecordSource, keys: &VerifierKeys, seals: &[Seal]) -> Apart {
    let mut faults = Vec::new();
    // By sequence: the hash before, and their own.
    let mut known = BTreeMap::<i64, ([u8; 32], [u8; 32])>::new();
    let mut last = 0;
    let read = source.scan(0, &mut |record| {
        last = record.sequence;
        let is_whole = record.encoding == i64::from(ENCODING_VERSION) && record_hash(record.sequence, &record.previous_hash, record.body) == record.hash;
        if !is_whole {
            faults.push(Fault::at(FaultKind::Edited, record.sequence, "its content, or its hash, was changed"));
            return ControlFlow::Break(());
        }
        if known.insert(record.sequence, (record.previous_hash, record.hash)).is_some() {
            faults.push(Fault::at(FaultKind::Inserted, record.sequence, "it stands here once more"));
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    });
    if let Err(error) = read {
        faults.push(Fault::at(FaultKind::Unreadable, last + 1, format!("it cannot be read: {error}")));
    }
    let follower = |sequence: &i64, hash: &[u8; 32]| known.get(&(sequence + 1)).is_some_and(|(previous, _)| previous != hash);
    if let Some((sequence, _)) = known.iter().find(|(sequence, (_, hash))| follower(sequence, hash)) {
        faults.push(Fault::at(FaultKind::Edited, *sequence, "the next record names another hash for it"));
    }
    let head = known.last_key_value().map_or(ChainHead::EMPTY, |(size, (_, hash))| ChainHead { size: *size, hash: *hash });
    let opened = seals::open(keys, seals);
    let hashes = opened.sizes().into_iter().filter_map(|size| known.get(&size).map(|(_, hash)| (size, *hash))).collect();
    let mut report = Report { start: ChainHead::EMPTY, head, seals: 0, sealed: 0, sealed_at: String::new(), faults };
    // Nothing is claimed of what lies behind the last of them.
    opened.judge(&Run { head, is_whole: false, hashes }, &mut report);
    Apart { records: known.len() as u64, seals: report.seals, faults: report.faults }
}
