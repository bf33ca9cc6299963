//! What needs attention: what is under way or in doubt, and what failed, until somebody has done it.

use super::look::collect;
use super::work::{is_doubt, is_failure, is_same_help, makes_good, user_of};
use crate::domain::audit::Outcome;
use crate::features::console::{Caller, Console};
use crate::features::faults::trail_unread;
use crate::ports::audit_log::{TimelineOf, TrailRow};
use crate::ports::trail_filter::{Ending, TrailFilter};
use crate::ports::trail_search::PageFrom;
use crate::wire::ApiError;
use std::collections::HashMap;

/// How many stand on top.
const SHOWN: usize = 20;
/// How many of an ending are looked at.
const LOOKED_AT: usize = 100;
/// What was done to a user since is looked for among so many actions.
const SINCE: u32 = 12;

/// The endings that may need attention.
const ENDINGS: [Ending; 7] = [
    Ending::Open,
    Ending::As(Outcome::Unknown),
    Ending::As(Outcome::Unresolved),
    Ending::As(Outcome::Refused),
    Ending::As(Outcome::NotSent),
    Ending::As(Outcome::NoEffect),
    Ending::As(Outcome::Denied),
];

/// What needs attention.
#[derive(Debug, Clone, Default)]
pub(super) struct Attention {
    /// The actions, newest first.
    pub(super) rows: Vec<TrailRow>,
    /// There may be more than these: they stand among the others, in their place.
    pub(super) is_part: bool,
}

/// One's own actions in the filter's days that are not done yet.
///
/// # Errors
/// `not_signed_in`, `trail_unread`.
pub(super) async fn attention(console: &Console, caller: &Caller, filter: &TrailFilter) -> Result<Attention, ApiError> {
    let mut attention = Attention::default();
    let mut candidates: Vec<TrailRow> = Vec::new();
    for ending in ENDINGS {
        let filter = TrailFilter { ending: Some(ending), ..filter.clone() };
        let found = collect(console, caller, &filter, PageFrom::Newest, LOOKED_AT, |row| is_doubt(row) || is_failure(row)).await?;
        attention.is_part |= found.older.is_some();
        candidates.extend(found.rows);
    }
    // Between two of the questions an action may have come to another ending.
    candidates.sort_by_key(|row| std::cmp::Reverse(row.last().sequence));
    let mut seen = std::collections::HashSet::new();
    candidates.retain(|row| seen.insert(row.opening.sequence));
    candidates.sort_by_key(|row| std::cmp::Reverse(row.opening.sequence));
    let mut since: HashMap<(String, String), Vec<TrailRow>> = HashMap::new();
    for row in candidates {
        // Of failed attempts at the same the newest stands for all.
        let is_tried_again = is_failure(&row) && attention.rows.iter().any(|newer| is_same_help(&newer.opening.entry, &row.opening.entry));
        if is_tried_again || is_made_good(console, caller, &row, &mut since).await? {
            continue;
        }
        if attention.rows.len() == SHOWN {
            attention.is_part = true;
            break;
        }
        attention.rows.push(row);
    }
    Ok(attention)
}

/// Whether somebody has done since what this one did not; whoever that was, the user is helped.
async fn is_made_good(console: &Console, caller: &Caller, row: &TrailRow, since: &mut HashMap<(String, String), Vec<TrailRow>>) -> Result<bool, ApiError> {
    let Some((pool, sub)) = user_of(&row.opening.entry) else { return Ok(false) };
    let user = (pool.to_owned(), sub.to_owned());
    if !since.contains_key(&user) {
        let timeline = console.audit.timeline(pool, sub, TimelineOf::Effects, SINCE).await.map_err(|error| trail_unread(&error, caller))?;
        since.insert(user.clone(), timeline.rows);
    }
    Ok(since.get(&user).is_some_and(|rows| rows.iter().any(|later| makes_good(later, row))))
}
