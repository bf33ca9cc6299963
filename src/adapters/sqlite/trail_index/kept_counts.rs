//! Counts of the file's segments, kept for as long as the file says the same: whoever turns pages is shown the same chart on each of them.

use crate::ports::trail_filter::TrailFilter;
use crate::ports::trail_search::TrailCounts;
use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

/// Counts of segments that are kept, of all filters together: some megabytes at the very most.
const KEPT: usize = 2_048;

/// What the file says is the same for as long as this is: each change of it moves its cursor in the same commit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct FileState {
    /// How often the index was made again.
    pub(super) generation: u64,
    /// The last sequence that is in the file, and the hash of its record.
    pub(super) cursor: (i64, [u8; 32]),
    /// The trail's first record: what was pruned before it is no longer counted.
    pub(super) first: i64,
}

/// Of a filter, by the ids of the segments.
type OfFilter = HashMap<i64, Arc<TrailCounts>>;

/// The counts that are kept, those of the filter that was asked for last at the end.
#[derive(Default)]
pub(super) struct KeptCounts {
    of: FileState,
    filters: VecDeque<(TrailFilter, OfFilter)>,
}

impl KeptCounts {
    /// Those of a filter, as the file is now; none where they are of another state of it.
    pub(super) fn of(&self, state: FileState, filter: &TrailFilter) -> OfFilter {
        let found = self.filters.iter().find(|(other, _)| *other == *filter).filter(|_| self.of == state);
        found.map_or_else(OfFilter::new, |(_, counts)| counts.clone())
    }

    /// Keeps those of a filter; what is of another state of the file is forgotten.
    pub(super) fn keep(&mut self, state: FileState, filter: &TrailFilter, counts: OfFilter) {
        if self.of != state {
            (self.of, self.filters) = (state, VecDeque::new());
        }
        self.filters.retain(|(other, _)| *other != *filter);
        if counts.len() <= KEPT {
            self.filters.push_back((filter.clone(), counts));
        }
        while self.filters.iter().map(|(_, counts)| counts.len()).sum::<usize>() > KEPT {
            self.filters.pop_front();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(cursor: i64) -> FileState {
        FileState { cursor: (cursor, [0; 32]), ..FileState::default() }
    }

    fn counts(segments: usize) -> OfFilter {
        (0..).map(|id| (id, Arc::default())).take(segments).collect()
    }

    fn filter(text: &str) -> TrailFilter {
        TrailFilter { who: text.into(), ..TrailFilter::default() }
    }

    #[test]
    fn what_the_file_said_before_is_not_said_again() {
        let mut kept = KeptCounts::default();
        kept.keep(state(7), &filter("a"), counts(3));
        assert_eq!((kept.of(state(7), &filter("a")).len(), kept.of(state(7), &filter("b")).len(), kept.of(state(8), &filter("a")).len()), (3, 0, 0));
        kept.keep(state(8), &filter("b"), counts(1));
        assert_eq!((kept.of(state(7), &filter("a")).len(), kept.of(state(8), &filter("a")).len(), kept.of(state(8), &filter("b")).len()), (0, 0, 1));
    }

    #[test]
    fn only_so_many_are_kept_and_those_that_were_asked_for_last() {
        let mut kept = KeptCounts::default();
        for (text, segments) in [("a", KEPT / 2), ("b", KEPT / 2), ("a", KEPT / 2), ("c", 1), ("whole", KEPT + 1)] {
            kept.keep(state(1), &filter(text), counts(segments));
        }
        let left = ["a", "b", "c", "whole"].map(|text| kept.of(state(1), &filter(text)).len());
        assert_eq!(left, [KEPT / 2, 0, 1, 0]);
    }
}
