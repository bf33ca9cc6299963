//! How many failed sign-ins of people whom nobody vouched for go into the trail.

use std::sync::Mutex;

/// Records of one minute.
const A_MINUTE: u32 = 20;
/// Microseconds.
const MINUTE: i64 = 60_000_000;

/// Counts by whole minutes.
#[derive(Debug, Default)]
pub struct StrangersBudget(Mutex<(i64, u32)>);

impl StrangersBudget {
    /// Takes one, if this minute (microseconds since 1970) has one left.
    pub fn takes(&self, now: i64) -> bool {
        let Ok(mut spent) = self.0.lock() else { return false };
        if spent.0 != now / MINUTE {
            *spent = (now / MINUTE, 0);
        }
        spent.1 += 1;
        spent.1 <= A_MINUTE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_leaves_some_records_a_minute_and_no_more() {
        let budget = StrangersBudget::default();
        assert_eq!((0..1_000).filter(|_| budget.takes(5)).count(), 20);
        assert!(budget.takes(MINUTE + 5), "the next minute has its own");
    }
}
