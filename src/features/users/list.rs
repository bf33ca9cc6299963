//! Pasted lists: kept between their post and their page, so that nobody's address stands in an address; and looked up.

use super::rows::row;
use super::search::{FILTER_LIMIT, field_error, page_of};
use super::wire::UserRow;
use crate::domain::audit::RecordedTarget;
use crate::domain::operation::Action;
use crate::domain::pool::ServedPool;
use crate::domain::search::{LIST_LIMIT, exactly, plan};
use crate::domain::user::User;
use crate::features::console::{Caller, Console};
use crate::features::faults::{read_code, read_failed};
use crate::features::kept;
use crate::features::records::{record_read, require};
use crate::features::signals::note_canary;
use crate::wire::{ApiError, ErrorCode};
use futures::{StreamExt, stream};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;

/// Lookups of a pasted list that run side by side: `ListUsers` has 30 a second for the whole account.
const SIDE_BY_SIDE: usize = 6;

/// A kept list.
#[derive(Debug, Serialize, Deserialize)]
struct ListDraft {
    /// As pasted.
    pasted_list: String,
}

/// Where a posted list leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptList {
    /// The page to go to.
    pub location: String,
    /// Why it is not the page of the list; absent where it is.
    pub error: Option<ApiError>,
}

/// Keeps a posted list for this person, for the page that looks it up; where their session has ended, until they have signed in.
///
/// # Errors
/// `not_signed_in`, `not_allowed`, `too_large`, `database_unavailable`.
pub async fn keep_list(console: &Console, caller: &Caller, pool: &str, list: String) -> Result<KeptList, ApiError> {
    let is_over = caller.staff.is_none() && caller.expired.is_some();
    if !is_over {
        require(console, caller, Action::FindUsers, Some(RecordedTarget { pool: pool.chars().take(128).collect(), ..RecordedTarget::default() })).await?;
    }
    let id = if list.trim().is_empty() { None } else { Some(kept::keep(console, caller, &ListDraft { pasted_list: list }).await?.to_string()) };
    let mut page = url::form_urlencoded::Serializer::new(String::new());
    let page = format!("/users?{}", page.append_pair("pool", pool).extend_pairs(id.map(|id| ("list", id))).finish());
    if !is_over {
        return Ok(KeptList { location: page, error: None });
    }
    let mut sign_in = url::form_urlencoded::Serializer::new(String::new());
    let sign_in = sign_in.append_pair("problem", ErrorCode::SessionEnded.name()).append_pair("return_to", &page).finish();
    Ok(KeptList { location: format!("/sign-in?{sign_in}"), error: Some(caller.error(ErrorCode::SessionEnded)) })
}

/// This person's list with this id, as pasted.
///
/// # Errors
/// `invalid_form` where it is another's, over, or no list; `database_unavailable`.
pub async fn find_list(console: &Console, caller: &Caller, id: &str) -> Result<String, ApiError> {
    let kept: Option<ListDraft> = kept::find(console, caller, id).await?;
    kept.map(|kept| kept.pasted_list).ok_or_else(|| field_error(caller, "list", "This list is not kept any more: lists are kept for half an hour. Paste it again."))
}

/// One entry of a pasted list, and who was found for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookedUp {
    /// The entry, as pasted.
    pub entry: String,
    /// Users that are exactly this; several where an address is used twice.
    pub rows: Vec<UserRow>,
    /// Why the entry could not be looked up.
    pub problem: Option<ErrorCode>,
}

/// Looks every entry of a pasted list up, each exactly. `field` is where the list was typed.
///
/// # Errors
/// As [`find`], for the list as a whole.
pub async fn look_up(console: &Console, caller: &Caller, pool: &str, entries: &[String], field: &str) -> Result<Vec<LookedUp>, ApiError> {
    caller.actor()?;
    let pool = console.pool(pool, caller)?.clone();
    let target = RecordedTarget { pool: pool.id.to_string(), ..RecordedTarget::default() };
    require(console, caller, Action::FindUsers, Some(target.clone())).await?;
    if entries.len() > LIST_LIMIT {
        let sentence = format!("Look up {LIST_LIMIT} entries at most at a time. These are {}.", entries.len());
        return Err(field_error(caller, field, &sentence));
    }
    let note = format!("looked up a list of {}: {}", entries.len(), entries.join(", "));
    record_read(console, caller, Action::FindUsers, target, Some(note)).await?;
    let facts = console.directory.describe_pool(&pool.id).await.map_err(|failure| read_failed(&failure, caller))?;
    let (now, actor) = (console.now(), caller.actor()?);
    let may_list = |user: &&User| console.rules.policy.may_list(actor, Action::FindUsers, user);
    let looked_up = stream::iter(entries.iter().cloned())
        .map(|entry| {
            let (pool, facts) = (&pool, &facts);
            async move {
                let found = match one_entry(console, pool, &entry).await {
                    Ok(users) => note_canaries(console, caller, users.into_iter().filter(|user| may_list(&user)).collect()).await,
                    Err(problem) => Err(problem),
                };
                match found {
                    Ok(users) => LookedUp { entry, rows: users.iter().map(|user| row(facts, user, now)).collect(), problem: None },
                    Err(problem) => LookedUp { entry, rows: Vec::new(), problem: Some(problem) },
                }
            }
        })
        .buffered(SIDE_BY_SIDE)
        .collect()
        .await;
    Ok(looked_up)
}

/// The users, once those of them who are canaries are on record.
async fn note_canaries(console: &Console, caller: &Caller, users: Vec<User>) -> Result<Vec<User>, ErrorCode> {
    for user in &users {
        note_canary(console, caller, user, &[], "found by a pasted list").await.map_err(|error| error.code)?;
    }
    Ok(users)
}

async fn one_entry(console: &Console, pool: &ServedPool, entry: &str) -> Result<Vec<User>, ErrorCode> {
    let mut plan = plan(entry, &console.rules.default_country).map_err(|_| ErrorCode::InvalidForm)?;
    plan.filters.retain(|filter| filter.expression().chars().count() <= FILTER_LIMIT);
    let mut users: Vec<User> = Vec::new();
    for filter in exactly(&plan) {
        let page = page_of(console, pool, &filter, None).await.map_err(|failure| {
            tracing::warn!(pool = %pool.id, %failure, "an entry of a list could not be looked up");
            read_code(&failure)
        })?;
        let Some(page) = page else { continue };
        if page.users.is_empty() && page.next.is_some() {
            // Cognito has more and has not shown it: that is not "nobody".
            return Err(ErrorCode::CognitoUnreachable);
        }
        users.extend(page.users);
        if users.iter().any(|user| plan.is_exact(user)) {
            break;
        }
    }
    let mut seen = HashSet::new();
    users.retain(|user| seen.insert(user.sub.clone()));
    Ok(users)
}
