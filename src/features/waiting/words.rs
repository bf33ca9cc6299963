//! How long, in words of the desk.

use super::board::{Kind, Works};
use crate::domain::clock::{readable, relative};
use time::{Duration, OffsetDateTime, UtcOffset};

/// What a user of this kind has to do.
pub fn kind_words(kind: Kind) -> &'static str {
    match kind {
        Kind::ResetCode => "Must finish a reset",
        Kind::TemporaryPassword => "Must change a temporary password",
    }
}

/// `42 minutes left`, `16 days over`.
pub fn works_words(works: Works) -> String {
    match works {
        // Nobody is promised more than there is, and no minute that has begun is nothing.
        Works::For(left) => format!("{} left", length_words(left.max(Duration::MINUTE), true)),
        Works::OverFor(over) if over < Duration::MINUTE => "just over".into(),
        Works::OverFor(over) => format!("{} over", length_words(over, false)),
        Works::Unknown => "unknown".into(),
    }
}

/// In days from the third on. `is_fine` adds the hours: what is left is planned with, what is over is only over.
fn length_words(length: Duration, is_fine: bool) -> String {
    let minutes = length.whole_minutes();
    let counted = |count: i64, unit: &str| format!("{} {unit}{}", number(usize::try_from(count).unwrap_or_default()), if count == 1 { "" } else { "s" });
    match (minutes / 1_440, minutes / 60 % 24) {
        (..2, _) if minutes < 60 => counted(minutes, "minute"),
        (..2, _) => counted(minutes / 60, "hour"),
        (days, hours @ 1..) if is_fine => format!("{} {}", counted(days, "day"), counted(hours, "hour")),
        (days, _) => counted(days, "day"),
    }
}

/// `20 seconds ago`: finer than elsewhere, since a board is read anew within seconds.
pub fn ago(at: OffsetDateTime, now: OffsetDateTime) -> String {
    match (now - at).whole_seconds() {
        ..=0 => "just now".into(),
        1 => "1 second ago".into(),
        seconds @ 2..60 => format!("{seconds} seconds ago"),
        _ => relative(at, now),
    }
}

/// `09:41:07 UTC`, with the day where it was not just now.
pub fn moment(at: OffsetDateTime, now: OffsetDateTime) -> String {
    if (now - at).abs() > Duration::hours(12) {
        return readable(at);
    }
    let format = time::macros::format_description!("[hour]:[minute]:[second] UTC");
    at.to_offset(UtcOffset::UTC).format(&format).unwrap_or_default()
}

/// `1,240`.
pub fn number(count: usize) -> String {
    let digits = count.to_string();
    let groups: Vec<&str> = digits.as_bytes().rchunks(3).rev().filter_map(|group| std::str::from_utf8(group).ok()).collect();
    groups.join(",")
}

/// `1 user`, `1,240 users`.
pub fn users(count: usize) -> String {
    format!("{} user{}", number(count), if count == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn what_is_left_is_rounded_down_and_what_is_over_as_well() {
        for (works, words) in [
            (Works::For(Duration::seconds(20)), "1 minute left"),
            (Works::For(Duration::minutes(42)), "42 minutes left"),
            (Works::For(Duration::minutes(60)), "1 hour left"),
            (Works::For(Duration::hours(47)), "47 hours left"),
            (Works::For(Duration::hours(48)), "2 days left"),
            (Works::For(Duration::minutes(2 * 1_440 + 59)), "2 days left"),
            (Works::For(Duration::hours(6 * 24 + 23)), "6 days 23 hours left"),
            (Works::OverFor(Duration::seconds(59)), "just over"),
            (Works::OverFor(Duration::minutes(61)), "1 hour over"),
            (Works::OverFor(Duration::hours(16 * 24 + 5)), "16 days over"),
            (Works::OverFor(Duration::days(1_359)), "1,359 days over"),
            (Works::Unknown, "unknown"),
        ] {
            assert_eq!(works_words(works), words);
        }
    }

    #[test]
    fn a_moment_just_gone_is_told_to_the_second() {
        let now = datetime!(2026-11-21 09:41:27 UTC);
        for (at, said, words) in [
            (datetime!(2026-11-21 09:41:07 UTC), "20 seconds ago", "09:41:07 UTC"),
            (datetime!(2026-11-21 09:41:26 UTC), "1 second ago", "09:41:26 UTC"),
            (datetime!(2026-11-21 09:41:27 UTC), "just now", "09:41:27 UTC"),
            (datetime!(2026-11-21 09:21:27 UTC), "20 minutes ago", "09:21:27 UTC"),
            (datetime!(2026-11-18 09:41:00 UTC), "3 days ago", "18 Nov 2026 09:41 UTC"),
        ] {
            assert_eq!((ago(at, now).as_str(), moment(at, now).as_str()), (said, words));
        }
    }

    #[test]
    fn numbers_are_grouped() {
        assert_eq!([0, 7, 999, 1_240, 20_000, 1_234_567].map(number), ["0", "7", "999", "1,240", "20,000", "1,234,567"]);
        assert_eq!((users(1), users(1_240)), ("1 user".to_owned(), "1,240 users".to_owned()));
    }
}
