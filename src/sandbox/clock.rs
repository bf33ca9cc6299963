//! Time as an argument: one clock per server, which tests can move.

use std::sync::atomic::{AtomicI64, Ordering};

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// A point in time, in milliseconds since the Unix epoch, UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Moment(i64);

impl Moment {
    /// The moment this many milliseconds after the Unix epoch.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// The moment this many seconds later (earlier when negative).
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1000)))
    }

    /// The moment this many days later (earlier when negative).
    pub const fn plus_days(self, days: i64) -> Self {
        self.plus_seconds(days.saturating_mul(86_400))
    }

    /// Whole seconds since the Unix epoch.
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(1000)
    }

    /// Seconds with a fraction: the way JSON 1.1 writes a timestamp.
    pub fn wire(self) -> f64 {
        self.0 as f64 / 1000.0
    }

    /// A time in RFC 3339, if the text is one.
    pub fn parse(text: &str) -> Option<Self> {
        let nanos = OffsetDateTime::parse(text, &Rfc3339).ok()?.unix_timestamp_nanos();
        i64::try_from(nanos / 1_000_000).ok().map(Self)
    }

    /// RFC 3339 with seconds, for people.
    pub fn rfc3339(self) -> String {
        OffsetDateTime::from_unix_timestamp(self.seconds()).ok().and_then(|at| at.format(&Rfc3339).ok()).unwrap_or_else(|| format!("{} s", self.seconds()))
    }
}

/// A clock that runs with the machine's, at a distance that can be changed.
#[derive(Debug, Default)]
pub struct Clock {
    ahead_ms: AtomicI64,
}

impl Clock {
    /// A clock this many milliseconds ahead of the machine's.
    pub fn ahead_by(millis: i64) -> Self {
        Self { ahead_ms: AtomicI64::new(millis) }
    }

    /// The time by this clock.
    pub fn now(&self) -> Moment {
        let machine = Self::machine().unix_timestamp_nanos() / 1_000_000;
        let machine = i64::try_from(machine).unwrap_or(i64::MAX);
        Moment::from_millis(machine.saturating_add(self.ahead()))
    }

    /// The time by the machine's clock, which no test moves: requests are signed by it.
    #[expect(clippy::disallowed_methods, reason = "the one place where the sandbox asks the machine for the time")]
    pub fn machine() -> OffsetDateTime {
        OffsetDateTime::now_utc()
    }

    /// How many milliseconds this clock is ahead of the machine's.
    pub fn ahead(&self) -> i64 {
        self.ahead_ms.load(Ordering::SeqCst)
    }

    /// Moves the clock; a negative distance moves it back.
    pub fn advance(&self, millis: i64) {
        let _ = self.ahead_ms.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |was| Some(was.saturating_add(millis)));
    }

    /// Puts the clock this many milliseconds ahead of the machine's.
    pub fn set_ahead(&self, millis: i64) {
        self.ahead_ms.store(millis, Ordering::SeqCst);
    }
}
