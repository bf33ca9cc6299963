//! What is wrong with a list, in words for the person who made it.

use serde::{Deserialize, Serialize};

/// The most faults that are kept in words: more than anybody reads before the next try.
pub const FAULTS_KEPT: usize = 100;

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetFault {
    /// The line, counted from 1; for a record of several lines the one where it begins.
    pub line: u32,
    /// In a table the column's place, in JSON the character of the line; both counted from 1.
    pub column: Option<u32>,
    /// What is wrong and what to do. It quotes 40 characters at most, and nothing that cannot be seen.
    pub sentence: String,
}

/// Why there is no sheet: never empty.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("the list cannot be read; faults: {total}")]
pub struct SheetFaults {
    /// The first [`FAULTS_KEPT`], in the order in which they were found.
    pub faults: Vec<SheetFault>,
    /// How many there are, with those that are not kept.
    pub total: usize,
}

impl SheetFaults {
    /// A single fault.
    pub(super) fn one(fault: SheetFault) -> Self {
        Self { faults: vec![fault], total: 1 }
    }

    /// Counts a fault; it is put into words only when it is kept, since a hostile list has millions.
    pub(super) fn add(&mut self, fault: impl FnOnce() -> SheetFault) {
        self.total += 1;
        if self.faults.len() < FAULTS_KEPT {
            self.faults.push(fault());
        }
    }

    /// Puts a fault before all others: the one about the list as a whole.
    pub(super) fn put_first(&mut self, fault: SheetFault) {
        self.total += 1;
        self.faults.insert(0, fault);
        self.faults.truncate(FAULTS_KEPT);
    }
}
