//! What can go wrong: faults of the network, and every exception there is.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::exceptions::EXCEPTIONS;

/// What goes wrong; on the wire it is a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// The connection dies, nothing happened.
    CutBefore,
    /// The connection dies after the effect, before the answer.
    CutAfter,
    /// Nothing happens, and no answer comes.
    TimeoutBefore,
    /// The effect happens, and no answer comes.
    TimeoutAfter,
    /// HTTP 503 with a page of some load balancer; nothing happened.
    Unavailable,
    /// HTTP 200 with a body that is not JSON; the effect happened.
    Garbage,
    /// The effect happens, the head of the answer comes, and the rest of it never does.
    StallAfter,
    /// An exception answers instead of the operation: its place in the list of exceptions.
    Exception(usize),
}

const NETWORK: [(FaultKind, &str); 7] = [
    (FaultKind::CutBefore, "cut_before"),
    (FaultKind::CutAfter, "cut_after"),
    (FaultKind::TimeoutBefore, "timeout_before"),
    (FaultKind::TimeoutAfter, "timeout_after"),
    (FaultKind::Unavailable, "unavailable"),
    (FaultKind::Garbage, "garbage"),
    (FaultKind::StallAfter, "stall_after"),
];

impl FaultKind {
    /// Every kind with its word, for the page of faults.
    pub fn all() -> impl Iterator<Item = (Self, &'static str)> {
        NETWORK.into_iter().chain(EXCEPTIONS.iter().enumerate().map(|(place, exception)| (Self::Exception(place), exception.word)))
    }

    /// The kind of a word.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::all().find(|(_, known)| *known == word).map(|(kind, _)| kind)
    }

    /// The word of a kind.
    pub fn word(self) -> &'static str {
        Self::all().find(|(kind, _)| *kind == self).map(|(_, word)| word).unwrap_or_default()
    }

    /// Whether the operation runs, and its effect happens.
    pub const fn lets_run(self) -> bool {
        matches!(self, Self::CutAfter | Self::TimeoutAfter | Self::Garbage | Self::StallAfter)
    }
}

impl Serialize for FaultKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.word())
    }
}

impl<'de> Deserialize<'de> for FaultKind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let word = String::deserialize(deserializer)?;
        Self::of_word(&word).ok_or_else(|| de::Error::custom("no such kind of fault"))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_kind_has_a_word_of_its_own_and_comes_back_from_it() {
        let words: BTreeSet<_> = FaultKind::all().map(|(_, word)| word).collect();
        assert_eq!(words.len(), FaultKind::all().count());
        for (kind, word) in FaultKind::all() {
            let written = serde_json::to_value(kind).unwrap();
            assert_eq!((written.as_str(), serde_json::from_value(written.clone()).unwrap()), (Some(word), kind));
        }
    }
}
