//! Time as an argument, so that rules about time can be tested without waiting.

use time::OffsetDateTime;

/// Where the time comes from.
pub trait Clock: Send + Sync {
    /// The current time, UTC.
    fn now(&self) -> OffsetDateTime;
}

/// The machine's clock.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place where the console asks the machine for the time")]
    fn now(&self) -> OffsetDateTime {
        OffsetDateTime::now_utc()
    }
}

/// A time as microseconds since 1970, the form in which the database keeps it.
pub fn to_micros(at: OffsetDateTime) -> i64 {
    i64::try_from(at.unix_timestamp_nanos() / 1_000).unwrap_or(i64::MAX)
}

/// The time that [`to_micros`] gave away; out-of-range values become 1970.
pub fn from_micros(micros: i64) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(micros) * 1_000).unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

/// RFC 3339 with seconds, as in `2026-11-21T09:41:07Z`: for `datetime` attributes and canonical records.
pub fn rfc3339(at: OffsetDateTime) -> String {
    let format = time::macros::format_description!("[year]-[month]-[day]T[hour]:[minute]:[second]Z");
    at.to_offset(time::UtcOffset::UTC).format(&format).unwrap_or_default()
}

/// For people: `21 Nov 2026 09:41 UTC`.
pub fn readable(at: OffsetDateTime) -> String {
    let format = time::macros::format_description!("[day padding:none] [month repr:short] [year] [hour]:[minute] UTC");
    at.to_offset(time::UtcOffset::UTC).format(&format).unwrap_or_default()
}

/// A time of today, as in `09:41 UTC`.
pub fn readable_time(at: OffsetDateTime) -> String {
    let format = time::macros::format_description!("[hour]:[minute] UTC");
    at.to_offset(time::UtcOffset::UTC).format(&format).unwrap_or_default()
}

/// For people who compare logs: `21 Nov 2026 09:41:07 UTC`.
pub fn readable_to_the_second(at: OffsetDateTime) -> String {
    let format = time::macros::format_description!("[day padding:none] [month repr:short] [year] [hour]:[minute]:[second] UTC");
    at.to_offset(time::UtcOffset::UTC).format(&format).unwrap_or_default()
}

/// How long ago, for people: `just now`, `5 minutes ago`, `3 days ago`, `in 2 hours`.
pub fn relative(at: OffsetDateTime, now: OffsetDateTime) -> String {
    let seconds = (now - at).whole_seconds();
    let (amount, ahead) = (seconds.unsigned_abs(), seconds < 0);
    let (count, unit) = match amount {
        0..=44 => return "just now".into(),
        45..=3_569 => (amount.div_ceil(60).max(1), "minute"),
        3_570..=86_399 => ((amount + 1_800) / 3_600, "hour"),
        // A whole week ahead is a week, also a moment later.
        86_400..=2_591_999 if ahead => ((amount + 43_200) / 86_400, "day"),
        86_400..=2_591_999 => (amount / 86_400, "day"),
        2_592_000..=31_535_999 => (amount / 2_592_000, "month"),
        _ => (amount / 31_536_000, "year"),
    };
    let plural = if count == 1 { "" } else { "s" };
    if ahead { format!("in {count} {unit}{plural}") } else { format!("{count} {unit}{plural} ago") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::{Duration, macros::datetime};

    #[test]
    fn relative_times_read_like_speech() {
        let now = datetime!(2026-11-21 09:41:00 UTC);
        for (back, words) in [(10, "just now"), (60, "1 minute ago"), (7_200, "2 hours ago"), (86_400 * 3, "3 days ago"), (-7_200, "in 2 hours"), (86_400 * 400, "1 year ago")] {
            assert_eq!(relative(now - Duration::seconds(back), now), words);
        }
    }

    #[test]
    fn micros_come_back_unchanged() {
        let at = datetime!(2026-11-21 09:41:07.123456 UTC);
        assert_eq!(from_micros(to_micros(at)), at);
    }
}
