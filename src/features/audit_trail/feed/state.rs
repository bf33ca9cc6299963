//! How a sink stands.

use crate::domain::audit::FeedOf;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// How a sink stands, for the page of sinks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SinkState {
    /// Its name in the configuration.
    pub name: String,
    /// `stdout`, `file`, `syslog` or `https`.
    pub kind: &'static str,
    /// What it is given.
    pub what: FeedOf,
    /// The last sequence, or the last checkpoint's id, that it took; 0 before the first.
    pub position: i64,
    /// How many wait for it.
    pub behind: i64,
    /// Since when it takes nothing, microseconds since 1970; `None` while it works.
    pub failing_since: Option<i64>,
    /// Why it takes nothing; `None` while it works.
    pub last_error: Option<String>,
}

/// How far a sink has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Position {
    /// The last that it took.
    pub delivered: i64,
    /// The cursor on the disk: it may be behind where the database could not be written, and never ahead.
    pub saved: Option<i64>,
}

/// What a sink's task tells of itself.
#[derive(Debug, Default)]
pub(super) struct Status {
    positions: Vec<(FeedOf, Position)>,
    failing: Option<(i64, String)>,
}

impl Status {
    pub fn position(&self, what: FeedOf) -> Option<i64> {
        self.whole_position(what).map(|position| position.delivered)
    }

    pub fn whole_position(&self, what: FeedOf) -> Option<Position> {
        self.positions.iter().find(|(of, _)| *of == what).map(|(_, position)| *position)
    }

    pub fn set_position(&mut self, what: FeedOf, position: Position) {
        self.positions.retain(|(of, _)| *of != what);
        self.positions.push((what, position));
    }

    pub fn failing(&self) -> (Option<i64>, Option<String>) {
        self.failing.clone().unzip()
    }

    /// Notes a failure; true where it is the first one.
    pub fn fail(&mut self, now: i64, error: String) -> bool {
        let since = self.failing.as_ref().map(|(since, _)| *since);
        self.failing = Some((since.unwrap_or(now), error));
        since.is_none()
    }

    /// Notes that it works; true where it did not before.
    pub fn heal(&mut self) -> bool {
        self.failing.take().is_some()
    }
}

/// The status; what a panicking thread left is as good as any.
pub(super) fn lock(status: &Mutex<Status>) -> MutexGuard<'_, Status> {
    status.lock().unwrap_or_else(PoisonError::into_inner)
}
