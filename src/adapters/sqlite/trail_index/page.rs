//! Pages: from a place in the trail on, segment by segment, to the next actions that fit.

use super::bits::CHUNK;
use super::error::IndexError;
use super::plan::Plan;
use super::segments::{Segment, place_of};
use super::view::View;
use crate::ports::audit_log::TrailRow;
use crate::ports::trail_filter::Wanted;
use crate::ports::trail_search::{FoundPage, PageFrom};

/// A side of a place in the trail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Older(i64),
    Newer(i64),
}

impl Side {
    fn has(self, sequence: i64) -> bool {
        match self {
            Self::Older(place) => sequence < place,
            Self::Newer(place) => sequence > place,
        }
    }
}

/// What was found on a side, in the order of looking.
struct Found {
    rows: Vec<TrailRow>,
    /// Where looking was given up.
    looked_to: Option<i64>,
}

/// A page of actions that fit.
///
/// # Errors
/// [`IndexError`].
pub(super) fn page(view: &View<'_>, plan: &Plan, wanted: &Wanted<'_>, from: PageFrom, size: usize) -> Result<FoundPage, IndexError> {
    let side = match from {
        PageFrom::Newest => Side::Older(i64::MAX),
        PageFrom::Before(sequence) => Side::Older(sequence),
        PageFrom::Oldest => Side::Newer(i64::MIN),
        PageFrom::After(sequence) => Side::Newer(sequence),
    };
    let found = look(view, plan, wanted, side, size + 1)?;
    let has_more = found.rows.len() > size || found.looked_to.is_some();
    let mut page = FoundPage { rows: found.rows, looked_to: found.looked_to, ..FoundPage::default() };
    page.rows.truncate(size);
    match side {
        Side::Older(place) => {
            page.has_older = has_more;
            page.has_newer = from != PageFrom::Newest && has_any(view, plan, wanted, place, Side::Newer(place.saturating_sub(1)))?;
        }
        Side::Newer(place) => {
            page.rows.reverse();
            page.has_newer = has_more;
            page.has_older = from != PageFrom::Oldest && has_any(view, plan, wanted, place, Side::Older(place.saturating_add(1)))?;
        }
    }
    Ok(page)
}

/// Whether anything fits on a side. The place itself is asked first: it stands on the page from which one came, as a rule.
fn has_any(view: &View<'_>, plan: &Plan, wanted: &Wanted<'_>, place: i64, side: Side) -> Result<bool, IndexError> {
    if place > 0 && place <= view.tail.head && !plan.is_empty && view.fitting(wanted, place)?.is_some_and(|row| row.opening.entry.kind.opens()) {
        return Ok(true);
    }
    let found = look(view, plan, wanted, side, 1)?;
    Ok(!found.rows.is_empty() || found.looked_to.is_some())
}

/// The next actions on a side, `limit` of them at most.
fn look(view: &View<'_>, plan: &Plan, wanted: &Wanted<'_>, side: Side, limit: usize) -> Result<Found, IndexError> {
    let mut found = Found { rows: Vec::with_capacity(limit.min(64)), looked_to: None };
    if plan.is_empty {
        return Ok(found);
    }
    if let Side::Older(_) = side {
        look_in_tail(view, wanted, side, limit, &mut found);
    }
    let reversed: Box<dyn Iterator<Item = &Segment>> = match side {
        Side::Older(_) => Box::new(view.segments.iter().rev()),
        Side::Newer(_) => Box::new(view.segments.iter()),
    };
    for segment in reversed {
        let block = segment.block();
        if found.rows.len() >= limit {
            return Ok(found);
        }
        if !side.has(block.first) && !side.has(block.last()) {
            continue;
        }
        if view.is_spent() {
            found.looked_to = Some(if matches!(side, Side::Older(_)) { block.last() + 1 } else { block.first - 1 });
            return Ok(found);
        }
        look_in_segment(view, plan, wanted, (side, *segment), limit, &mut found)?;
        if found.looked_to.is_some() {
            return Ok(found);
        }
    }
    if let Side::Newer(_) = side {
        look_in_tail(view, wanted, side, limit, &mut found);
    }
    Ok(found)
}

fn look_in_tail(view: &View<'_>, wanted: &Wanted<'_>, side: Side, limit: usize, found: &mut Found) {
    let fits = view.tail.rows.iter().filter(|tail_row| side.has(tail_row.row.opening.sequence) && wanted.fits(&tail_row.row, &tail_row.folded)).map(|tail_row| &tail_row.row);
    let room = limit.saturating_sub(found.rows.len());
    match side {
        Side::Older(_) => found.rows.extend(fits.rev().take(room).cloned()),
        Side::Newer(_) => found.rows.extend(fits.take(room).cloned()),
    }
}

fn look_in_segment(view: &View<'_>, plan: &Plan, wanted: &Wanted<'_>, (side, segment): (Side, Segment), limit: usize, found: &mut Found) -> Result<(), IndexError> {
    let Some(set) = view.candidates(plan, wanted.filter, segment)? else { return Ok(()) };
    let block = segment.block();
    let chunk = block.first - i64::from(place_of(block.first));
    debug_assert!(chunk % CHUNK == 0);
    let places: Box<dyn Iterator<Item = u16>> = match side {
        Side::Older(_) => Box::new(set.down()),
        Side::Newer(_) => Box::new(set.up()),
    };
    let mut openings = places.map(|place| chunk + i64::from(place)).filter(|opening| side.has(*opening));
    // Where all that the sets lead to fits, what is missing is read at once.
    let at_once = |found: &Found| if plan.is_loose { 1 } else { limit - found.rows.len() };
    while found.rows.len() < limit {
        let next: Vec<i64> = openings.by_ref().take(at_once(found)).collect();
        let Some(opening) = next.first() else { break };
        if view.is_spent() {
            // This one was not looked at: the next page begins with it.
            found.looked_to = Some(if matches!(side, Side::Older(_)) { opening + 1 } else { opening - 1 });
            break;
        }
        found.rows.extend(view.fitting_each(wanted, &next)?);
    }
    Ok(())
}
