//! How much each person did, of what fits a filter. Reading that is a record too.

use super::filter::TrailQuery;
use super::read::counted_range;
use crate::domain::audit::RecordedTarget;
use crate::domain::operation::Action;
use crate::features::console::{Caller, Console};
use crate::features::faults::trail_unread;
use crate::features::records::{record_read, require};
use crate::ports::trail_search::{PageFrom, PersonCount, day_of};
use crate::wire::{ApiError, ErrorCode, FieldError};

/// The counts by person, and the days that they are of.
pub struct People {
    /// The first day that is counted, as [`day_of`] numbers it.
    pub first: i64,
    /// The last one.
    pub last: i64,
    /// The most first; `None` where that cannot be told without reading too many records.
    pub people: Option<Vec<PersonCount>>,
}

/// How many actions of each person fit the filters of an address, of the days that the list counts.
///
/// # Errors
/// `not_signed_in`, `not_allowed`, `invalid_form` for a filter that is none, `trail_unread`, `trail_unavailable` where it cannot be recorded.
pub async fn read_people(console: &Console, caller: &Caller, query: &TrailQuery) -> Result<People, ApiError> {
    require(console, caller, Action::ReadTrail, None).await?;
    let (filter, misread) = query.filter();
    if !misread.is_empty() {
        let fields = misread.into_iter().map(|(field, sentence)| FieldError { field: field.into(), sentence: sentence.into() }).collect();
        return Err(ApiError { fields, ..caller.error(ErrorCode::InvalidForm) });
    }
    let (from, until) = counted_range(console, &filter);
    let note = format!("by person: {}", query.href(PageFrom::Newest));
    record_read(console, caller, Action::ReadTrail, RecordedTarget::default(), Some(note)).await?;
    let people = if from < until { console.trail_search.people(&filter, from, until).await.map_err(|error| trail_unread(&error, caller))? } else { Some(Vec::new()) };
    Ok(People { first: day_of(from), last: day_of(until) - 1, people })
}
