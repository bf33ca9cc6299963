//! Looking through the records themselves, in their order, for the actions that fit a filter: what no index can leave out.

use super::error::IndexError;
use super::trail::{TrailReader, follow};
use crate::domain::audit::{Outcome, RecordKind};
use crate::ports::audit_log::TrailRow;
use crate::ports::trail_filter::Wanted;
use crate::ports::trail_search::Scanned;
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// Records that are read at a time.
const STEP: i64 = 500;
/// Actions after which an answer is given.
const ENOUGH: usize = 500;
/// Records after which an answer is given, also where little fits: whoever asks is not kept waiting for ever.
const LONGEST: i64 = 65_536;
/// How many records behind the last opening are read for how their actions ended. Most end within seconds.
const FOLLOWED: i64 = 2_048;

/// The actions that fit, of those that opened behind this place.
///
/// # Errors
/// [`IndexError`].
pub(super) fn scan(trail: &TrailReader, wanted: &Wanted<'_>, after: i64) -> Result<Scanned, IndexError> {
    let head = trail.head()?;
    // What was pruned need not be looked for.
    let begin = after.max(trail.first()? - 1);
    let mut found = Found { rows: BTreeMap::new(), by_action: HashMap::new() };
    let mut at = begin;
    while at < head && found.rows.len() < ENOUGH && at - begin < LONGEST {
        let until = head.min(at + STEP);
        found.read(trail, at, until, Some(wanted))?;
        at = until;
    }
    let looked = at;
    while at < head.min(looked + FOLLOWED) && found.rows.values().any(is_open) {
        let until = head.min(at + STEP);
        found.read(trail, at, until, None)?;
        at = until;
    }
    let mut rows = Vec::with_capacity(found.rows.len());
    for row in found.rows.into_values() {
        // Few: what ended much later, or has not.
        let row = if at < head && (is_open(&row) || is_in_doubt(&row)) { trail.row(row.opening)? } else { row };
        if wanted.fits_ending(&row) {
            rows.push(row);
        }
    }
    Ok(Scanned { rows, looked_to: (looked < head).then_some(looked) })
}

struct Found {
    /// By their openings.
    rows: BTreeMap<i64, TrailRow>,
    by_action: HashMap<Uuid, i64>,
}

impl Found {
    /// Reads a stretch; what opens in it is taken where it is wanted.
    fn read(&mut self, trail: &TrailReader, after: i64, until: i64, wanted: Option<&Wanted<'_>>) -> Result<(), IndexError> {
        trail.records(after + 1, until, |record, _| {
            if record.entry.kind.opens() {
                if wanted.is_some_and(|wanted| wanted.fits_opening(&record.entry, &wanted.folded(&record.entry))) {
                    self.by_action.insert(record.entry.action_id, record.sequence);
                    self.rows.insert(record.sequence, TrailRow { opening: record, outcome: None, reconciled: None });
                }
            } else if let Some(row) = self.by_action.get(&record.entry.action_id).and_then(|opening| self.rows.get_mut(opening)) {
                follow(row, record);
            }
        })
    }
}

fn is_open(row: &TrailRow) -> bool {
    row.opening.entry.kind == RecordKind::Intent && row.outcome.is_none()
}

fn is_in_doubt(row: &TrailRow) -> bool {
    row.reconciled.is_none() && row.outcome.as_ref().is_some_and(|outcome| outcome.entry.outcome == Some(Outcome::Unknown))
}
