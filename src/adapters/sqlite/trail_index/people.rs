//! How many actions fit, by the person: of each segment's set a record is read, and all of its person's are taken out of it, until none is left.

use super::bits::{Bits, CHUNK};
use super::error::IndexError;
use super::plan::{Part, Plan, reads};
use super::segments::Segment;
use super::terms::{self, Space};
use super::view::View;
use crate::domain::audit::{AuditEntry, Outcome};
use crate::ports::trail_filter::{Wanted, actor_key};
use crate::ports::trail_search::{Column, PersonCount};
use std::collections::BTreeMap;

/// Records that are read for it at most: people by segments, and what nobody did.
const READ: u32 = 5_000;

/// Counts by the key of the person; an empty one is nobody's.
type People = BTreeMap<String, PersonCount>;

/// The counts, the most first; `None` where too many records would have to be read.
///
/// # Errors
/// [`IndexError`].
pub(super) fn people(view: &View<'_>, plan: &Plan, wanted: &Wanted<'_>) -> Result<Option<Vec<PersonCount>>, IndexError> {
    let mut people = People::new();
    if plan.is_loose {
        return Ok(None);
    }
    let mut left = READ;
    if !plan.is_empty {
        for segment in view.segments {
            let Some(mut rest) = view.candidates(plan, wanted.filter, *segment)? else { continue };
            let done = done(view, *segment)?;
            loop {
                let first = rest.up().next();
                let Some(place) = first else { break };
                let Some(next) = left.checked_sub(1) else { return Ok(None) };
                left = next;
                let theirs = of_one_person(view, *segment, place, &rest, &done, &mut people)?;
                rest.and_not(&theirs);
            }
        }
        for tail_row in view.tail.rows.iter().filter(|tail_row| wanted.fits(&tail_row.row, &tail_row.folded)) {
            let column = Column::of(&tail_row.row);
            let is_done = matches!(column, Column::Ended(Outcome::Succeeded | Outcome::TookEffect));
            add(&mut people, Some(&tail_row.row.opening.entry), 1, u64::from(is_done));
        }
    }
    let mut people: Vec<PersonCount> = people.into_values().collect();
    people.sort_by_key(|person| std::cmp::Reverse(person.total));
    Ok(Some(people))
}

/// What was done, of a segment.
fn done(view: &View<'_>, segment: Segment) -> Result<Bits, IndexError> {
    let mut done = view.set(segment, &Part::Ended(terms::ended(Outcome::Succeeded)))?.unwrap_or_else(Bits::none);
    if let Some(reads) = view.set(segment, &reads())? {
        done.and_not(&reads);
    }
    if let Some(took_effect) = view.set(segment, &Part::Ended(terms::ended(Outcome::TookEffect)))? {
        done.or(&took_effect);
    }
    Ok(done)
}

/// Counts whoever did what stands at this place; gives all of theirs among the rest.
fn of_one_person(view: &View<'_>, segment: Segment, place: u16, rest: &Bits, done: &Bits, people: &mut People) -> Result<Bits, IndexError> {
    let record = view.trail.record(segment.block().first.div_euclid(CHUNK) * CHUNK + i64::from(place))?;
    let key = record.as_ref().and_then(|record| actor_key(&record.entry));
    let theirs = match key {
        Some(key) => view.set(segment, &Part::Term(Space::Named, terms::named("actor", &key)))?,
        None => None,
    };
    let mut theirs = theirs.unwrap_or_else(Bits::none);
    theirs.and(rest);
    // Also where the index does not have it under that name: it is looked at once.
    theirs.insert(place);
    let span = theirs.span();
    add(people, record.as_ref().map(|record| &record.entry), theirs.len(), done.count_and(&theirs, &span));
    Ok(theirs)
}

fn add(people: &mut People, entry: Option<&AuditEntry>, total: u64, done: u64) {
    let key = entry.and_then(actor_key).unwrap_or_default();
    let person = people.entry(key).or_default();
    person.actor = entry.and_then(|entry| entry.actor.clone()).or(person.actor.take());
    person.total += total;
    person.done += done;
}
