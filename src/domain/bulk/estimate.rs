//! How long a run would take, and what it would send: told before it is started.

use std::time::Duration;

/// What a run comes to.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// Rows that can be done.
    pub rows: u32,
    /// At so many a second.
    pub rate: f64,
    /// It would send so many mails.
    pub mails: u32,
    /// It would send so many text messages.
    pub texts: u32,
    /// Of the mails so many can be sent in a day, where there is such a limit.
    pub mails_a_day: Option<u32>,
}

impl Estimate {
    /// The least that it takes: one row after the other at its rate.
    pub fn lasts(&self) -> Duration {
        Duration::from_secs_f64((f64::from(self.rows) / self.rate.max(f64::MIN_POSITIVE)).clamp(0.0, 1e9))
    }

    /// It would send more mails than may be sent in a day: it will pause on the way.
    pub fn passes_mail_limit(&self) -> bool {
        self.mails_a_day.is_some_and(|limit| self.mails > limit)
    }
}

/// `less than a minute`, `about 12 minutes`, `about 3 hours 20 minutes`: never shorter than it is.
pub fn lasts_words(lasts: Duration) -> String {
    let minutes = lasts.as_secs().div_ceil(60);
    let counted = |number: u64, one: &str, many: &str| if number == 1 { format!("1 {one}") } else { format!("{number} {many}") };
    if lasts < Duration::from_secs(55) {
        "less than a minute".to_owned()
    } else if minutes < 60 {
        format!("about {}", counted(minutes, "minute", "minutes"))
    } else {
        let hours = counted(minutes / 60, "hour", "hours");
        // To five minutes: more would be a lie.
        match (minutes % 60).div_ceil(5) * 5 {
            0 => format!("about {hours}"),
            60 => format!("about {}", counted(minutes / 60 + 1, "hour", "hours")),
            rest => format!("about {hours} {rest} minutes"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_estimate_is_never_shorter_than_the_floor() {
        let estimate = Estimate { rows: 3_000, rate: 15.0, mails: 3_000, texts: 0, mails_a_day: Some(50) };
        assert_eq!(estimate.lasts(), Duration::from_secs(200));
        assert!(estimate.passes_mail_limit());
        assert!(!Estimate { mails_a_day: None, ..estimate }.passes_mail_limit());
    }

    #[test]
    fn a_duration_is_told_in_words() {
        for (seconds, words) in [
            (0, "less than a minute"),
            (54, "less than a minute"),
            (56, "about 1 minute"),
            (200, "about 4 minutes"),
            (3_600, "about 1 hour"),
            (3_601, "about 1 hour 5 minutes"),
            (7_199, "about 2 hours"),
            (2 * 3_600 + 50 * 60, "about 2 hours 50 minutes"),
            (2 * 3_600 + 57 * 60, "about 3 hours"),
        ] {
            assert_eq!(lasts_words(Duration::from_secs(seconds)), words, "{seconds}");
        }
    }
}
