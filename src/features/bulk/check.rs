//! Looking at a row without an effect: who is meant, and whether it can be done for them now. Judged again when its turn comes.

use super::shift::RunFacts;
use super::trouble::Trouble;
use crate::domain::audit::RecordedTarget;
use crate::domain::bulk::{RateOf, RowStanding};
use crate::domain::operation::Action;
use crate::domain::policy::TargetFacts;
use crate::domain::pool::PoolId;
use crate::domain::preflight::{obstacle, preflight};
use crate::domain::search::{UserFilter, exactly, plan};
use crate::domain::user::User;
use crate::features::console::{Caller, Console};
use crate::features::contact_changes::contact_change;
use crate::features::faults::denial_code;
use crate::features::forms::obstacle_code;
use crate::features::signals::note_canary;
use crate::ports::bulk_store::{KeptRow, RowState};
use crate::ports::user_directory::{DirectoryError, DirectoryFailure, Refusal};
use crate::wire::{ApiError, ErrorCode};

/// By these a row may name a user: what is theirs alone, and no name.
const NAMED_BY: [&str; 5] = ["username", "sub", "email", "preferred_username", "phone_number"];
/// Cognito's limit for a filter, in characters.
const FILTER_LIMIT: usize = 256;
/// Cognito may answer an empty page with a token: so often we ask on.
const EMPTY_PAGES: usize = 4;

/// Whom an entry means.
enum Meant {
    Nobody,
    One(Box<User>),
    Several,
}

/// Where the row stands now.
///
/// # Errors
/// What is no matter of this row.
pub(super) async fn check_row(console: &Console, caller: &Caller, run: &RunFacts, row: &KeptRow) -> Result<RowState, Trouble> {
    match look(console, caller, run, row).await {
        Ok(state) => Ok(state),
        Err(Missed::Run(trouble)) => Err(trouble),
        Err(Missed::Row(code)) => Ok(left_out(code, row.state.clone())),
    }
}

/// Why a row could not be looked at.
enum Missed {
    /// No matter of this row.
    Run(Trouble),
    /// The row's own.
    Row(ErrorCode),
}

impl From<&DirectoryFailure> for Missed {
    fn from(failure: &DirectoryFailure) -> Self {
        Trouble::of_failure(failure).map_or_else(Self::Row, Self::Run)
    }
}

fn left_out(code: ErrorCode, state: RowState) -> RowState {
    RowState { standing: RowStanding::LeftOut, code: code.name().to_owned(), ..state }
}

async fn look(console: &Console, caller: &Caller, run: &RunFacts, row: &KeptRow) -> Result<RowState, Missed> {
    let trouble = |error: &ApiError| Missed::Run(Trouble::of(error));
    let Some(pool) = console.directory.pools().iter().find(|pool| pool.id.as_str() == row.pool).map(|pool| pool.id.clone()) else {
        return Ok(left_out(ErrorCode::PoolUnknown, row.state.clone()));
    };
    let (policy, rules, actor) = (&console.rules.policy, &console.rules.bulk, caller.actor().map_err(|error| trouble(&error))?);
    // Users for whom a role is not are nobody, as in a search: a list must not tell who they are.
    let is_theirs = |user: &User| policy.may_list(actor, Action::ReadUser, user);
    let user = match meant(console, &pool, &row.given, is_theirs).await? {
        Meant::Nobody => return Ok(left_out(ErrorCode::UserGone, row.state.clone())),
        Meant::Several => return Ok(left_out(ErrorCode::SeveralUsers, row.state.clone())),
        Meant::One(user) => *user,
    };
    console.bulk_desk.turn(&pool, RateOf::Groups, rules).await;
    let groups = console.directory.groups_of(&pool, &user.username).await.map_err(|failure| Missed::from(&failure))?;
    note_canary(console, caller, &user, &groups, "named in the list of a bulk run").await.map_err(|error| trouble(&error))?;
    let contact_change = contact_change(console, caller, &user).await.map_err(|error| trouble(&error))?;
    let facts = console.directory.describe_pool(&pool).await.map_err(|failure| Missed::from(&failure))?;
    let (target, now) = (TargetFacts { contact_marks: Vec::new(), user, groups, contact_change }, console.now());
    if policy.decide(actor, Action::ReadUser, Some(&target), now).is_err() {
        return Ok(left_out(ErrorCode::UserGone, row.state.clone()));
    }
    let named = RecordedTarget::from(&target);
    let state = RowState { standing: RowStanding::Ready, username: named.username, sub: named.sub, name: named.name, ..row.state.clone() };
    if let Err(denial) = policy.decide_on(actor, run.help.action(), Some(&target), now, run.why.shown()) {
        return Ok(left_out(denial_code(denial), state));
    }
    if let Some(obstacle) = obstacle(run.help, &facts, &target.user) {
        return Ok(left_out(obstacle_code(obstacle), RowState { note: obstacle.sentence().to_owned(), ..state }));
    }
    let preflight = preflight(&facts, &target.user, None, now);
    let message = preflight.verdict(run.help).ok().and_then(|effect| effect.message.as_ref());
    Ok(RowState { sends_to: message.map(|message| message.contact.attribute().to_owned()).unwrap_or_default(), ..state })
}

/// Asks for what is exactly this, one attribute after the other, at the run's pace.
async fn meant(console: &Console, pool: &PoolId, given: &str, is_theirs: impl Fn(&User) -> bool) -> Result<Meant, Missed> {
    let Ok(plan) = plan(given, &console.rules.default_country) else { return Ok(Meant::Nobody) };
    let is_asked = |filter: &UserFilter| NAMED_BY.contains(&filter.attribute.as_str()) && filter.expression().chars().count() <= FILTER_LIMIT;
    for filter in exactly(&plan).into_iter().filter(is_asked) {
        let mut users = listed(console, pool, &filter).await?;
        users.retain(|user| plan.is_exact(user) && is_theirs(user));
        users.dedup_by(|one, other| one.sub == other.sub);
        if users.len() > 1 {
            return Ok(Meant::Several);
        }
        if let Some(user) = users.pop() {
            return Ok(Meant::One(Box::new(user)));
        }
    }
    Ok(Meant::Nobody)
}

async fn listed(console: &Console, pool: &PoolId, filter: &UserFilter) -> Result<Vec<User>, Missed> {
    let mut token = None;
    for _ in 0..EMPTY_PAGES {
        console.bulk_desk.turn(pool, RateOf::List, &console.rules.bulk).await;
        let page = match console.directory.list_users_once(pool, Some(filter), 3, token.as_deref()).await {
            Ok(page) => page,
            // What a filter may not hold finds nobody.
            Err(DirectoryFailure { error: DirectoryError::Refused(Refusal::InvalidParameter), .. }) => return Ok(Vec::new()),
            Err(failure) => {
                if failure.error == DirectoryError::Throttled {
                    console.bulk_desk.slow_down(pool, RateOf::List, &console.rules.bulk);
                }
                return Err(Missed::from(&failure));
            }
        };
        console.bulk_desk.went_through(pool, RateOf::List, &console.rules.bulk);
        if !page.users.is_empty() || page.next.is_none() {
            return Ok(page.users);
        }
        token = page.next;
    }
    // Cognito has more and has not shown it: that is not "nobody", and asking again is for people.
    Err(Missed::Row(ErrorCode::CognitoUnreachable))
}
