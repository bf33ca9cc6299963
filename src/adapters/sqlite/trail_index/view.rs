//! The index at one moment: the file's segments and the tail. All looking goes through one.

use super::bits::Bits;
use super::error::IndexError;
use super::kept_counts::{FileState, KeptCounts};
use super::plan::{Part, Plan};
use super::segments::{Segment, place_of, with_value};
use super::store::Store;
use super::tail::Seen;
use super::terms::{self, Space};
use super::trail::TrailReader;
use crate::domain::audit::AuditRecord;
use crate::ports::audit_log::TrailRow;
use crate::ports::trail_filter::{TrailFilter, Wanted};
use crate::ports::trail_search::{TrailCounts, day_of};
use std::cell::Cell;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Sets that are read for one question at most. Filters without texts stay below it in trails of hundreds of millions.
const SETS: u32 = 6_000;
/// Records that are read for one question at most and turn out not to fit.
const READ: u32 = 1_000;

/// The index at one moment.
pub(super) struct View<'a> {
    pub(super) store: &'a Store,
    pub(super) trail: &'a TrailReader,
    pub(super) segments: &'a [Segment],
    pub(super) tail: &'a Seen,
    /// As which the file is seen. The trail's first record is part of it: the index may still have what was pruned before that.
    state: FileState,
    kept_counts: &'a Mutex<KeptCounts>,
    sets: Cell<u32>,
    read: Cell<u32>,
}

/// What a view is of.
pub(super) struct Seeing<'a> {
    pub(super) store: &'a Store,
    pub(super) trail: &'a TrailReader,
    pub(super) segments: &'a [Segment],
    pub(super) tail: &'a Seen,
    pub(super) state: FileState,
    pub(super) kept_counts: &'a Mutex<KeptCounts>,
}

impl<'a> View<'a> {
    pub(super) fn new(Seeing { store, trail, segments, tail, state, kept_counts }: Seeing<'a>) -> Self {
        Self { store, trail, segments, tail, state, kept_counts, sets: Cell::new(0), read: Cell::new(0) }
    }

    /// Enough was done for one question.
    pub(super) fn is_spent(&self) -> bool {
        self.sets.get() > SETS || self.read.get() >= READ
    }

    /// The action of this opening, where it fits. The trail is asked, not the index: its answer is the newest there is.
    ///
    /// # Errors
    /// [`IndexError`].
    pub(super) fn fitting(&self, wanted: &Wanted<'_>, opening: i64) -> Result<Option<TrailRow>, IndexError> {
        let opening = self.fitting_opening(wanted, opening)?;
        // What followed is read of those only that fit so far.
        let row = opening.map(|opening| self.trail.row(opening)).transpose()?.filter(|row| wanted.fits_ending(row));
        if row.is_none() {
            self.read.set(self.read.get() + 1);
        }
        Ok(row)
    }

    /// This opening, where it fits, however its action ended.
    ///
    /// # Errors
    /// [`IndexError`].
    pub(super) fn fitting_opening(&self, wanted: &Wanted<'_>, opening: i64) -> Result<Option<AuditRecord>, IndexError> {
        Ok(self.trail.record(opening)?.filter(|record| wanted.fits_opening(&record.entry, &wanted.folded(&record.entry))))
    }

    /// The actions of these openings, in this order, as far as they fit. Many that stand close together are read in one go.
    ///
    /// # Errors
    /// [`IndexError`].
    pub(super) fn fitting_each(&self, wanted: &Wanted<'_>, openings: &[i64]) -> Result<Vec<TrailRow>, IndexError> {
        let mut near = self.trail.actions_if_close(openings)?;
        let mut rows = Vec::with_capacity(openings.len());
        for opening in openings {
            let Some(row) = near.remove(opening) else {
                rows.extend(self.fitting(wanted, *opening)?);
                continue;
            };
            let entry = &row.opening.entry;
            let row = if wanted.fits_opening(entry, &wanted.folded(entry)) { Some(self.trail.followed_to_its_end(row)?) } else { None };
            match row.filter(|row| wanted.fits_ending(row)) {
                Some(row) => rows.push(row),
                None => self.read.set(self.read.get() + 1),
            }
        }
        Ok(rows)
    }

    /// Counts of a filter that are kept, by the ids of segments.
    pub(super) fn kept_counts(&self, filter: &TrailFilter) -> HashMap<i64, Arc<TrailCounts>> {
        self.kept_counts.lock().unwrap_or_else(PoisonError::into_inner).of(self.state, filter)
    }

    /// Keeps counts of a filter.
    pub(super) fn keep_counts(&self, filter: &TrailFilter, counts: HashMap<i64, Arc<TrailCounts>>) {
        self.kept_counts.lock().unwrap_or_else(PoisonError::into_inner).keep(self.state, filter, counts);
    }

    /// Whether nothing of a segment can fit, by its days alone, or because all of it was pruned.
    pub(super) fn is_beside(&self, filter: &TrailFilter, segment: Segment) -> bool {
        let (from, until) = days(filter);
        segment.max_at < from || segment.min_at >= until || segment.block().last() < self.state.first
    }

    /// Whether the file knows how the actions of a segment stand: the tail has nothing newer of them.
    pub(super) fn is_settled(&self, segment: Segment) -> bool {
        let block = segment.block();
        self.tail.ended.range(block.first..=block.last()).next().is_none()
    }

    /// The records of a segment that may fit; `None` where none do.
    ///
    /// # Errors
    /// [`IndexError`].
    pub(super) fn candidates(&self, plan: &Plan, filter: &TrailFilter, segment: Segment) -> Result<Option<Bits>, IndexError> {
        if self.is_beside(filter, segment) {
            return Ok(None);
        }
        let (from, until) = days(filter);
        let block = segment.block();
        let mut found = None;
        for part in &plan.all {
            if !self.narrow(&mut found, segment, part)? {
                return Ok(None);
            }
        }
        if segment.min_at < from || segment.max_at >= until {
            let mut days = Bits::none();
            self.count_set();
            for (_, day) in self.store.days(segment.id, day_of(from), day_of(until.saturating_sub(1)))? {
                days.or(&day);
            }
            cut(&mut found, days);
        }
        if found.is_none() {
            found = self.set(segment, &Part::Term(Space::Named, terms::any()))?;
        }
        let Some(mut found) = found.filter(|found| !found.is_empty()) else { return Ok(None) };
        for part in &plan.none {
            if let Some(set) = self.set(segment, part)? {
                found.and_not(&set);
            }
        }
        if block.first < self.state.first {
            found.remove_below(place_of(self.state.first));
        }
        Ok((!found.is_empty()).then_some(found))
    }

    /// Cuts what was found so far down to a part; `false` where nothing is left.
    fn narrow(&self, found: &mut Option<Bits>, segment: Segment, part: &Part) -> Result<bool, IndexError> {
        let Some(set) = self.set(segment, part)? else { return Ok(false) };
        cut(found, set);
        Ok(found.as_ref().is_some_and(|found| !found.is_empty()))
    }

    /// The records of a segment of which a part tells; `None` where there are none.
    ///
    /// # Errors
    /// [`IndexError`].
    pub(super) fn set(&self, segment: Segment, part: &Part) -> Result<Option<Bits>, IndexError> {
        match part {
            Part::Term(space, term) => {
                self.count_set();
                self.store.posting(segment.id, *space, *term)
            }
            Part::Ended(term) => self.ended(segment, *term),
            Part::Exact(value) => {
                self.count_set();
                with_value(self.store, segment.id, *value)
            }
            Part::Any(parts) => {
                let mut found: Option<Bits> = None;
                for part in parts {
                    match (&mut found, self.set(segment, part)?) {
                        (Some(found), Some(set)) => found.or(&set),
                        (found @ None, set) => *found = set,
                        (Some(_), None) => {}
                    }
                }
                Ok(found)
            }
            Part::All(parts) => {
                let mut found = None;
                for part in parts {
                    if !self.narrow(&mut found, segment, part)? {
                        return Ok(None);
                    }
                }
                Ok(found)
            }
        }
    }

    /// As the file has it, and as the tail knows better.
    fn ended(&self, segment: Segment, term: i64) -> Result<Option<Bits>, IndexError> {
        self.count_set();
        let mut set = self.store.posting(segment.id, Space::Named, term)?;
        let block = segment.block();
        for (opening, now) in self.tail.ended.range(block.first..=block.last()) {
            let set = set.get_or_insert_with(Bits::none);
            if *now == Some(term) { set.insert(place_of(*opening)) } else { set.remove(place_of(*opening)) }
        }
        Ok(set.filter(|set| !set.is_empty()))
    }

    fn count_set(&self) {
        self.sets.set(self.sets.get() + 1);
    }
}

/// From when until when a filter asks.
fn days(filter: &TrailFilter) -> (i64, i64) {
    (filter.from.unwrap_or(i64::MIN), filter.until.unwrap_or(i64::MAX))
}

fn cut(found: &mut Option<Bits>, set: Bits) {
    match found {
        Some(found) => found.and(&set),
        None => *found = Some(set),
    }
}
