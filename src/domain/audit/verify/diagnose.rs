//! What was done where a chain breaks. It is told from what stands there and behind it; who computes every later hash again leaves nothing
//! of this, and only a checkpoint shows it.

use super::super::chain::{ChainHead, RawRecord, record_hash};
use super::seals::OpenedSeals;
use super::{Fault, FaultKind, RecordSource};
use std::ops::ControlFlow;

/// How far a record may have been moved to be found by trying.
const MOVED_AT_MOST: i64 = 1_000;

/// The record that does not fit, kept.
struct Found {
    sequence: i64,
    previous_hash: [u8; 32],
    hash: [u8; 32],
    body: String,
}

impl Found {
    /// Its hash is right for this place.
    fn is_of(&self, place: i64) -> bool {
        record_hash(place, &self.previous_hash, &self.body) == self.hash
    }
}

/// Names what is wrong behind `head`, up to which everything fits.
pub(super) fn diagnose(source: &dyn RecordSource, start: ChainHead, head: ChainHead, seals: &OpenedSeals) -> Fault {
    let place = head.size + 1;
    let skip = (head.size - start.size).unsigned_abs();
    let mut first = None;
    let read = source.scan(skip, &mut |record| {
        let &RawRecord { sequence, previous_hash, hash, body, .. } = record;
        first = Some(Found { sequence, previous_hash, hash, body: body.to_owned() });
        ControlFlow::Break(())
    });
    let found = match (read, first) {
        (Err(error), _) => return Fault::at(FaultKind::Unreadable, place, format!("it cannot be read: {error}")),
        (Ok(()), None) => return Fault::at(FaultKind::Deleted, place, "it was there a moment ago"),
        (Ok(()), Some(found)) => found,
    };
    let behind = look_behind(source, skip + 1, head, &found);
    if found.sequence > place {
        // In an export lines may stand in another order than their numbers.
        return match behind.genuine {
            Some(_) => Fault::between(FaultKind::Swapped, place, found.sequence, "the record that belongs here stands further behind"),
            None => Fault::between(FaultKind::Deleted, place, found.sequence - 1, format!("the next one is {}", found.sequence)),
        };
    }
    if found.sequence < place {
        return Fault::at(FaultKind::Inserted, place, format!("the number {} stands here once more", found.sequence));
    }
    let continues = found.previous_hash == head.hash;
    match (continues, found.is_of(place)) {
        // Everything fits but its version.
        (true, true) => Fault::at(FaultKind::Edited, place, "its encoding's version is not one that was ever written"),
        (true, false) => match behind {
            // First the whole record: what was put before it may bear its hash.
            Behind { genuine: Some(other), .. } => Fault::at(FaultKind::Inserted, place, format!("the record that belongs here stands at {other}")),
            Behind { body_of: Some(other), .. } => Fault::between(FaultKind::Swapped, place, other, "their contents changed places"),
            _ => Fault::at(FaultKind::Edited, place, "its content, or its hash, was changed"),
        },
        // It is whole and follows another record than the one before it: that one was written anew.
        (false, true) if head.size > start.size && !seals.vouch_for(&head) => {
            Fault::at(FaultKind::Edited, head.size, "it was changed together with its hash: the next record names another one")
        }
        (false, true) => Fault::at(FaultKind::Edited, place, "it was written anew: it does not follow the record before it"),
        (false, false) => moved(place, &found, &behind, &head),
    }
}

/// The record was written for another place, or its own fields were changed.
fn moved(place: i64, found: &Found, behind: &Behind, head: &ChainHead) -> Fault {
    if let Some(other) = behind.genuine {
        return match behind.found_is_of {
            Some(own) if own == other => Fault::between(FaultKind::Swapped, place, other, "these two records changed places"),
            Some(own) if own < place => Fault::at(FaultKind::Inserted, own, "those behind it were moved on"),
            _ => Fault::at(FaultKind::Inserted, place, format!("the record that belongs here stands at {other}")),
        };
    }
    if record_hash(place, &head.hash, &found.body) == found.hash {
        return Fault::at(FaultKind::Edited, place, "the hash of the record before, as it names it, was changed");
    }
    let near = (1..=MOVED_AT_MOST).flat_map(|step| [place + step, place - step]);
    match behind.found_is_of.or_else(|| near.filter(|near| *near > 0).find(|near| found.is_of(*near))) {
        Some(own) if own > place => Fault::between(FaultKind::Deleted, place, own - 1, "those behind were given the numbers of those that are missing"),
        Some(own) => Fault::at(FaultKind::Inserted, own, "those behind it were moved on"),
        None => Fault::at(FaultKind::Edited, place, "more than one of its fields was changed"),
    }
}

/// What stands behind the break.
#[derive(Default)]
struct Behind {
    /// The place of the record that belongs where the chain breaks.
    genuine: Option<i64>,
    /// The place whose body gives the hash of the record at the break.
    body_of: Option<i64>,
    /// The place that the record at the break was written for.
    found_is_of: Option<i64>,
}

fn look_behind(source: &dyn RecordSource, skip: u64, head: ChainHead, found: &Found) -> Behind {
    let place = head.size + 1;
    let mut behind = Behind::default();
    // What cannot be read behind the break does not change what is at it.
    let _ = source.scan(skip, &mut |record| {
        if behind.genuine.is_none() && record.previous_hash == head.hash && record_hash(place, &head.hash, record.body) == record.hash {
            behind.genuine = Some(record.sequence);
        }
        if behind.body_of.is_none() && found.previous_hash == head.hash && record_hash(place, &head.hash, record.body) == found.hash {
            behind.body_of = Some(record.sequence);
        }
        if behind.found_is_of.is_none() && found.previous_hash != head.hash && found.is_of(record.sequence) {
            behind.found_is_of = Some(record.sequence);
        }
        let is_clear = behind.body_of.is_some() || (behind.genuine.is_some() && behind.found_is_of.is_some());
        if is_clear { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    behind
}
