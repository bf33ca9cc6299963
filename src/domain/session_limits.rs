//! How long a session holds.

use time::{Duration, OffsetDateTime};

/// Notes of use that are closer together than this are one.
pub const NOTED_EVERY: Duration = Duration::seconds(20);

/// How long a session lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionLimits {
    /// Without use by a person.
    pub idle: Duration,
    /// Since the sign-in.
    pub absolute: Duration,
}

impl Default for SessionLimits {
    fn default() -> Self {
        Self { idle: Duration::minutes(15), absolute: Duration::hours(10) }
    }
}

/// When a session ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SessionEnds {
    /// If nobody uses it from now on.
    pub idle_at: OffsetDateTime,
    /// In any case.
    pub absolute_at: OffsetDateTime,
}

impl SessionLimits {
    /// So long before its end a page says so: two minutes, or half-way where a session does not live as long.
    pub fn warning(&self) -> Duration {
        Duration::minutes(2).min(self.idle / 2)
    }

    /// When a session ends that began and was last noted as used at these times, and is asked for now. A use counts where it will be noted.
    pub fn ends(&self, created_at: OffsetDateTime, last_seen_at: OffsetDateTime, now: OffsetDateTime, is_use: bool) -> SessionEnds {
        let used_at = if is_use && now - last_seen_at >= NOTED_EVERY { now } else { last_seen_at };
        SessionEnds { idle_at: used_at.saturating_add(self.idle), absolute_at: created_at.saturating_add(self.absolute) }
    }
}

impl SessionEnds {
    /// The earlier of the two.
    pub fn first(&self) -> OffsetDateTime {
        self.idle_at.min(self.absolute_at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn use_prolongs_a_session_up_to_its_absolute_end_and_polling_does_not() {
        let limits = SessionLimits::default();
        let began = datetime!(2026-11-21 08:00 UTC);
        let seen = datetime!(2026-11-21 09:00 UTC);
        for (now, is_use, idle_at) in [
            (datetime!(2026-11-21 09:10 UTC), true, datetime!(2026-11-21 09:25 UTC)),
            (datetime!(2026-11-21 09:10 UTC), false, datetime!(2026-11-21 09:15 UTC)),
            // So soon after the last one that it is not noted.
            (datetime!(2026-11-21 09:00:19 UTC), true, datetime!(2026-11-21 09:15 UTC)),
            (datetime!(2026-11-21 09:00:20 UTC), true, datetime!(2026-11-21 09:15:20 UTC)),
        ] {
            assert_eq!(limits.ends(began, seen, now, is_use), SessionEnds { idle_at, absolute_at: datetime!(2026-11-21 18:00 UTC) }, "{now}");
        }
        let late = limits.ends(began, datetime!(2026-11-21 17:55 UTC), datetime!(2026-11-21 17:55 UTC), true);
        assert_eq!(late.first(), late.absolute_at);
    }
}
