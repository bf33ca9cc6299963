//! Which of one's own actions are asked for, as it stands in the address. Whose they are never does.

use crate::domain::clock::to_micros;
use crate::ports::trail_search::{DAY, PageFrom, day_of};
use time::{Duration, OffsetDateTime};

/// A shift that began before midnight is still today's work.
const SHIFT: Duration = Duration::HOUR.saturating_mul(12);
/// The days of "Last 7 days", today included.
const WEEK: i64 = 7;

/// Which days, UTC.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Days {
    /// Today and the last 12 hours.
    #[default]
    Today,
    /// The day before today.
    Yesterday,
    /// Today and the six days before.
    Week,
}

impl Days {
    /// All of them, in the order of the page's links.
    pub const ALL: [Self; 3] = [Self::Today, Self::Yesterday, Self::Week];

    /// The word in the address; today needs none.
    fn name(self) -> &'static str {
        match self {
            Self::Today => "",
            Self::Yesterday => "yesterday",
            Self::Week => "week",
        }
    }

    /// The words of its link.
    pub fn words(self) -> &'static str {
        match self {
            Self::Today => "Today",
            Self::Yesterday => "Yesterday",
            Self::Week => "Last 7 days",
        }
    }

    /// As in "Nothing from today and the last 12 hours".
    pub fn in_a_sentence(self) -> &'static str {
        match self {
            Self::Today => "today and the last 12 hours",
            Self::Yesterday => "yesterday",
            Self::Week => "the last 7 days",
        }
    }

    /// From when on, and before when, in microseconds since 1970; `None` where nothing ends it.
    pub fn range(self, now: OffsetDateTime) -> (i64, Option<i64>) {
        let today = day_of(to_micros(now)) * DAY;
        match self {
            Self::Today => (today.min(to_micros(now - SHIFT)), None),
            Self::Yesterday => (today - DAY, Some(today)),
            Self::Week => (today - (WEEK - 1) * DAY, None),
        }
    }

    /// The days in which something may still need attention: what was left open last week belongs to today.
    pub fn range_of_attention(self, now: OffsetDateTime) -> (i64, Option<i64>) {
        match self {
            Self::Today => Self::Week.range(now),
            other => other.range(now),
        }
    }
}

/// The query of `/work`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WorkQuery {
    /// Which days.
    pub days: Days,
    /// Older than this sequence.
    pub before: Option<i64>,
}

impl WorkQuery {
    /// Reads the address's parameters by name; `None` for an address that is none of ours. Any other parameter is ignored: none of them can
    /// name somebody else.
    pub fn read(get: impl Fn(&str) -> Option<String>) -> Option<Self> {
        let word = get("days").unwrap_or_default();
        let days = Days::ALL.into_iter().find(|days| days.name() == word)?;
        let before = get("before").filter(|text| !text.is_empty()).map(|text| text.parse()).transpose().ok()?;
        Some(Self { days, before })
    }

    /// The address.
    pub fn href(self) -> String {
        let mut address = url::form_urlencoded::Serializer::new(String::new());
        address.extend_pairs((self.days != Days::Today).then(|| ("days", self.days.name())));
        address.extend_pairs(self.before.map(|before| ("before", before.to_string())));
        let query = address.finish();
        if query.is_empty() { "/work".to_owned() } else { format!("/work?{query}") }
    }

    /// Where the page begins.
    pub fn page_from(self) -> PageFrom {
        self.before.map_or(PageFrom::Newest, PageFrom::Before)
    }

    /// For the record: what was looked at.
    pub fn note(self) -> String {
        let before = self.before.map(|before| format!(", before record {before}")).unwrap_or_default();
        format!("looked at their own work: {}{before}", self.days.words().to_lowercase())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::clock::from_micros;
    use time::macros::datetime;

    fn read(pairs: &[(&str, &str)]) -> Option<WorkQuery> {
        WorkQuery::read(|name| pairs.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn an_address_comes_back_from_what_was_read_of_it() {
        for (pairs, href) in [
            (vec![], "/work"),
            (vec![("days", ""), ("before", "")], "/work"),
            (vec![("days", "yesterday")], "/work?days=yesterday"),
            (vec![("days", "week"), ("before", "1204")], "/work?days=week&before=1204"),
            (vec![("who", "nw-1001"), ("actor", "x nw-1001"), ("before", "7")], "/work?before=7"),
        ] {
            assert_eq!(read(&pairs).expect("an address of ours").href(), href);
        }
        for (name, value) in [("days", "all"), ("days", "Today"), ("before", "x"), ("before", "99999999999999999999")] {
            assert_eq!(read(&[(name, value)]), None, "{name}={value}");
        }
    }

    #[test]
    fn days_are_those_of_utc_and_a_shift_over_midnight_stays_in_sight() {
        let from = |days: Days, now| from_micros(days.range(now).0);
        let (early, late) = (datetime!(2026-11-21 02:00 UTC), datetime!(2026-11-21 23:30 UTC));
        assert_eq!(from(Days::Today, early), datetime!(2026-11-20 14:00 UTC));
        assert_eq!(from(Days::Today, late), datetime!(2026-11-21 00:00 UTC));
        assert_eq!(Days::Today.range(late).1, None);
        let (first, end) = Days::Yesterday.range(late);
        assert_eq!((from_micros(first), end.map(from_micros)), (datetime!(2026-11-20 00:00 UTC), Some(datetime!(2026-11-21 00:00 UTC))));
        assert_eq!(from(Days::Week, early), datetime!(2026-11-15 00:00 UTC));
        assert_eq!(Days::Today.range_of_attention(early), Days::Week.range(early));
        assert_eq!(Days::Yesterday.range_of_attention(early), Days::Yesterday.range(early));
    }
}
