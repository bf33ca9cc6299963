//! Finding users: several `ListUsers` filters side by side, merged without duplicates, page by page.

use super::cursor::SearchCursor;
use super::rows::{row, user_href};
use super::wire::SearchAnswer;
use crate::domain::audit::RecordedTarget;
use crate::domain::operation::Action;
use crate::domain::pool::ServedPool;
use crate::domain::search::{SearchPlan, UserFilter, plan};
use crate::domain::user::User;
use crate::features::console::{Caller, Console};
use crate::features::faults::read_failed;
use crate::features::records::{record_read, require};
use crate::features::signals::note_canary;
use crate::ports::user_directory::{DirectoryError, DirectoryFailure, Refusal, UserPage};
use crate::wire::{ApiError, ErrorCode, FieldError};
use futures::future::join_all;
use std::collections::HashSet;

/// Users that each filter gives to one page.
const PER_FILTER: u8 = 15;
/// Cognito may answer an empty page with a token: so often we ask on before we give the page as it is.
const EMPTY_PAGES: usize = 4;
/// Cognito's limit for a filter, in characters.
pub(super) const FILTER_LIMIT: usize = 256;

/// Said of a cursor that is none, belongs to another search, or is older than Cognito's tokens live.
const PAGE_IS_OVER: &str = "This page of results is over: pages last an hour. Search again.";

/// The answer of a search.
pub type FindAnswer = SearchAnswer;

/// Searches a pool. `page` is the cursor of an earlier answer.
///
/// # Errors
/// `not_signed_in`, `not_allowed`, `pool_unknown`, `invalid_form` for what cannot be searched, and what Cognito reports.
pub async fn find(console: &Console, caller: &Caller, pool: &str, typed: &str, page: Option<&str>) -> Result<SearchAnswer, ApiError> {
    caller.actor()?;
    let pool = console.pool(pool, caller)?.clone();
    require(console, caller, Action::FindUsers, Some(RecordedTarget { pool: pool.id.to_string(), ..RecordedTarget::default() })).await?;
    let mut plan = plan(typed, &console.rules.default_country).map_err(|sentence| field_error(caller, "q", sentence))?;
    plan.filters.retain(|filter| filter.expression().chars().count() <= FILTER_LIMIT);
    if !caller.may(Action::ReadContacts) {
        // Whoever sees contacts masked must not read them letter by letter.
        plan.filters.retain(|filter| !filter.is_beginning_of_contact());
    }
    if plan.query.is_empty() || plan.filters.is_empty() {
        return Err(field_error(caller, "q", "Type an e-mail address, a phone number, a username, a name or a sub."));
    }
    let cursor = match page {
        Some(page) => Some(SearchCursor::decode(page, plan.filters.len()).ok_or_else(|| field_error(caller, "q", PAGE_IS_OVER))?),
        None => None,
    };
    let target = RecordedTarget { pool: pool.id.to_string(), ..RecordedTarget::default() };
    record_read(console, caller, Action::FindUsers, target, Some(format!("searched for: {}", plan.query))).await?;

    let asked = plan.filters.iter().enumerate().map(|(place, filter)| {
        let from = match &cursor {
            Some(cursor) => cursor.0[place].clone().map(Some),
            None => Some(None),
        };
        let pool = &pool;
        async move {
            match from {
                Some(token) => page_of(console, pool, filter, token).await,
                None => Ok(Some(UserPage::default())),
            }
        }
    });
    let (facts, pages) = futures::join!(console.directory.describe_pool(&pool.id), join_all(asked));
    let facts = facts.map_err(|failure| read_failed(&failure, caller))?;
    let pages = pages.into_iter().collect::<Result<Vec<_>, _>>().map_err(|failure| match &failure.error {
        DirectoryError::Refused(Refusal::InvalidParameter) if cursor.is_some() => field_error(caller, "q", PAGE_IS_OVER),
        _ => read_failed(&failure, caller),
    })?;

    let next = SearchCursor(pages.iter().map(|page| page.as_ref().and_then(|page| page.next.clone())).collect()).encode();
    let mut users = merge(&plan, pages);
    let actor = caller.actor()?;
    // A role that is for some users does not hear of others.
    users.retain(|user| console.rules.policy.may_list(actor, Action::FindUsers, user));
    for user in &users {
        note_canary(console, caller, user, &[], "found in a search").await?;
    }
    let now = console.now();
    let is_first_page = cursor.is_none();
    let exact = exact_hit(&plan, &users).filter(|_| is_first_page).map(user_href);
    let rows = users.iter().map(|user| row(&facts, user, now)).collect();
    Ok(SearchAnswer { query: plan.query, rows, looked_in: plan.looked_in.to_owned(), next, exact })
}

/// A page of one filter; goes on over empty pages. `None` where the pool cannot search this attribute; that shows on its first page, so a later page that is refused has a token that is over.
pub(super) async fn page_of(console: &Console, pool: &ServedPool, filter: &UserFilter, mut token: Option<String>) -> Result<Option<UserPage>, DirectoryFailure> {
    let mut last = UserPage::default();
    for _ in 0..EMPTY_PAGES {
        match console.directory.list_users(&pool.id, Some(filter), PER_FILTER, token.as_deref()).await {
            Err(DirectoryFailure { error: DirectoryError::Refused(Refusal::InvalidParameter), .. }) if token.is_none() => {
                tracing::debug!(attribute = filter.attribute, pool = %pool.id, "the pool does not search this attribute");
                return Ok(None);
            }
            Err(failure) => return Err(failure),
            Ok(page) => last = page,
        }
        if !last.users.is_empty() || last.next.is_none() {
            break;
        }
        token.clone_from(&last.next);
    }
    Ok(Some(last))
}

/// Each user stands under the first filter that was asked and finds them, so that none comes twice on any page.
fn merge(plan: &SearchPlan, pages: Vec<Option<UserPage>>) -> Vec<User> {
    let was_asked: Vec<bool> = pages.iter().map(Option::is_some).collect();
    let mut seen = HashSet::new();
    let mut users: Vec<User> = Vec::new();
    for (place, page) in pages.into_iter().enumerate() {
        for user in page.map(|page| page.users).unwrap_or_default() {
            let is_under_earlier = plan.filters.iter().zip(&was_asked).take(place).any(|(earlier, was_asked)| *was_asked && earlier.finds(&user));
            if !is_under_earlier && seen.insert(user.sub.clone()) {
                users.push(user);
            }
        }
    }
    // Exact hits first; otherwise the order of the filters.
    users.sort_by_key(|user| !plan.is_exact(user));
    users
}

fn exact_hit<'a>(plan: &SearchPlan, users: &'a [User]) -> Option<&'a User> {
    let mut exact = users.iter().filter(|user| plan.is_exact(user));
    let first = exact.next()?;
    exact.next().is_none().then_some(first)
}

pub(super) fn field_error(caller: &Caller, field: &str, sentence: &str) -> ApiError {
    let mut error = caller.error(ErrorCode::InvalidForm);
    error.fields.push(FieldError { field: field.into(), sentence: sentence.into() });
    error
}
