//! Reads who is waiting: in the background, once for everybody who looks, and never faster than configured.

use super::board::{Kind, Waiting, sort};
use super::pace::Pace;
use super::reading::{FailedReading, Reading, Snapshot};
use crate::domain::clock::Clock;
use crate::domain::desk::WaitingRules;
use crate::domain::pool::{PoolFacts, PoolId};
use crate::domain::search::{Comparison, UserFilter};
use crate::domain::user::Sub;
use crate::features::faults::read_code;
use crate::ports::user_directory::{DirectoryError, DirectoryFailure, UserDirectory, UserPage};
use crate::wire::ErrorCode;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::watch;

/// How long somebody who looks waits for a reading that is under way.
const PATIENCE: Duration = Duration::from_millis(1_500);
/// Users of one page of `ListUsers`: the most it gives.
const PER_PAGE: u8 = 60;
/// How often a page is asked for, the first time included. Each takes a turn.
const ATTEMPTS: u32 = 3;
/// The pause before a page is asked for again; it doubles.
const FIRST_PAUSE: Duration = Duration::from_millis(250);

/// The reader of all pools' boards.
pub struct WaitingReader {
    directory: Arc<dyn UserDirectory>,
    clock: Arc<dyn Clock>,
    pace: Pace,
    rules: WaitingRules,
    pools: Mutex<HashMap<PoolId, watch::Sender<Reading>>>,
}

impl WaitingReader {
    /// A reader that has read nothing yet.
    pub fn new(directory: Arc<dyn UserDirectory>, clock: Arc<dyn Clock>, rules: WaitingRules) -> Arc<Self> {
        Arc::new(Self { directory, clock, pace: Pace::new(rules.pages_per_second), rules, pools: Mutex::default() })
    }

    /// How many users of a pool are read at most.
    pub fn users_at_most(&self) -> usize {
        self.rules.users_at_most
    }

    /// What is known of a pool's board. Begins a reading where one is due, and waits for it a moment. `reference` is what a failure of it is
    /// logged under.
    pub async fn look(self: &Arc<Self>, pool: &PoolId, newer_than: Option<i64>, reference: &str) -> Reading {
        let state = self.state_of(pool);
        let mut seen = state.subscribe();
        let now = self.clock.now();
        let begins = state.send_if_modified(|reading| {
            let is_due = reading.is_due(now, newer_than);
            if is_due {
                reading.begin();
            }
            is_due
        });
        if begins {
            tokio::spawn(Arc::clone(self).read_and_tell(pool.clone(), state, reference.to_owned()));
        }
        // Whether it ended within the wait does not matter: what is known by then is what is shown.
        let _ = tokio::time::timeout(PATIENCE, seen.wait_for(|reading| reading.so_far.is_none())).await;
        seen.borrow().clone()
    }

    fn state_of(&self, pool: &PoolId) -> watch::Sender<Reading> {
        let mut pools = self.pools.lock().unwrap_or_else(PoisonError::into_inner);
        pools.entry(pool.clone()).or_insert_with(|| watch::Sender::new(Reading::default())).clone()
    }

    async fn read_and_tell(self: Arc<Self>, pool: PoolId, state: watch::Sender<Reading>, reference: String) {
        // In a task of its own, so that one that dies ends like any other that failed, and not as under way for good.
        let reading = tokio::spawn({
            let (reader, pool, state) = (Arc::clone(&self), pool.clone(), state.clone());
            async move { reader.read(&pool, &state).await }
        });
        let ended = match reading.await {
            Ok(Ok(snapshot)) => Ok(snapshot),
            Ok(Err(failure)) => {
                tracing::warn!(request_id = %reference, %pool, %failure, "who is waiting could not be read");
                Err(read_code(&failure))
            }
            Err(error) => {
                tracing::error!(request_id = %reference, %pool, %error, "reading who is waiting broke off");
                Err(ErrorCode::Internal)
            }
        };
        let now = self.clock.now();
        state.send_modify(|reading| reading.end(ended.map_err(|code| FailedReading { at: now, code, reference }), now));
    }

    /// All pages of both states in turns, so that a limit cuts off neither of them alone.
    async fn read(&self, pool: &PoolId, state: &watch::Sender<Reading>) -> Result<Snapshot, DirectoryFailure> {
        let begun_at = self.clock.now();
        let facts = self.directory.describe_pool(pool).await?;
        let mut found = Found { facts: &facts, at_most: self.rules.users_at_most, users: HashMap::new(), is_full: false };
        let mut open: Vec<(Kind, Option<String>)> = Kind::ALL.map(|kind| (kind, None)).to_vec();
        // Empty pages are read on; a list that gives nothing else without an end is left at some point.
        let mut pages_left = self.rules.users_at_most / 10 + 200;
        while !open.is_empty() && !found.is_full && pages_left > 0 {
            let mut next = Vec::new();
            for (kind, token) in open {
                let page = self.page_of(pool, kind, token.as_deref()).await?;
                pages_left = pages_left.saturating_sub(1);
                next.extend(page.next.clone().map(|token| (kind, Some(token))));
                found.add(page);
                state.send_modify(|reading| reading.so_far = Some(found.users.len()));
            }
            open = next;
        }
        let is_part = found.is_full || !open.is_empty();
        let mut users: Vec<Arc<Waiting>> = found.users.into_values().map(Arc::new).collect();
        sort(&mut users);
        Ok(Snapshot { begun_at, read_at: self.clock.now(), users, is_part, temporary_days: facts.temporary_password_days })
    }

    /// One page, asked for again after a while where another try may do.
    async fn page_of(&self, pool: &PoolId, kind: Kind, token: Option<&str>) -> Result<UserPage, DirectoryFailure> {
        let filter = UserFilter { attribute: "cognito:user_status".into(), comparison: Comparison::Equals, value: kind.status().name().to_owned() };
        let mut pause = FIRST_PAUSE;
        let mut attempt = 1;
        loop {
            self.pace.turn().await;
            match self.directory.list_users_once(pool, Some(&filter), PER_PAGE, token).await {
                Err(failure) if attempt < ATTEMPTS && may_pass(&failure.error) => {
                    tracing::warn!(%pool, attempt, error = %failure.error, "a page of those who wait is asked for again");
                    tokio::time::sleep(pause).await;
                    pause *= 2;
                    attempt += 1;
                }
                ended => return ended,
            }
        }
    }
}

fn may_pass(error: &DirectoryError) -> bool {
    matches!(error, DirectoryError::Throttled | DirectoryError::Unreachable(_) | DirectoryError::OutcomeUnknown(_))
}

/// The users so far. Somebody who changes while the pool is read may come twice: what was read last holds.
struct Found<'a> {
    facts: &'a PoolFacts,
    at_most: usize,
    users: HashMap<Sub, Waiting>,
    is_full: bool,
}

impl Found<'_> {
    fn add(&mut self, page: UserPage) {
        for user in page.users {
            let Some(waiting) = Waiting::of(self.facts, &user) else { continue };
            if self.users.len() < self.at_most || self.users.contains_key(&user.sub) {
                self.users.insert(user.sub, waiting);
            } else {
                self.is_full = true;
            }
        }
    }
}

#[cfg(test)]
mod tests;
