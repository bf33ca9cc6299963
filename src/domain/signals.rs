//! What a supervisor should look at: signs that somebody uses their rights for something else than callers, or that somebody else uses them.

use std::ops::Range;
use time::Duration;

/// So many denials of one person within [`BURST_WITHIN`] are a sign by themselves.
pub const BURST: usize = 5;
/// In how much time.
pub const BURST_WITHIN: Duration = Duration::minutes(10);

/// A sign of one kind by one person, and for a canary on one user, is told once in each such stretch of the clock, however often it comes.
pub const TOLD_ONCE_IN: Duration = Duration::minutes(10);

/// The event of a canary's record, and of the message that tells of it.
pub const CANARY: &str = "signal.canary";

/// A kind of sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SignalKind {
    /// A user was found or opened whom nobody has a reason to look for.
    Canary,
    /// A limit of effects was reached.
    Limit,
    /// Policy said no many times in a short time.
    Denials,
    /// Somebody tried to act outside of their role's hours.
    OutOfHours,
    /// Somebody tried to act on their own account, or to decide on their own request.
    OwnAccount,
}

impl SignalKind {
    /// All kinds.
    pub const ALL: [Self; 5] = [Self::Canary, Self::Limit, Self::Denials, Self::OutOfHours, Self::OwnAccount];

    /// The stable name, dotted, as configuration and messages have it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Canary => CANARY,
            Self::Limit => "signal.limit",
            Self::Denials => "signal.denials",
            Self::OutOfHours => "signal.out_of_hours",
            Self::OwnAccount => "signal.own_account",
        }
    }

    /// In a few words.
    pub fn title(self) -> &'static str {
        match self {
            Self::Canary => "Canary read",
            Self::Limit => "Limit reached",
            Self::Denials => "Many denials",
            Self::OutOfHours => "Out of hours",
            Self::OwnAccount => "Own account",
        }
    }

    /// What it means, and what to look for.
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Canary => "No caller is this user: ask what they were looking for.",
            Self::Limit => "A busy day, or somebody who works through a list: look whom they helped.",
            Self::Denials => "They try what they may not, again and again: look at what.",
            Self::OutOfHours => "Nobody of this role should be at a desk now: be sure that it was them.",
            Self::OwnAccount => "Nobody helps themselves here, nor approves of what they asked for: ask why they tried.",
        }
    }
}

/// Whether a burst of denials begins with the newest of these times (microseconds since 1970, newest first, of one person): it makes them so
/// many, and the one before it had not. One burst is told once, however long it goes on.
pub fn begins_burst(newest: &[i64]) -> bool {
    let window = i64::try_from(BURST_WITHIN.whole_microseconds()).unwrap_or(i64::MAX);
    let is_burst = |newest: &[i64]| {
        let since = newest.first().map_or(i64::MAX, |at| at.saturating_sub(window));
        newest.iter().filter(|at| **at > since).count() >= BURST
    };
    is_burst(newest) && !is_burst(newest.get(1..).unwrap_or_default())
}

/// The stretch of the clock in which a time lies and a sign is told once, microseconds since 1970. By the clock and not from the first sign on: so it
/// hangs on no sign before it, and whoever goes on is told of again.
pub fn told_once_in(at: i64) -> Range<i64> {
    let stretch = i64::try_from(TOLD_ONCE_IN.whole_microseconds()).unwrap_or(i64::MAX);
    let begins_at = at.saturating_sub(at.rem_euclid(stretch));
    begins_at..begins_at.saturating_add(stretch)
}

/// How far back what [`begins_burst`] is asked with must reach, from the newest time on: the one before it looks back as far again.
pub fn burst_since(at: i64) -> i64 {
    let window = i64::try_from(BURST_WITHIN.whole_microseconds()).unwrap_or(i64::MAX);
    at.saturating_sub(window).saturating_sub(window)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Times in minutes, oldest first; those with which a burst begins.
    fn bursts(minutes: &[i64]) -> Vec<i64> {
        let begins = |last: usize| {
            let newest: Vec<i64> = minutes[..=last].iter().rev().map(|minute| minute * 60_000_000).collect();
            begins_burst(&newest)
        };
        (0..minutes.len()).filter(|last| begins(*last)).map(|last| minutes[last]).collect()
    }

    #[test]
    fn five_denials_in_ten_minutes_are_a_burst_and_are_told_once() {
        assert_eq!(bursts(&[0, 1, 2, 3]), [0; 0]);
        assert_eq!(bursts(&[0, 1, 2, 3, 9]), [9]);
        assert_eq!(bursts(&[0, 1, 2, 3, 10]), [0; 0], "the first is over by then");
        assert_eq!(bursts(&[0, 1, 2, 3, 4, 5, 6, 7, 8]), [4], "it goes on");
        assert_eq!(bursts(&[0, 1, 2, 3, 4, 30, 31, 32, 33, 34]), [4, 34], "and comes again");
        assert_eq!(bursts(&[0, 0, 0, 0, 0, 0]), [0, 0][..1], "all at once");
    }

    #[test]
    fn a_sign_is_told_once_in_ten_minutes_of_the_clock() {
        let minute = 60_000_000;
        assert_eq!(told_once_in(0), 0..10 * minute);
        assert_eq!(told_once_in(10 * minute - 1), 0..10 * minute);
        assert_eq!(told_once_in(10 * minute), 10 * minute..20 * minute);
        for odd in [i64::MIN, -1, i64::MAX] {
            assert!(told_once_in(odd).start <= odd && odd <= told_once_in(odd).end, "{odd}");
        }
    }

    #[test]
    fn every_kind_has_a_name_and_words_of_its_own() {
        for (place, kind) in SignalKind::ALL.into_iter().enumerate() {
            assert!(kind.name().starts_with("signal.") && kind.meaning().ends_with('.'), "{kind:?}");
            assert!(SignalKind::ALL[..place].iter().all(|other| other.name() != kind.name() && other.title() != kind.title()), "{kind:?}");
        }
    }
}
