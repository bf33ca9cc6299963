//! What is known of a pool's board, and when it is read anew. No I/O.

use super::board::Waiting;
use crate::domain::clock::to_micros;
use crate::wire::ErrorCode;
use std::sync::Arc;
use time::{Duration, OffsetDateTime};

/// A board is believed for so long.
const FRESH: Duration = Duration::SECOND.saturating_mul(60);
/// Between two readings of a pool, whoever asks and however the last one ended.
pub const REST: Duration = Duration::SECOND.saturating_mul(5);

/// Everybody who waited in a pool, as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snapshot {
    /// When the reading began, UTC: what happened before it is in it.
    pub begun_at: OffsetDateTime,
    /// When it ended, UTC.
    pub read_at: OffsetDateTime,
    /// The users, in the order of the board.
    pub users: Vec<Arc<Waiting>>,
    /// The reading stopped at its limit: there are more.
    pub is_part: bool,
    /// How long this pool's temporary passwords work, in days.
    pub temporary_days: u16,
}

/// A reading that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FailedReading {
    /// When, UTC.
    pub at: OffsetDateTime,
    /// Why.
    pub code: ErrorCode,
    /// The reference under which the cause stands in the log.
    pub reference: String,
}

/// What is known of a pool's board.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// The last reading that succeeded.
    pub snapshot: Option<Arc<Snapshot>>,
    /// How many users the one under way has found; `None` where none is.
    pub so_far: Option<usize>,
    /// How the last reading failed; `None` where it succeeded.
    pub failure: Option<FailedReading>,
    /// When the last reading ended, either way.
    pub ended_at: Option<OffsetDateTime>,
}

impl Reading {
    /// Whether a visit begins a reading. `newer_than` is what somebody has seen and wants newer, in microseconds since 1970.
    pub fn is_due(&self, now: OffsetDateTime, newer_than: Option<i64>) -> bool {
        // A clock that was set back must not keep an old board for good: distances count in both directions.
        let is_past = |at: OffsetDateTime, distance: Duration| (now - at).abs() >= distance;
        if self.so_far.is_some() || self.ended_at.is_some_and(|ended| !is_past(ended, REST)) {
            return false;
        }
        let Some(snapshot) = &self.snapshot else { return true };
        self.failure.is_some() || is_past(snapshot.read_at, FRESH) || newer_than.is_some_and(|seen| seen >= to_micros(snapshot.read_at))
    }

    /// The state after a reading has begun.
    pub fn begin(&mut self) {
        self.so_far = Some(0);
    }

    /// The state after it has ended.
    pub fn end(&mut self, ended: Result<Snapshot, FailedReading>, now: OffsetDateTime) {
        self.so_far = None;
        self.ended_at = Some(now);
        match ended {
            Ok(snapshot) => {
                self.snapshot = Some(Arc::new(snapshot));
                self.failure = None;
            }
            Err(failure) => self.failure = Some(failure),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    const NOW: OffsetDateTime = datetime!(2026-11-21 09:41:07 UTC);

    fn snapshot(age: Duration) -> Snapshot {
        Snapshot { begun_at: NOW - age, read_at: NOW - age, users: vec![], is_part: false, temporary_days: 7 }
    }

    fn read(age: Duration) -> Reading {
        let mut reading = Reading::default();
        reading.end(Ok(snapshot(age)), NOW - age);
        reading
    }

    fn failed(age: Duration) -> FailedReading {
        FailedReading { at: NOW - age, code: ErrorCode::Busy, reference: "7F3K-20AC-9QXM".into() }
    }

    #[test]
    fn a_visit_reads_what_is_unknown_or_older_than_a_minute() {
        assert!(Reading::default().is_due(NOW, None));
        for (age, is_due) in [(0, false), (59, false), (60, true), (3_600, true), (-59, false), (-3_600, true)] {
            assert_eq!(read(Duration::seconds(age)).is_due(NOW, None), is_due, "{age} s");
        }
    }

    #[test]
    fn one_reading_at_a_time() {
        let mut reading = read(Duration::HOUR);
        reading.begin();
        assert!(!reading.is_due(NOW, None) && !reading.is_due(NOW, Some(i64::MAX)));
        assert!(reading.snapshot.is_some(), "the older board stays while a newer one is read");
    }

    #[test]
    fn somebody_may_want_it_newer_than_what_they_saw_and_not_twice_by_the_same_address() {
        let reading = read(Duration::seconds(20));
        let seen = to_micros(NOW - Duration::seconds(20));
        assert!(reading.is_due(NOW, Some(seen)));
        assert!(!reading.is_due(NOW, Some(seen - 1)), "it is newer already");
        assert!(!read(Duration::seconds(4)).is_due(NOW, Some(i64::MAX)), "at most once in five seconds");
    }

    #[test]
    fn a_failure_keeps_the_older_board_and_is_tried_again_after_a_rest() {
        let mut reading = read(Duration::seconds(90));
        reading.begin();
        reading.end(Err(failed(Duration::seconds(4))), NOW - Duration::seconds(4));
        assert!(reading.snapshot.is_some() && reading.failure.is_some());
        assert!(!reading.is_due(NOW, None));
        assert!(reading.is_due(NOW + Duration::SECOND, None));
        reading.end(Ok(snapshot(Duration::ZERO)), NOW);
        assert_eq!(reading.failure, None);
    }

    #[test]
    fn where_nothing_was_ever_read_a_failure_rests_as_well() {
        let mut reading = Reading::default();
        reading.end(Err(failed(Duration::ZERO)), NOW);
        assert!(!reading.is_due(NOW, None) && reading.is_due(NOW + REST, None));
    }
}
