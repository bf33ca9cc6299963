//! Sessions that were found to be one. A cookie that somebody made up goes with those who have none, until its session was read.

use std::collections::{HashSet, VecDeque};
use std::sync::{Mutex, PoisonError};

/// More than a help desk has at work at a time.
const AT_MOST: usize = 4_096;

/// The newest of them, by the numbers of [`super::class::session_of`].
#[derive(Debug, Default)]
pub(super) struct KnownSessions(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    sessions: HashSet<u64>,
    order: VecDeque<u64>,
}

impl KnownSessions {
    pub(super) fn knows(&self, session: u64) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).sessions.contains(&session)
    }

    pub(super) fn note(&self, session: u64) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !known.sessions.insert(session) {
            return;
        }
        known.order.push_back(session);
        if known.order.len() > AT_MOST
            && let Some(oldest) = known.order.pop_front()
        {
            known.sessions.remove(&oldest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_are_known_and_no_more_than_that() {
        let known = KnownSessions::default();
        assert!(!known.knows(1));
        known.note(1);
        known.note(1);
        assert!(known.knows(1));
        (2..).take(AT_MOST).for_each(|session| known.note(session));
        assert!(!known.knows(1) && known.knows(2));
        let inside = known.0.lock().expect("no panic");
        assert_eq!((inside.sessions.len(), inside.order.len()), (AT_MOST, AT_MOST));
    }
}
