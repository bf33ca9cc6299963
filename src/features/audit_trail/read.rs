//! Reading the trail. Reading it is a record too.

use super::filter::TrailQuery;
use crate::domain::audit::{AuditRecord, RecordedTarget};
use crate::domain::operation::Action;
use crate::domain::policy::TargetFacts;
use crate::features::console::{Caller, Console};
use crate::features::faults::trail_failed;
use crate::features::records::{record_read, require};
use crate::ports::audit_log::{PageFrom, TrailFilter, TrailPage};
use crate::wire::{ApiError, ErrorCode, FieldError};
use uuid::Uuid;

/// Rows of a page of the trail.
const PAGE: u32 = 50;
/// Actions on a user's page.
const TIMELINE: u32 = 12;

/// A page of the trail by its address.
///
/// # Errors
/// `not_signed_in`, `not_allowed`, `invalid_form` for a day that is none, `trail_unavailable`.
pub async fn read_trail(console: &Console, caller: &Caller, query: &TrailQuery) -> Result<TrailPage, ApiError> {
    require(console, caller, Action::ReadTrail, None).await?;
    let (filter, misread) = query.filter();
    if !misread.is_empty() {
        let fields = misread.into_iter().map(|(field, sentence)| FieldError { field: field.into(), sentence: sentence.into() }).collect();
        return Err(ApiError { fields, ..caller.error(ErrorCode::InvalidForm) });
    }
    let page = console.audit.page(&filter, query.page_from(), PAGE).await.map_err(|error| trail_failed(&error, caller))?;
    record_read(console, caller, Action::ReadTrail, RecordedTarget::default(), Some(query.href(None))).await?;
    Ok(page)
}

/// All records of one action, oldest first.
///
/// # Errors
/// `not_signed_in`, `not_allowed`, `not_found`, `trail_unavailable`.
pub async fn read_action(console: &Console, caller: &Caller, action_id: &str) -> Result<Vec<AuditRecord>, ApiError> {
    require(console, caller, Action::ReadTrail, None).await?;
    let id = Uuid::try_parse(action_id).map_err(|_| caller.error(ErrorCode::NotFound))?;
    let records = console.audit.action(id).await.map_err(|error| trail_failed(&error, caller))?;
    if records.is_empty() {
        return Err(caller.error(ErrorCode::NotFound));
    }
    record_read(console, caller, Action::ReadTrail, RecordedTarget::default(), Some(format!("record {id}"))).await?;
    Ok(records)
}

/// What was done to a user so far, newest first, for their page. Who may read the user may read this.
///
/// # Errors
/// `trail_unavailable`.
pub async fn timeline(console: &Console, caller: &Caller, target: &TargetFacts) -> Result<TrailPage, ApiError> {
    let filter = TrailFilter { user_sub: target.user.sub.as_str().into(), pool: target.user.pool.to_string(), without_reads: true, ..TrailFilter::default() };
    console.audit.page(&filter, PageFrom::Newest, TIMELINE).await.map_err(|error| trail_failed(&error, caller))
}

/// What was to have an effect on a user, newest first. Asked of the whole trail: however many checks and denials came after it.
///
/// # Errors
/// `trail_unavailable`.
pub async fn effects_on(console: &Console, caller: &Caller, target: &TargetFacts) -> Result<TrailPage, ApiError> {
    let filter = TrailFilter { user_sub: target.user.sub.as_str().into(), pool: target.user.pool.to_string(), only_effects: true, ..TrailFilter::default() };
    console.audit.page(&filter, PageFrom::Newest, TIMELINE).await.map_err(|error| trail_failed(&error, caller))
}

/// The sequence of the newest of them; 0 where there is none.
pub fn last_effect_of(effects: &TrailPage) -> i64 {
    effects.rows.first().map_or(0, |row| row.opening.sequence)
}
