//! Looking at one's own work: the right, what the trail has, and the record of the look.

use super::attention::{Attention, attention};
use super::query::WorkQuery;
use super::work::{is_work_of, result_href, user_href, user_of};
use crate::domain::actor::Actor;
use crate::domain::audit::RecordedTarget;
use crate::domain::operation::Action;
use crate::features::console::{Caller, Console};
use crate::features::faults::trail_unread;
use crate::features::records::{record_read, require};
use crate::features::users::{Sight, sight_of};
use crate::ports::audit_log::TrailRow;
use crate::ports::trail_filter::TrailFilter;
use crate::ports::trail_search::{IndexState, PageFrom};
use crate::wire::ApiError;
use futures::{StreamExt, TryStreamExt, stream};
use std::collections::HashMap;
use time::OffsetDateTime;
use uuid::Uuid;

/// Actions on a page.
const PAGE: usize = 50;
/// Users who are read side by side, where a role is for some users only.
const SIDE_BY_SIDE: usize = 6;
/// How often a page is looked further for, where little of what was found is work.
const STEPS: usize = 12;

/// What was found of one's own actions, newest first.
#[derive(Debug, Clone, Default)]
pub(super) struct Found {
    /// The actions.
    pub(super) rows: Vec<TrailRow>,
    /// From here on there are older ones, or may be.
    pub(super) older: Option<i64>,
    /// How much can be found, where the index is still being made.
    pub(super) being_made: Option<IndexState>,
}

/// What a visit shows.
#[derive(Debug, Clone)]
pub(super) struct OwnWork {
    /// What is not done yet.
    pub(super) attention: Attention,
    /// Everything else of the page.
    pub(super) found: Found,
    /// Actions that are left out, since their users are none of this person's any more, or nobody can tell.
    pub(super) left_out: usize,
    /// The time of the visit, UTC.
    pub(super) now: OffsetDateTime,
}

/// One's own actions of some days.
///
/// # Errors
/// `not_signed_in`, `not_allowed`, `trail_unread`, `trail_unavailable` where the look cannot be recorded.
pub(super) async fn own_work(console: &Console, caller: &Caller, query: WorkQuery) -> Result<OwnWork, ApiError> {
    require(console, caller, Action::ReadOwnWork, None).await?;
    let actor = caller.actor()?;
    let now = console.now();
    let mut attention = attention(console, caller, &own(actor, query.days.range_of_attention(now))).await?;
    // On the pages behind the first one too: each action stands in one place only.
    let stands_on_top = |row: &TrailRow| attention.rows.iter().any(|top| top.opening.sequence == row.opening.sequence);
    let filter = own(actor, query.days.range(now));
    let mut found = collect(console, caller, &filter, query.page_from(), PAGE, |row| !stands_on_top(row)).await?;
    record_read(console, caller, Action::ReadOwnWork, RecordedTarget::default(), Some(query.note())).await?;
    let left_out = leave_out(console, caller, [&mut attention.rows, &mut found.rows]).await?;
    Ok(OwnWork { attention, found, left_out, now })
}

/// Leaves out whoever no role of theirs is for any more, each user asked for once; gives how many actions those were.
async fn leave_out<const N: usize>(console: &Console, caller: &Caller, lists: [&mut Vec<TrailRow>; N]) -> Result<usize, ApiError> {
    let user = |row: &TrailRow| user_of(&row.opening.entry).map(|(pool, sub)| (pool.to_owned(), sub.to_owned()));
    // By each user's newest action: of that one it may be known already.
    let mut newest: HashMap<_, TrailRow> = HashMap::new();
    for row in lists.iter().flat_map(|list| list.iter()) {
        let known = newest.entry(user(row)).or_insert_with(|| row.clone());
        if known.opening.entry.occurred_at < row.opening.entry.occurred_at {
            known.clone_from(row);
        }
    }
    let asked = newest.into_iter().map(|(user, row)| async move { Ok::<_, ApiError>((user, sight_of(console, caller, &row.opening.entry).await? == Sight::Seen)) });
    let seen: HashMap<_, bool> = stream::iter(asked).buffer_unordered(SIDE_BY_SIDE).try_collect().await?;
    let mut left_out = 0;
    for list in lists {
        let before = list.len();
        list.retain(|row| seen.get(&user(row)).copied().unwrap_or_default());
        left_out += before - list.len();
    }
    Ok(left_out)
}

/// Everything that exactly this person did in these days, but what they read.
fn own(actor: &Actor, (from, until): (i64, Option<i64>)) -> TrailFilter {
    TrailFilter { actor: format!("{} {}", actor.id.issuer, actor.id.sub), from: Some(from), until, without_reads: true, ..TrailFilter::default() }
}

/// One's own work that fits a filter, `limit` of it at most.
///
/// # Errors
/// `not_signed_in`, `trail_unread`.
pub(super) async fn collect(console: &Console, caller: &Caller, filter: &TrailFilter, from: PageFrom, limit: usize, fits: impl Fn(&TrailRow) -> bool) -> Result<Found, ApiError> {
    let actor = caller.actor()?;
    let size = u32::try_from(limit).unwrap_or(u32::MAX).saturating_add(1);
    let (mut found, mut from) = (Found::default(), from);
    for _ in 0..STEPS {
        let page = console.trail_search.page(filter, from, size).await.map_err(|error| trail_unread(&error, caller))?;
        found.being_made = found.being_made.or(page.being_made);
        found.older = page.older_than();
        for row in page.rows.into_iter().filter(|row| is_work_of(row, actor) && fits(row)) {
            if found.rows.len() == limit {
                found.older = found.rows.last().map(|last| last.opening.sequence);
                return Ok(found);
            }
            found.rows.push(row);
        }
        match found.older {
            Some(older) => from = PageFrom::Before(older),
            None => break,
        }
    }
    Ok(found)
}

/// Where somebody who may not read the trail finds what a record of it is about, if it is their own work. Nothing is denied to them then.
///
/// # Errors
/// `not_signed_in`, `trail_unread`.
pub(super) async fn own_page_of(console: &Console, caller: &Caller, action_id: &str) -> Result<Option<String>, ApiError> {
    let actor = caller.actor()?;
    if caller.may(Action::ReadTrail) || !caller.may(Action::ReadOwnWork) {
        return Ok(None);
    }
    let Ok(id) = Uuid::try_parse(action_id) else { return Ok(None) };
    let records = console.audit.action(id).await.map_err(|error| trail_unread(&error, caller))?;
    let row = TrailRow::of(&records).filter(|row| is_work_of(row, actor));
    Ok(row.and_then(|row| result_href(&row.opening.entry).or_else(|| user_href(&row.opening.entry))))
}
