//! One worker's work at one run: rows are looked at or carried out, several at a time, and what came of them is written down.

mod ends;
mod pauses;

use super::authority::runner;
use super::check::check_row;
use super::desk::LEASE;
use super::row::{Turned, carry_out};
use super::trouble::Trouble;
use crate::domain::bulk::{PauseCause, RateOf, RowStanding, RunState};
use crate::domain::preflight::Help;
use crate::domain::reason::Reason;
use crate::features::console::{Caller, Console};
use crate::features::effects::Why;
use crate::ports::bulk_store::{BulkStoreError, KeptRow, KeptRun, RowState, Step};
use std::collections::VecDeque;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::{Instant, MissedTickBehavior, interval, sleep_until};
use uuid::Uuid;

/// How often a run's state is read again, the lease renewed, and what came of rows written down.
const TICK: Duration = Duration::from_millis(500);
/// How often it is asked again whether whoever runs it still may.
const ASK_AUTHORITY: Duration = Duration::from_secs(5);
/// Rows that are read ahead.
const AHEAD: u32 = 200;
/// How long a row gives way to people.
const GIVES_WAY: Duration = Duration::from_secs(1);
/// Rows at a time, at most: each waits for Cognito most of its time.
const AT_A_TIME: usize = 64;

/// A run as its rows need it.
#[derive(Clone)]
pub(super) struct RunFacts {
    pub id: Uuid,
    pub help: Help,
    pub why: Why,
    pub rows: u32,
    /// The public key for which passwords are sealed.
    pub sealed_for: Option<String>,
    /// Becomes true when no further row is to be begun.
    pub stop: watch::Receiver<bool>,
}

/// One worker's work at one run.
pub(super) struct Shift {
    console: Console,
    run: KeptRun,
    facts: Option<RunFacts>,
    stop: watch::Sender<bool>,
    /// Rows read and not begun.
    waiting: VecDeque<KeptRow>,
    /// Rows whose end from before is not known yet.
    later: Vec<KeptRow>,
    /// The last line that was read.
    read_to: u32,
    /// What came of rows, not written down yet.
    noted: Vec<(u32, RowState)>,
    /// Nothing is begun before this: trouble that passes.
    not_before: Option<Instant>,
    pause: Duration,
    /// Since when nothing went through.
    held_since: Option<Instant>,
    /// Why the run has to be paused.
    cause: Option<PauseCause>,
    /// The code with which the last rows failed, and how many.
    failing: (String, u32),
}

impl Shift {
    pub(super) fn new(console: Console, run: KeptRun) -> Self {
        let (stop, stopped) = watch::channel(false);
        let reason = Reason::parse(&run.plan.reason).ok();
        let facts = run.plan.help().zip(reason).map(|(help, reason)| {
            let why = Why { reason, ticket: run.plan.ticket.clone(), caller_verified_by: run.plan.caller_verified_by.clone() };
            RunFacts { id: run.id, help, why, rows: run.rows, sealed_for: run.sealed_for.as_ref().map(|sealed_for| sealed_for.public_key.clone()), stop: stopped }
        });
        let failing = (String::new(), 0);
        Self {
            console,
            run,
            facts,
            stop,
            waiting: VecDeque::new(),
            later: Vec::new(),
            read_to: 0,
            noted: Vec::new(),
            not_before: None,
            pause: Duration::ZERO,
            held_since: None,
            cause: None,
            failing,
        }
    }

    /// Rows that stand here are to be worked at.
    fn of(&self) -> Option<RowStanding> {
        match self.run.state {
            RunState::Checking => Some(RowStanding::Unchecked),
            RunState::Running => Some(RowStanding::Ready),
            _ => None,
        }
    }

    pub(super) async fn work(mut self) -> Result<(), BulkStoreError> {
        if self.run.state == RunState::Cancelled {
            return self.give_up().await;
        }
        let Some(facts) = self.facts.clone() else {
            tracing::error!(run = %self.run.id, "a bulk run was prepared by another version of the console");
            let step = Step::to(RunState::Cancelled, &[self.run.state]);
            return self.console.bulk.step(self.run.id, &step).await.map(|_| ());
        };
        if self.run.state == RunState::Checking && self.console.bulk.counts(self.run.id).await?.all() != self.run.rows {
            tracing::error!(run = %self.run.id, "the rows of a bulk run did not all arrive; it is cancelled");
            return self.console.bulk.step(self.run.id, &Step::to(RunState::Cancelled, &[RunState::Checking])).await.map(|_| ());
        }
        let mut caller = self.caller().await;
        let (mut tick, mut asked) = (interval(TICK), Instant::now());
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let at_a_time = self.at_a_time(&facts);
        let (console, state) = (self.console.clone(), self.run.state);
        // Each in a task of its own: one that waits for a connection of the database while nobody asks for it would keep it from everybody.
        let mut under_way = JoinSet::new();
        loop {
            let may_begin = self.may_begin();
            while may_begin && under_way.len() < at_a_time {
                let Some(caller) = caller.clone() else { break };
                let Some(row) = self.next_row().await? else { break };
                under_way.spawn(turn(console.clone(), caller, facts.clone(), row, state));
            }
            if under_way.is_empty() && self.waiting.is_empty() && self.read_to == u32::MAX && !self.later.is_empty() && may_begin {
                // All that is left is under way from before: the trail tells its end in time.
                self.waiting.extend(std::mem::take(&mut self.later));
                self.hold(Trouble::UnderWay);
                continue;
            }
            if under_way.is_empty() && (self.is_through(may_begin) || *self.stop.borrow()) {
                break;
            }
            let later = self.not_before;
            tokio::select! {
                Some(ended) = under_way.join_next() => match ended {
                    Ok((row, turned)) => self.take(row, turned),
                    Err(error) => {
                        tracing::error!(run = %self.run.id, %error, "a row of a bulk run broke off");
                        // Whatever it was, it would come again.
                        self.halt(PauseCause::Failing);
                    }
                },
                _ = tick.tick() => {
                    self.tick().await?;
                    if asked.elapsed() >= ASK_AUTHORITY {
                        asked = Instant::now();
                        caller = self.caller().await;
                    }
                }
                () = sleep_until(later.unwrap_or_else(Instant::now)), if later.is_some() => self.not_before = None,
            }
        }
        self.write_down().await?;
        self.finish(&console).await
    }

    /// How many rows at a time: as many as go in two seconds, so that what was read of a user is fresh when their turn comes.
    fn at_a_time(&self, facts: &RunFacts) -> usize {
        let of = if self.run.state == RunState::Checking { RateOf::List } else { RateOf::Effect(facts.help.action()) };
        let slowest = self.console.directory.pools().iter().map(|pool| self.console.rules.bulk.rate(&pool.id, of)).fold(f64::INFINITY, f64::min);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped before")]
        let rows = (slowest * 2.0).clamp(2.0, 64.0) as usize;
        rows.min(AT_A_TIME)
    }

    /// Whoever runs it, with what they may now; without them nothing is begun, and the run is paused.
    async fn caller(&mut self) -> Option<Caller> {
        match runner(&self.console, &self.run).await {
            Ok(Some(caller)) => Some(caller),
            Ok(None) => {
                self.halt(PauseCause::Authority);
                None
            }
            Err(_) => {
                self.hold(Trouble::Store);
                None
            }
        }
    }

    fn may_begin(&self) -> bool {
        self.not_before.is_none() && !*self.stop.borrow() && !self.console.under_way.is_closed()
    }

    /// Every row had its turn.
    fn is_through(&self, may_begin: bool) -> bool {
        may_begin && self.waiting.is_empty() && self.read_to == u32::MAX || self.console.under_way.is_closed()
    }

    async fn next_row(&mut self) -> Result<Option<KeptRow>, BulkStoreError> {
        if self.waiting.is_empty() && self.read_to < u32::MAX {
            let rows = self.console.bulk.rows(self.run.id, self.of(), self.read_to, AHEAD).await?;
            self.read_to = rows.last().map_or(u32::MAX, |row| row.line);
            self.waiting.extend(rows);
        }
        Ok(self.waiting.pop_front())
    }

    /// Writes down what came of rows, keeps the lease, and looks whether the run still stands where it stood.
    async fn tick(&mut self) -> Result<(), BulkStoreError> {
        self.write_down().await?;
        if !self.console.bulk.lease(self.run.id, self.console.bulk_desk.worker, LEASE).await? {
            tracing::warn!(run = %self.run.id, "a bulk run was taken over");
            self.stop.send_replace(true);
        }
        let now = self.console.bulk.find(self.run.id).await?;
        if now.is_none_or(|now| now.state != self.run.state || now.turn != self.run.turn) {
            self.stop.send_replace(true);
        }
        Ok(())
    }

    async fn write_down(&mut self) -> Result<(), BulkStoreError> {
        if self.noted.is_empty() {
            return Ok(());
        }
        // Lost, it would be found in the trail again.
        self.console.bulk.note(self.run.id, std::mem::take(&mut self.noted)).await
    }
}

async fn turn(console: Console, caller: Caller, facts: RunFacts, row: KeptRow, state: RunState) -> (KeptRow, Turned) {
    // People first: while they wait for this console, rows come later.
    console.pressure.eased(GIVES_WAY).await;
    let turned = if state == RunState::Checking { check(&console, &caller, &facts, &row).await } else { carry_out(&console, &caller, &facts, &row).await };
    (row, turned)
}

async fn check(console: &Console, caller: &Caller, facts: &RunFacts, row: &KeptRow) -> Turned {
    match check_row(console, caller, facts, row).await {
        Ok(state) => Turned { state, trouble: None },
        Err(trouble) => Turned { state: row.state.clone(), trouble: Some(trouble) },
    }
}
