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

/// Records that are read for counts at most: a chart is not worth waiting for.
const READ: u64 = 1_000;
/// More of a segment than these are counted in sets; fewer are read with what followed them, which is a handful of lookups each.
const FEW: u64 = 80;

/// The counts; `None` where too many records would have to be read.
///
/// # Errors
/// [`IndexError`].
pub(super) fn counts(view: &View<'_>, plan: &Plan, wanted: &Wanted<'_>) -> Result<Option<TrailCounts>, IndexError> {
    let mut counts = TrailCounts::default();
    if plan.is_empty {
        return Ok(Some(counts));
    }
    let mut found = Vec::new();
    let mut to_read = 0;
    for segment in view.segments {
        if let Some(set) = view.candidates(plan, wanted.filter, *segment)? {
            to_read += set.len();
            if plan.is_loose && to_read > READ {
                return Ok(None);
            }
            found.push((*segment, set));
        }
    }
    let events = view.store.words("event", "")?;
    for (segment, mut set) in found {
        if plan.is_loose && set.len() <= FEW {
            read(view, wanted, segment, &set, &mut counts)?;
            continue;
        }
        if plan.is_loose {
            keep_fitting(view, wanted, segment, &mut set)?;
        }
        count(view, segment, &set, &events, &mut counts)?;
    }
    for tail_row in view.tail.rows.iter().filter(|tail_row| wanted.fits(&tail_row.row, &tail_row.folded)) {
        add(&mut counts, &tail_row.row);
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
    counts.by_event.entry(row.opening.entry.event.clone()).or_default().add(Column::of(row), 1);
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
