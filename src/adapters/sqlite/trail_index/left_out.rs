//! How many searches and readings a filter leaves out: a sum of sets, without days and events.

use super::error::IndexError;
use super::plan::{Part, Plan};
use super::terms::{self, Space};
use super::view::View;
use crate::ports::trail_filter::{Wanted, is_mere_read};

/// How many fit what is wanted beside that. `None` where it would take reading them.
///
/// # Errors
/// [`IndexError`].
pub(super) fn left_out(view: &View<'_>, wanted: &Wanted<'_>) -> Result<Option<u64>, IndexError> {
    let mut plan = Plan::of(wanted, view.store)?;
    plan.all.push(Part::Term(Space::Named, terms::mere_read()));
    if plan.is_loose {
        return Ok(None);
    }
    if plan.is_empty {
        return Ok(Some(0));
    }
    let mut count = 0;
    for segment in view.segments {
        count += view.candidates(&plan, wanted.filter, *segment)?.map_or(0, |set| set.len());
    }
    let in_tail = view.tail.rows.iter().filter(|tail_row| is_mere_read(&tail_row.row.opening.entry) && wanted.fits(&tail_row.row, &tail_row.folded));
    Ok(Some(count + in_tail.count() as u64))
}
