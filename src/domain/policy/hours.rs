//! Working hours: when a role may act, by the clock of a place.

use jiff::Timestamp;
use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use time::OffsetDateTime;

/// Days in their order, as configurations write them.
const DAYS: [(&str, Weekday); 7] = [
    ("mon", Weekday::Monday),
    ("tue", Weekday::Tuesday),
    ("wed", Weekday::Wednesday),
    ("thu", Weekday::Thursday),
    ("fri", Weekday::Friday),
    ("sat", Weekday::Saturday),
    ("sun", Weekday::Sunday),
];
/// Minutes of a day.
const DAY: u16 = 24 * 60;

/// Spans of the week in a time zone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkingHours {
    /// As they were written.
    text: String,
    zone: TimeZone,
    spans: Vec<Span>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Span {
    days: Vec<Weekday>,
    /// Minutes since midnight, the second one not included; at most 24:00.
    from: u16,
    until: u16,
}

impl WorkingHours {
    /// Reads `mon-fri 07:00-20:00, sat 09:00-13:00` by the clock of an IANA time zone. A span ends at midnight at the latest: a night is two.
    ///
    /// # Errors
    /// A sentence: what cannot be read, and what would be right.
    pub fn read(text: &str, zone: &str) -> Result<Self, String> {
        let zone = TimeZone::get(zone).map_err(|_| format!("`{zone}` is not a time zone of the IANA database, as in Europe/London or UTC"))?;
        let spans = text.split(',').map(span).collect::<Result<Vec<_>, _>>()?;
        Ok(Self { text: text.trim().to_owned(), zone, spans })
    }

    /// Whether this moment lies within them.
    pub fn contains(&self, at: OffsetDateTime) -> bool {
        let Ok(at) = Timestamp::from_second(at.unix_timestamp()) else { return false };
        let at = at.to_zoned(self.zone.clone());
        let minute = u16::from(at.hour().unsigned_abs()) * 60 + u16::from(at.minute().unsigned_abs());
        self.spans.iter().any(|span| span.days.contains(&at.weekday()) && (span.from..span.until).contains(&minute))
    }

    /// In words: as they were written, and the zone.
    pub fn words(&self) -> String {
        format!("{} ({})", self.text, self.zone.iana_name().unwrap_or("UTC"))
    }
}

fn span(text: &str) -> Result<Span, String> {
    let wrong = || format!("`{}` is not of the form `mon-fri 07:00-20:00`", text.trim());
    let (days, times) = text.trim().split_once(' ').ok_or_else(wrong)?;
    let (from, until) = times.trim().split_once('-').ok_or_else(wrong)?;
    let (from, until) = (minute(from).ok_or_else(wrong)?, minute(until).ok_or_else(wrong)?);
    if from >= until {
        return Err(format!("`{}` ends before it begins: write a night as two spans, one until 24:00 and one from 00:00", text.trim()));
    }
    let (first, last) = days.split_once('-').unwrap_or((days, days));
    let place = |name: &str| DAYS.iter().position(|(day, _)| day.eq_ignore_ascii_case(name.trim())).ok_or_else(wrong);
    let (first, last) = (place(first)?, place(last)?);
    // `fri-mon` goes over the end of the week.
    let count = (last + DAYS.len() - first) % DAYS.len() + 1;
    Ok(Span { days: (first..first + count).map(|place| DAYS[place % DAYS.len()].1).collect(), from, until })
}

fn minute(text: &str) -> Option<u16> {
    let (hours, minutes) = text.trim().split_once(':')?;
    let is_number = |text: &str| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(hours) || !is_number(minutes) {
        return None;
    }
    let (hours, minutes): (u16, u16) = (hours.parse().ok()?, minutes.parse().ok()?);
    (minutes < 60).then_some(hours * 60 + minutes).filter(|minute| *minute <= DAY)
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::format_description::well_known::Rfc3339;

    fn at(text: &str) -> OffsetDateTime {
        OffsetDateTime::parse(text, &Rfc3339).expect("a time")
    }

    #[test]
    fn hours_follow_the_clock_of_their_place_through_summer_and_winter() {
        let london = WorkingHours::read("mon-fri 07:00-20:00, SAT 09:00-13:00", "Europe/London").expect("hours");
        for (time, is_within) in [
            // In November London has UTC; in July an hour more.
            ("2026-11-23T07:00:00Z", true),
            ("2026-11-23T06:59:59Z", false),
            ("2026-11-23T19:59:59Z", true),
            ("2026-11-23T20:00:00Z", false),
            ("2026-07-06T06:00:00Z", true),
            ("2026-07-06T05:59:00Z", false),
            ("2026-11-21T09:00:00Z", true),
            ("2026-11-21T13:00:00Z", false),
            ("2026-11-22T10:00:00Z", false),
        ] {
            assert_eq!(london.contains(at(time)), is_within, "{time}");
        }
        assert_eq!(london.words(), "mon-fri 07:00-20:00, SAT 09:00-13:00 (Europe/London)");
        let kolkata = WorkingHours::read("sun 00:00-24:00", "Asia/Kolkata").expect("hours");
        assert!(kolkata.contains(at("2026-11-21T18:30:00Z")) && !kolkata.contains(at("2026-11-22T18:30:00Z")));
        let over_the_end = WorkingHours::read("fri-mon 22:00-24:00", "UTC").expect("hours");
        for (day, is_within) in [("20", true), ("21", true), ("22", true), ("23", true), ("24", false), ("26", false)] {
            assert_eq!(over_the_end.contains(at(&format!("2026-11-{day}T23:00:00Z"))), is_within, "{day}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        for (text, zone, words) in [
            ("mon-fri 07:00-20:00", "Europe/Lundon", "Europe/Lundon"),
            ("", "UTC", "mon-fri 07:00-20:00"),
            ("mon-fri 7-20", "UTC", "`mon-fri 7-20`"),
            ("mon 20:00-06:00", "UTC", "two spans"),
            ("mon 07:00-07:00", "UTC", "ends before"),
            ("maandag 07:00-20:00", "UTC", "maandag"),
            ("mon 07:60-20:00", "UTC", "07:60"),
            ("mon 07:00-24:01", "UTC", "24:01"),
            ("mon 07:00-20:00,", "UTC", "``"),
        ] {
            let sentence = WorkingHours::read(text, zone).expect_err(text);
            assert!(sentence.contains(words), "{text}: {sentence}");
        }
    }
}
