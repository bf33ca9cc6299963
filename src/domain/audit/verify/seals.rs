//! Checkpoints held against the chain.

use super::super::chain::ChainHead;
use super::super::checkpoint::{Checkpoint, VerifierKeys};
use super::{Fault, FaultKind, Report, Run};
use std::collections::HashSet;

/// Where a checkpoint was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SealPlace {
    /// In the database or the export itself, under this number.
    Inside(i64),
    /// The note on which a cut rests, after this record.
    Cut(i64),
    /// In an export: a file's name and line.
    Export(String),
    /// Kept elsewhere: a file's name and line.
    Outside(String),
}

impl SealPlace {
    /// It came with the trail itself.
    fn is_own(&self) -> bool {
        matches!(self, Self::Inside(_) | Self::Export(_))
    }
}

impl std::fmt::Display for SealPlace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Inside(id) => write!(f, "checkpoint {id}"),
            Self::Cut(last) => write!(f, "the checkpoint of the cut after record {last}"),
            Self::Export(place) | Self::Outside(place) => write!(f, "the checkpoint in {place}"),
        }
    }
}

/// A checkpoint as it was found, with the size that it is filed under.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seal {
    /// Where.
    pub place: SealPlace,
    /// The signed note.
    pub note: String,
    /// The size that the database files it under; `None` elsewhere.
    pub filed_size: Option<i64>,
}

/// Checkpoints whose signatures were verified, and what is wrong with the others.
pub(super) struct OpenedSeals {
    good: Vec<(SealPlace, Checkpoint)>,
    faults: Vec<Fault>,
}

/// Verifies all signatures.
pub(super) fn open(keys: &VerifierKeys, seals: &[Seal]) -> OpenedSeals {
    let mut opened = OpenedSeals { good: Vec::with_capacity(seals.len()), faults: Vec::new() };
    let (mut last_id, mut newest_key) = (0, usize::MAX);
    let mut known = HashSet::with_capacity(seals.len());
    for Seal { place, note, filed_size } in seals {
        // A copy of one that the trail has itself says nothing more.
        if !known.insert(note) && matches!(place, SealPlace::Outside(_)) {
            continue;
        }
        let size = filed_size.unwrap_or_default();
        if let SealPlace::Inside(id) = place {
            if last_id + 1 != *id {
                opened.faults.push(Fault::at(FaultKind::MissingSeal, size, format!("checkpoint {} is missing", last_id + 1)));
            }
            last_id = *id;
            // A key that was replaced may have been read by somebody: it signs nothing any more.
            let key = keys.signer_of(note).unwrap_or(usize::MAX);
            if key > newest_key && key != usize::MAX {
                opened.faults.push(Fault::at(FaultKind::ForgedSeal, size, format!("{place} is signed with a key that had been replaced by then")));
                continue;
            }
            newest_key = newest_key.min(key);
        }
        match keys.open(note) {
            Ok(checkpoint) if filed_size.is_some_and(|size| size != checkpoint.head.size) => {
                let what = format!("{place} is filed under another size than it says");
                opened.faults.push(Fault::at(FaultKind::ForgedSeal, checkpoint.head.size, what));
            }
            // Any checkpoint would vouch for the head: a cut needs one that was signed for it.
            Ok(checkpoint) if matches!(place, SealPlace::Cut(_)) && checkpoint.cut.is_none() => {
                opened.faults.push(Fault::at(FaultKind::ForgedSeal, checkpoint.head.size, format!("{place} was not made for a cut")));
            }
            Ok(checkpoint) => opened.good.push((place.clone(), checkpoint)),
            Err(fault) => opened.faults.push(Fault::at(FaultKind::ForgedSeal, size, format!("{place}: {fault}"))),
        }
    }
    opened
}

impl OpenedSeals {
    /// The sizes that they vouch for, in order, each once.
    pub fn sizes(&self) -> Vec<i64> {
        let mut sizes: Vec<i64> = self.good.iter().map(|(_, checkpoint)| checkpoint.head.size).collect();
        sizes.sort_unstable();
        sizes.dedup();
        sizes
    }

    /// A checkpoint says exactly this.
    pub fn vouch_for(&self, head: &ChainHead) -> bool {
        self.good.iter().any(|(_, checkpoint)| checkpoint.head == *head)
    }

    /// A cut rests on exactly this.
    pub fn allow_a_cut_at(&self, head: &ChainHead) -> bool {
        self.good.iter().any(|(_, checkpoint)| checkpoint.head == *head && checkpoint.cut.is_some())
    }

    /// Adds to the report what they say of the chain.
    pub fn judge(self, run: &Run, report: &mut Report) {
        let start = report.start.size;
        let fits = |head: &ChainHead| run.hashes.get(&head.size).map(|hash| *hash == head.hash);
        // Where a record is broken, what lies behind it cannot be held against anything.
        let is_followed = |head: &ChainHead| run.is_whole || head.size <= run.head.size;
        let mut newest: Option<&Checkpoint> = None;
        let mut largest_inside = 0;
        let mut first_fork: Option<(i64, &SealPlace)> = None;
        let mut beyond: Option<(i64, &SealPlace)> = None;
        for (place, checkpoint) in self.good.iter().filter(|(_, checkpoint)| checkpoint.head.size >= start) {
            let head = &checkpoint.head;
            if matches!(place, SealPlace::Inside(_)) {
                if head.size < largest_inside {
                    let what = format!("{place} knows of fewer records than an earlier one");
                    report.faults.push(Fault::at(FaultKind::RolledBack, head.size + 1, what));
                }
                largest_inside = largest_inside.max(head.size);
            }
            match fits(head) {
                Some(true) => {
                    report.seals += 1;
                    if newest.is_none_or(|newest| newest.head.size <= head.size) {
                        newest = Some(checkpoint);
                    }
                }
                Some(false) if first_fork.is_none_or(|(size, _)| head.size < size) => first_fork = Some((head.size, place)),
                // Its own checkpoints come first: they tell a cut from a whole older trail. Of several the largest tells the most.
                None if head.size > run.head.size && is_followed(head) && beyond.is_none_or(|(size, other)| (place.is_own(), head.size) > (other.is_own(), size)) => {
                    beyond = Some((head.size, place));
                }
                _ => {}
            }
        }
        if let Some(newest) = newest {
            (report.sealed, report.sealed_at) = (newest.head.size, newest.made_at.clone());
        }
        if let Some((size, place)) = beyond {
            let kind = if place.is_own() { FaultKind::Truncated } else { FaultKind::RolledBack };
            report.faults.push(Fault::between(kind, run.head.size + 1, size, format!("{place} vouches for {size} records, and there are {}", run.head.size)));
        }
        if let Some((size, place)) = first_fork {
            let good = self.good.iter().map(|(_, checkpoint)| checkpoint.head).filter(|head| head.size < size && fits(head) == Some(true)).map(|head| head.size).max();
            let what = format!("the chain holds, and is not the one that was sealed: {place} vouches for another record {size}");
            report.faults.push(Fault::between(FaultKind::Forked, good.unwrap_or(start) + 1, size, what));
        }
        report.faults.extend(self.faults);
    }
}
