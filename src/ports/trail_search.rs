//! Finding actions in the trail: pages of what fits a filter, and how many there are by day, event and outcome.

use super::audit_log::{AuditError, TrailRow};
pub use super::trail_ending::Column;
use super::trail_filter::TrailFilter;
use crate::domain::audit::{Outcome, RecordedActor};
use async_trait::async_trait;
use std::collections::BTreeMap;

/// Where a page of the trail begins: strictly before or after a sequence number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageFrom {
    /// The newest actions.
    Newest,
    /// The oldest ones.
    Oldest,
    /// Actions older than this sequence.
    Before(i64),
    /// Actions newer than this sequence.
    After(i64),
}

/// A page of what was found, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FoundPage {
    /// The rows.
    pub rows: Vec<TrailRow>,
    /// There are older rows that fit, or may be: not everything was looked through.
    pub has_older: bool,
    /// There are newer rows that fit, or may be.
    pub has_newer: bool,
    /// Looking came to an end here, at this sequence, before the page was full: what fits is rare. To look further, go on from here in the
    /// same direction.
    pub looked_to: Option<i64>,
    /// How much of the trail the index has, where it is still being made; `None` where it has everything.
    pub being_made: Option<IndexState>,
}

impl FoundPage {
    /// The sequence from which the older page goes on; `None` where there is none.
    pub fn older_than(&self) -> Option<i64> {
        let last = self.rows.last().map(|row| row.opening.sequence);
        let end = self.looked_to.map_or(last, |looked| Some(last.map_or(looked, |last| looked.min(last))));
        end.filter(|_| self.has_older)
    }

    /// The sequence from which the newer page goes on; `None` where there is none.
    pub fn newer_than(&self) -> Option<i64> {
        let first = self.rows.first().map(|row| row.opening.sequence);
        let end = self.looked_to.map_or(first, |looked| Some(first.map_or(looked, |first| looked.max(first))));
        end.filter(|_| self.has_newer)
    }
}

/// What was found by looking through the records themselves.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scanned {
    /// The actions that fit, oldest first.
    pub rows: Vec<TrailRow>,
    /// Where looking came to an end, to go on from; `None` at the end of the trail.
    pub looked_to: Option<i64>,
}

/// How far an index has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct IndexState {
    /// The last sequence that can be found.
    pub indexed: i64,
    /// The last sequence of the trail.
    pub head: i64,
}

impl IndexState {
    /// Whether everything can be found.
    pub fn is_complete(self) -> bool {
        self.indexed >= self.head
    }

    /// How much can be found, in whole percents; 100 only where it is everything.
    pub fn percent(self) -> u8 {
        if self.is_complete() {
            return 100;
        }
        let percent = i128::from(self.indexed.max(0)) * 100 / i128::from(self.head.max(1));
        u8::try_from(percent.min(99)).unwrap_or(0)
    }
}

/// How many actions there are, by how they ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally([u64; Column::COUNT]);

impl Tally {
    /// Adds actions to a column.
    pub fn add(&mut self, column: Column, count: u64) {
        self.0[place(column)] += count;
    }

    /// Adds those of another.
    pub fn merge(&mut self, other: &Self) {
        self.0.iter_mut().zip(other.0).for_each(|(own, other)| *own += other);
    }

    /// Those of a column.
    pub fn of(&self, column: Column) -> u64 {
        self.0[place(column)]
    }

    /// All of them.
    pub fn total(&self) -> u64 {
        self.0.iter().sum()
    }

    /// What was done, by Cognito's own word or by what the user showed when read again. Readings are not among it.
    pub fn done(&self) -> u64 {
        self.of(Column::Ended(Outcome::Succeeded)) + self.of(Column::Ended(Outcome::TookEffect))
    }
}

fn place(column: Column) -> usize {
    Column::all().position(|other| other == column).unwrap_or(Column::COUNT - 1)
}

/// Microseconds of a day.
pub const DAY: i64 = 86_400_000_000;

/// The day of a time in microseconds since 1970, as the number of days since then, UTC.
pub fn day_of(micros: i64) -> i64 {
    micros.div_euclid(DAY)
}

/// How many actions fit, by day and by event. What has none is left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TrailCounts {
    /// By day, as [`day_of`] numbers them.
    pub by_day: BTreeMap<i64, Tally>,
    /// By event name.
    pub by_event: BTreeMap<String, Tally>,
}

impl TrailCounts {
    /// Adds those of another stretch.
    pub fn merge(&mut self, other: &Self) {
        for (day, tally) in &other.by_day {
            self.by_day.entry(*day).or_default().merge(tally);
        }
        for (event, tally) in &other.by_event {
            match self.by_event.get_mut(event) {
                Some(own) => own.merge(tally),
                None => _ = self.by_event.insert(event.clone(), *tally),
            }
        }
    }
}

/// How many actions of one person fit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PersonCount {
    /// Who; `None` for the console itself, and for sign-ins that nobody vouched for.
    pub actor: Option<RecordedActor>,
    /// All of them.
    pub total: u64,
    /// What was done, as [`Tally::done`] has it.
    pub done: u64,
}

/// A way to find actions in the trail.
#[async_trait]
pub trait TrailSearch: Send + Sync {
    /// A page of actions that fit, newest first. It has everything that was appended before it was asked for, unless it says that the index
    /// is being made.
    ///
    /// # Errors
    /// [`AuditError::Store`].
    async fn page(&self, filter: &TrailFilter, from: PageFrom, size: u32) -> Result<FoundPage, AuditError>;

    /// How many actions fit, of those that began in this range (microseconds since 1970, the end not included). `None` where that could only
    /// be told by reading too many of them.
    ///
    /// # Errors
    /// [`AuditError::Store`].
    async fn counts(&self, filter: &TrailFilter, from: i64, until: i64) -> Result<Option<TrailCounts>, AuditError>;

    /// How many actions fit, of those that began in this range, by the person who did them, the most first. `None` where that could only be told by
    /// reading too many of them.
    ///
    /// # Errors
    /// [`AuditError::Store`].
    async fn people(&self, filter: &TrailFilter, from: i64, until: i64) -> Result<Option<Vec<PersonCount>>, AuditError>;

    /// How many searches and readings a filter leaves out, of those that began in this range: they would fit but for that. `None` where that could
    /// only be told by reading them.
    ///
    /// # Errors
    /// [`AuditError::Store`].
    async fn reads_left_out(&self, filter: &TrailFilter, from: i64, until: i64) -> Result<Option<u64>, AuditError>;

    /// The next actions that fit, of those that opened behind this sequence, found without the index: for what has to be complete whatever
    /// was done to that. Slower the less fits.
    ///
    /// # Errors
    /// [`AuditError::Store`].
    async fn scan(&self, filter: &TrailFilter, after: i64) -> Result<Scanned, AuditError>;

    /// How far the index has come.
    ///
    /// # Errors
    /// [`AuditError::Store`].
    async fn state(&self) -> Result<IndexState, AuditError>;
}
