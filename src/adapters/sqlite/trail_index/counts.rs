//! How many actions fit, by day and by event: by counting in sets, and by reading where sets do not tell.

use super::bits::{Bits, CHUNK};
use super::error::IndexError;
use super::plan::{Part, Plan, reads};
use super::segments::Segment;
use super::terms::{self, Space};
use super::view::View;
use crate::domain::audit::Outcome;
use crate::ports::audit_log::TrailRow;
use crate::ports::trail_filter::Wanted;
use crate::ports::trail_search::{Column, TrailCounts, day_of};
use std::collections::HashMap;
use std::sync::Arc;

/// Records that are read for counts at most: a chart is not worth waiting for.
const READ: u64 = 1_000;
/// More of a segment than these are counted in sets; fewer are read with what followed them, which is a handful of lookups each.
const FEW: u64 = 80;

/// The counts; `None` where too many records would have to be read.
///
/// # Errors
/// [`IndexError`].
pub(super) fn counts(view: &View<'_>, plan: &Plan, wanted: &Wanted<'_>) -> Result<Option<TrailCounts>, IndexError> {
    if plan.is_empty {
        return Ok(Some(TrailCounts::default()));
    }
    let counts = if plan.is_loose { by_reading(view, plan, wanted)? } else { Some(by_sets(view, plan, wanted)?) };
    Ok(counts.map(|mut counts| {
        for tail_row in view.tail.rows.iter().filter(|tail_row| wanted.fits(&tail_row.row, &tail_row.folded)) {
            add(&mut counts, &tail_row.row);
        }
        counts
    }))
}

/// What the sets of the file's segments tell. Of most of them that is kept.
fn by_sets(view: &View<'_>, plan: &Plan, wanted: &Wanted<'_>) -> Result<TrailCounts, IndexError> {
    let before = view.kept_counts(wanted.filter);
    let (mut counts, mut kept, mut events) = (TrailCounts::default(), HashMap::new(), None);
    for segment in view.segments.iter().filter(|segment| !view.is_beside(wanted.filter, **segment)) {
        // How an action ended that the tail knows better is in no set: counted each time.
        let is_settled = view.is_settled(*segment);
        if let Some(found) = before.get(&segment.id).filter(|_| is_settled) {
            counts.merge(found);
            kept.insert(segment.id, Arc::clone(found));
            continue;
        }
        let mut found = TrailCounts::default();
        if let Some(set) = view.candidates(plan, wanted.filter, *segment)? {
            let events = match &events {
                Some(events) => events,
                None => events.insert(view.store.words("event", "")?),
            };
            count(view, *segment, &set, events, &mut found)?;
        }
        counts.merge(&found);
        if is_settled {
            kept.insert(segment.id, Arc::new(found));
        }
    }
    if kept.len() != before.len() || kept.keys().any(|segment| !before.contains_key(segment)) {
        view.keep_counts(wanted.filter, kept);
    }
    Ok(counts)
}

/// What the sets lead to may not fit, and is read; `None` where that is too much.
fn by_reading(view: &View<'_>, plan: &Plan, wanted: &Wanted<'_>) -> Result<Option<TrailCounts>, IndexError> {
    let (mut counts, mut found, mut to_read) = (TrailCounts::default(), Vec::new(), 0);
    for segment in view.segments {
        if let Some(set) = view.candidates(plan, wanted.filter, *segment)? {
            to_read += set.len();
            if to_read > READ {
                return Ok(None);
            }
            found.push((*segment, set));
        }
    }
    let events = view.store.words("event", "")?;
    for (segment, mut set) in found {
        if set.len() <= FEW {
            read(view, wanted, segment, &set, &mut counts)?;
        } else {
            keep_fitting(view, wanted, segment, &mut set)?;
            count(view, segment, &set, &events, &mut counts)?;
        }
    }
    Ok(Some(counts))
}

fn read(view: &View<'_>, wanted: &Wanted<'_>, segment: Segment, set: &Bits, counts: &mut TrailCounts) -> Result<(), IndexError> {
    let chunk = chunk_of(segment);
    for place in set.up() {
        if let Some(row) = view.fitting(wanted, chunk + i64::from(place))? {
            add(counts, &row);
        }
    }
    Ok(())
}

/// Leaves those of a loose set whose opening fits: how they ended, the sets tell exactly.
fn keep_fitting(view: &View<'_>, wanted: &Wanted<'_>, segment: Segment, set: &mut Bits) -> Result<(), IndexError> {
    let chunk = chunk_of(segment);
    for place in set.clone().up() {
        if view.fitting_opening(wanted, chunk + i64::from(place))?.is_none() {
            set.remove(place);
        }
    }
    Ok(())
}

fn chunk_of(segment: Segment) -> i64 {
    segment.block().first.div_euclid(CHUNK) * CHUNK
}

fn add(counts: &mut TrailCounts, row: &TrailRow) {
    counts.by_day.entry(day_of(row.opening.entry.occurred_at)).or_default().add(Column::of(row), 1);
    let event = &row.opening.entry.event;
    match counts.by_event.get_mut(event) {
        Some(tally) => tally.add(Column::of(row), 1),
        None => counts.by_event.entry(event.clone()).or_default().add(Column::of(row), 1),
    }
}

/// Counts a segment's set, cut by each outcome, by its days and its events.
fn count(view: &View<'_>, segment: Segment, set: &Bits, events: &[String], counts: &mut TrailCounts) -> Result<(), IndexError> {
    let mut ended = Vec::new();
    let mut rest = set.clone();
    for outcome in Outcome::ALL {
        if let Some(mut cut) = view.set(segment, &Part::Ended(terms::ended(outcome)))? {
            cut.and(set);
            rest.and_not(&cut);
            if outcome == Outcome::Succeeded {
                let mut read = view.set(segment, &reads())?.unwrap_or_else(Bits::none);
                read.and(&cut);
                cut.and_not(&read);
                ended.push((Column::Read, read));
            }
            ended.push((Column::Ended(outcome), cut));
        }
    }
    ended.push((Column::Without, rest));
    ended.retain(|(_, cut)| !cut.is_empty());
    for (day, bits) in view.store.days(segment.id, day_of(segment.min_at), day_of(segment.max_at))? {
        let span = bits.span();
        for (column, cut) in &ended {
            let count = cut.count_and(&bits, &span);
            if count > 0 {
                counts.by_day.entry(day).or_default().add(*column, count);
            }
        }
    }
    for event in events {
        let Some(bits) = view.set(segment, &Part::Term(Space::Named, terms::named("event", event)))? else { continue };
        let span = bits.span();
        for (column, cut) in &ended {
            let count = cut.count_and(&bits, &span);
            if count > 0 {
                counts.by_event.entry(event.clone()).or_default().add(*column, count);
            }
        }
    }
    Ok(())
}
