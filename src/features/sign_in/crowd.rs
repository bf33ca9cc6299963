//! How many sign-ins one address may begin: each is a row on disk, and anyone can ask for one.

use std::collections::HashMap;
use std::sync::Mutex;

/// Attempts that one address may begin in a minute: a whole office behind one address at the start of a shift fits.
const A_MINUTE: u32 = 120;
/// Addresses that are counted; beyond, the minute is begun anew.
const ADDRESSES: usize = 10_000;
/// Microseconds.
const MINUTE: i64 = 60_000_000;

/// Counts by address and whole minutes.
#[derive(Debug, Default)]
pub struct Crowd(Mutex<(i64, HashMap<String, u32>)>);

impl Crowd {
    /// Lets this address begin one more, if this minute (microseconds since 1970) has one left.
    pub fn lets_in(&self, address: &str, now: i64) -> bool {
        let Ok(mut counted) = self.0.lock() else { return false };
        if counted.0 != now / MINUTE || counted.1.len() >= ADDRESSES {
            *counted = (now / MINUTE, HashMap::new());
        }
        let count = counted.1.entry(address.to_owned()).or_default();
        *count += 1;
        *count <= A_MINUTE
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_from_one_address_is_stopped_and_others_come_in() {
        let crowd = Crowd::default();
        assert_eq!((0..1_000).filter(|_| crowd.lets_in("192.0.2.7", 5)).count(), 120);
        assert!(crowd.lets_in("192.0.2.8", 5));
        assert!(crowd.lets_in("192.0.2.7", MINUTE + 5));
    }
}
