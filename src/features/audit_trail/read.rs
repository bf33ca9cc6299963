//! Reading the trail. Reading it is a record too.

use super::filter::TrailQuery;
use crate::domain::audit::{AuditEntry, AuditRecord, RecordedTarget};
use crate::domain::clock::{from_micros, to_micros};
use crate::domain::operation::Action;
use crate::domain::policy::TargetFacts;
use crate::features::console::{Caller, Console};
use crate::features::faults::{trail_failed, trail_unread};
use crate::features::records::{record_read, require};
use crate::ports::audit_log::{AuditError, Timeline, TimelineOf};
use crate::ports::trail_filter::TrailFilter;
use crate::ports::trail_search::{DAY, FoundPage, PageFrom, TrailCounts, day_of};
use crate::wire::{ApiError, ErrorCode, FieldError};
use time::OffsetDateTime;
use uuid::Uuid;

/// Rows of a page of the trail.
const PAGE: u32 = 50;
/// Actions on a user's page.
const TIMELINE: u32 = 12;

/// What a page of the trail is made of.
pub struct ReadTrail {
    /// The actions.
    pub page: FoundPage,
    /// How many there are.
    pub counted: Counted,
    /// The place of the record that this was read.
    pub recorded: i64,
}

/// A page of the trail by its address, and how many actions fit.
///
/// # Errors
/// `not_signed_in`, `not_allowed`, `invalid_form` for a day that is none, `trail_unread`, `trail_unavailable` where it cannot be recorded.
pub async fn read_trail(console: &Console, caller: &Caller, query: &TrailQuery) -> Result<ReadTrail, ApiError> {
    require(console, caller, Action::ReadTrail, None).await?;
    let (filter, misread) = query.filter();
    if !misread.is_empty() {
        let fields = misread.into_iter().map(|(field, sentence)| FieldError { field: field.into(), sentence: sentence.into() }).collect();
        return Err(ApiError { fields, ..caller.error(ErrorCode::InvalidForm) });
    }
    // Side by side, for the durable record takes as long as the rest: nothing is shown before it is there.
    let (page, counted, recorded) = tokio::join!(
        console.trail_search.page(&filter, query.page_from(), PAGE),
        count(console, &filter),
        record_read(console, caller, Action::ReadTrail, RecordedTarget::default(), Some(query.href(PageFrom::Newest))),
    );
    let unread = |error| trail_unread(&error, caller);
    let (page, counted) = (page.map_err(unread)?, counted.map_err(unread)?);
    Ok(ReadTrail { page, counted, recorded: recorded? })
}

/// How many actions fit.
#[derive(Debug, Clone)]
pub struct Counted {
    /// The first day that is counted, as [`day_of`] numbers it.
    pub first: i64,
    /// The last one.
    pub last: i64,
    /// The counts; `None` where that cannot be told without reading too many records.
    pub counts: Option<TrailCounts>,
    /// How many searches and readings the filter leaves out; `None` where that cannot be told either.
    pub reads_left_out: Option<u64>,
}

/// How many actions fit, of the filter's days, or of the last thirty; of a year at most.
async fn count(console: &Console, filter: &TrailFilter) -> Result<Counted, AuditError> {
    let (from, until) = counted_range(console, filter);
    let (first, last) = (day_of(from), day_of(until) - 1);
    if first > last {
        return Ok(Counted { first, last: first, counts: Some(TrailCounts::default()), reads_left_out: Some(0) });
    }
    let (counts, reads_left_out) = tokio::join!(console.trail_search.counts(filter, from, until), console.trail_search.reads_left_out(filter, from, until));
    Ok(Counted { first, last, counts: counts?, reads_left_out: reads_left_out? })
}

/// The filter's days, or the last thirty; a year at most. In microseconds since 1970, from midnight to midnight UTC.
pub(super) fn counted_range(console: &Console, filter: &TrailFilter) -> (i64, i64) {
    let tomorrow = (day_of(to_micros(console.now())) + 1) * DAY;
    // What is still to come has no records: days ahead would only make the others small.
    let until = filter.until.unwrap_or(tomorrow).min(tomorrow);
    let from = filter.from.unwrap_or(until.saturating_sub(30 * DAY)).max(until.saturating_sub(366 * DAY));
    (from, until)
}

/// When the record at this place, or the next one that there is, was made; `None` behind the last.
///
/// # Errors
/// `trail_unavailable`.
pub async fn time_of(console: &Console, caller: &Caller, sequence: i64) -> Result<Option<OffsetDateTime>, ApiError> {
    let stored = console.proof.stored(sequence.saturating_sub(1), 1).await.map_err(|error| trail_unread(&error, caller))?;
    let entry = stored.first().and_then(|record| serde_json::from_str::<AuditEntry>(&record.body).ok());
    Ok(entry.map(|entry| from_micros(entry.occurred_at)))
}

/// All records of one action, oldest first.
///
/// # Errors
/// `not_signed_in`, `not_allowed`, `not_found`, `trail_unread`, `trail_unavailable` where it cannot be recorded.
pub async fn read_action(console: &Console, caller: &Caller, action_id: &str) -> Result<Vec<AuditRecord>, ApiError> {
    require(console, caller, Action::ReadTrail, None).await?;
    let id = Uuid::try_parse(action_id).map_err(|_| caller.error(ErrorCode::NotFound))?;
    let records = console.audit.action(id).await.map_err(|error| trail_unread(&error, caller))?;
    if records.is_empty() {
        return Err(caller.error(ErrorCode::NotFound));
    }
    record_read(console, caller, Action::ReadTrail, RecordedTarget::default(), Some(format!("record {id}"))).await?;
    Ok(records)
}

/// What was done to a user so far, newest first, for their page. Who may read the user may read this.
///
/// # Errors
/// `trail_unread`.
pub async fn timeline(console: &Console, caller: &Caller, target: &TargetFacts) -> Result<Timeline, ApiError> {
    let user = &target.user;
    console.audit.timeline(user.pool.as_str(), user.sub.as_str(), TimelineOf::Actions, TIMELINE).await.map_err(|error| trail_unread(&error, caller))
}

/// What was to have an effect on a user, newest first. Asked of the whole trail: however many checks and denials came after it.
///
/// # Errors
/// `trail_unavailable`.
pub async fn effects_on(console: &Console, caller: &Caller, target: &TargetFacts) -> Result<Timeline, ApiError> {
    let user = &target.user;
    console.audit.timeline(user.pool.as_str(), user.sub.as_str(), TimelineOf::Effects, TIMELINE).await.map_err(|error| trail_failed(&error, caller))
}

/// The sequence of the newest of them; 0 where there is none.
pub fn last_effect_of(effects: &Timeline) -> i64 {
    effects.rows.first().map_or(0, |row| row.opening.sequence)
}
