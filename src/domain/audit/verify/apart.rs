//! Records of a filter, which need not follow each other: each is judged by its own hash, and by its neighbours where they are there.

use super::super::chain::{ChainHead, ENCODING_VERSION, record_hash};
use super::super::checkpoint::VerifierKeys;
use super::{Fault, FaultKind, RecordSource, Report, Run, Seal, seals};
use std::collections::BTreeMap;
use std::ops::ControlFlow;

/// What stands at the end of an export.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportEnd {
    /// Its last line, where that is a checkpoint.
    pub note: Option<String>,
    /// SHA-256 of everything before that line.
    pub sha256: [u8; 32],
}

impl ExportEnd {
    /// When the console signed this end, RFC 3339; `None` where nothing at the end is signed over an export.
    ///
    /// # Errors
    /// It was signed over other bytes: something before it was changed, added, or taken out.
    pub fn signed_at(&self, keys: &VerifierKeys) -> Result<Option<String>, EndFault> {
        let Some(checkpoint) = self.note.as_ref().and_then(|note| keys.open(note).ok()) else { return Ok(None) };
        match checkpoint.export {
            None => Ok(None),
            Some(sha256) if sha256 == hex::encode(self.sha256) => Ok(Some(checkpoint.made_at)),
            Some(_) => Err(EndFault),
        }
    }
}

/// An export is not the one that was signed at its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EndFault;

/// What was found of such records. Whether others are missing cannot be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Apart {
    /// Records that were verified.
    pub records: u64,
    /// Checkpoints that are signed and say the hash of one of them.
    pub seals: u64,
    /// When each file was signed at its end by the console, RFC 3339; `None`: not all of them were, and nothing ties these records to a
    /// trail. Hashes alone anybody can compute.
    pub signed_at: Option<Vec<String>>,
    /// What is wrong, the most telling first; empty: nothing.
    pub faults: Vec<Fault>,
}

/// Verifies them against each other, against checkpoints, and against the ends of the files in which they stand. Keeps their hashes in memory.
pub fn verify_apart(source: &dyn RecordSource, keys: &VerifierKeys, seals: &[Seal], ends: &[ExportEnd]) -> Apart {
    let mut faults = Vec::new();
    // By sequence: the hash before, and their own.
    let mut known = BTreeMap::<i64, ([u8; 32], [u8; 32])>::new();
    let mut last = 0;
    let read = source.scan(0, &mut |record| {
        last = record.sequence;
        if last < 1 {
            faults.push(Fault::at(FaultKind::Inserted, last, "no trail has a record of that number"));
            return ControlFlow::Break(());
        }
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
        faults.push(Fault::at(FaultKind::Unreadable, last.saturating_add(1), format!("it cannot be read: {error}")));
    }
    let follower = |sequence: &i64, hash: &[u8; 32]| sequence.checked_add(1).and_then(|next| known.get(&next)).is_some_and(|(previous, _)| previous != hash);
    if let Some((sequence, _)) = known.iter().find(|(sequence, (_, hash))| follower(sequence, hash)) {
        faults.push(Fault::at(FaultKind::Edited, *sequence, "the next record names another hash for it"));
    }
    let head = known.last_key_value().map_or(ChainHead::EMPTY, |(size, (_, hash))| ChainHead { size: *size, hash: *hash });
    let opened = seals::open(keys, seals);
    let hashes = opened.sizes().into_iter().filter_map(|size| known.get(&size).map(|(_, hash)| (size, *hash))).collect();
    let mut report = Report { start: ChainHead::EMPTY, head, seals: 0, sealed: 0, sealed_at: String::new(), faults };
    // Nothing is claimed of what lies behind the last of them.
    opened.judge(&Run { head, is_whole: false, hashes }, &mut report);
    let signed = ends.iter().map(|end| end.signed_at(keys)).collect::<Result<Option<Vec<String>>, EndFault>>();
    if signed.is_err() && report.faults.is_empty() {
        let first = known.keys().next().copied().unwrap_or_default();
        let what = "the file is not the one that the console signed at its end: something in it was changed, added or taken out";
        report.faults.push(Fault::between(FaultKind::Edited, first, head.size, what));
    }
    Apart { records: known.len() as u64, seals: report.seals, signed_at: signed.ok().flatten(), faults: report.faults }
}
