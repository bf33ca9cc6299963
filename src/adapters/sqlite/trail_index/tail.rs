//! The trail's newest records, which are not in the index's file yet: kept in memory, and looked through one by one.

use super::error::IndexError;
use super::terms;
use super::trail::{TrailReader, follow};
use crate::domain::audit::AuditRecord;
use crate::ports::audit_log::TrailRow;
use crate::ports::trail_filter::Folded;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Records that are kept so at most; where more are missing, the index is being made.
pub(super) const LONGEST: i64 = 8_192;

/// An action of the tail, with its texts.
#[derive(Clone)]
pub(super) struct TailRow {
    pub(super) row: TrailRow,
    pub(super) folded: Folded,
}

/// What follows the file's cursor.
pub(super) struct Tail {
    /// The last sequence that is in the file.
    base: i64,
    /// The last sequence that was read.
    head: i64,
    rows: BTreeMap<i64, Arc<TailRow>>,
    /// How actions that are in the file ended since: by which record, and the term.
    ended: BTreeMap<i64, (i64, Option<i64>)>,
}

impl Tail {
    /// The tail of an index whose file ends here.
    pub(super) fn after(cursor: i64) -> Self {
        Self { base: cursor, head: cursor, rows: BTreeMap::new(), ended: BTreeMap::new() }
    }

    /// The file ends here now: what is in it is forgotten.
    pub(super) fn rebase(&mut self, cursor: i64) {
        if cursor < self.base || cursor > self.head {
            *self = Self::after(cursor);
            return;
        }
        let kept = self.rows.split_off(&(cursor + 1));
        let gone = std::mem::replace(&mut self.rows, kept);
        self.ended.retain(|_, (by, _)| *by > cursor);
        for (opening, tail_row) in gone {
            // What the file does not have of it: how it ended after that.
            let by = tail_row.row.last().sequence;
            if by > cursor {
                self.ended.insert(opening, (by, terms::ending(&tail_row.row)));
            }
        }
        self.base = cursor;
    }

    /// Reads what was appended since.
    ///
    /// # Errors
    /// [`IndexError`].
    pub(super) fn catch_up(&mut self, trail: &TrailReader, head: i64) -> Result<(), IndexError> {
        if head <= self.head {
            return Ok(());
        }
        let mut records = Vec::new();
        trail.records(self.head + 1, head, |record, opening| records.push((record, opening)))?;
        records.into_iter().for_each(|(record, opening)| self.add(record, opening));
        self.head = head;
        Ok(())
    }

    fn add(&mut self, record: AuditRecord, opening: i64) {
        if record.entry.kind.opens() {
            let row = TailRow { folded: Folded::of(&record.entry), row: TrailRow { opening: record, outcome: None, reconciled: None } };
            self.rows.insert(row.row.opening.sequence, Arc::new(row));
        } else if let Some(tail_row) = self.rows.get_mut(&opening) {
            follow(&mut Arc::make_mut(tail_row).row, record);
        } else if opening < record.sequence {
            self.ended.insert(opening, (record.sequence, record.entry.outcome.map(terms::ended)));
        }
    }

    /// The last sequence that is in the file.
    pub(super) fn base(&self) -> i64 {
        self.base
    }

    /// What it has at this moment.
    pub(super) fn seen(&self) -> Seen {
        Seen { head: self.head, rows: self.rows.values().cloned().collect(), ended: self.ended.iter().map(|(opening, (_, term))| (*opening, *term)).collect() }
    }
}

/// The tail as it was at one moment.
pub(super) struct Seen {
    /// The last sequence that was read.
    pub(super) head: i64,
    /// Its actions, from the oldest on.
    pub(super) rows: Vec<Arc<TailRow>>,
    /// How actions of the file ended since.
    pub(super) ended: BTreeMap<i64, Option<i64>>,
}
