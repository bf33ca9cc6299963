//! The index against the definition of its filters: whatever it is asked, it answers as if every action had been read.

use super::super::test_support::TestFile;
use super::super::{Database, SqliteAuditLog};
use super::*;
use crate::domain::audit::{AuditEntry, AuditRecord};
use crate::ports::audit_log::{AuditLog, TrailRow};
use crate::ports::trail_search::{Column, DAY, Tally, day_of};
use std::collections::BTreeMap;
use std::path::PathBuf;
use uuid::Uuid;

mod made_again;
mod oracle;
mod random;

/// A trail, its index, and every record for comparison.
struct World {
    file: TestFile,
    database: Database,
    log: SqliteAuditLog,
    index: SqliteTrailIndex,
    records: Vec<AuditRecord>,
}

impl World {
    async fn new() -> Self {
        let file = TestFile::new();
        let database = file.open().await;
        let index = SqliteTrailIndex::open(&file.path(), &index_of(&file)).await.unwrap();
        Self { log: SqliteAuditLog::new(database.clone()), database, index, file, records: Vec::new() }
    }

    /// The same trail with an index that is opened anew.
    async fn reopen(&mut self) {
        self.index = SqliteTrailIndex::open(&self.file.path(), &index_of(&self.file)).await.unwrap();
    }

    async fn append(&mut self, entries: Vec<AuditEntry>) {
        let mut batches: Vec<Vec<AuditEntry>> = vec![Vec::new()];
        for entry in entries {
            // What stands in one batch is written in any order: an end must come in a later one than its beginning.
            if batches.last().unwrap().iter().any(|other| other.action_id == entry.action_id) {
                batches.push(Vec::new());
            }
            batches.last_mut().unwrap().push(entry);
        }
        for batch in batches {
            for answer in futures::future::join_all(batch.into_iter().map(|entry| self.log.append(entry))).await {
                self.records.push(answer.unwrap());
            }
        }
        self.records.sort_by_key(|record| record.sequence);
    }

    /// Every action, newest first.
    fn rows(&self) -> Vec<TrailRow> {
        rows_of(&self.records)
    }

    fn fitting(&self, filter: &TrailFilter) -> Vec<TrailRow> {
        self.rows().into_iter().filter(|row| filter.fits(row)).collect()
    }

    async fn page(&self, filter: &TrailFilter, from: PageFrom, size: u32) -> FoundPage {
        self.index.page(filter, from, size).await.unwrap()
    }

    /// All pages, from the newest on, put together.
    async fn all(&self, filter: &TrailFilter, size: u32) -> Vec<TrailRow> {
        let mut page = self.page(filter, PageFrom::Newest, size).await;
        let mut rows = std::mem::take(&mut page.rows);
        let mut older = FoundPage { rows: rows.clone(), ..page }.older_than();
        while let Some(sequence) = older {
            let page = self.page(filter, PageFrom::Before(sequence), size).await;
            older = page.older_than();
            assert!(older.is_none_or(|next| next < sequence), "each page leads further");
            rows.extend(page.rows);
        }
        rows
    }

    /// All that fits, without the index.
    async fn scanned(&self, filter: &TrailFilter) -> Vec<TrailRow> {
        let (mut rows, mut next) = (Vec::new(), Some(0));
        while let Some(after) = next {
            let scanned = self.index.scan(filter, after).await.unwrap();
            assert!(scanned.looked_to.is_none_or(|to| to > after), "each answer leads further");
            rows.extend(scanned.rows);
            next = scanned.looked_to;
        }
        rows
    }

    /// Until the whole blocks stand in the file: a test that damages the file must have something to damage.
    async fn settled(&self) {
        while self.file_cursor() < self.records.len() as i64 - 8 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    fn file_cursor(&self) -> i64 {
        store::Store::open_to_read(&index_of(&self.file)).and_then(|store| store.cursor()).map_or(-1, |(cursor, _)| cursor)
    }
}

fn index_of(file: &TestFile) -> PathBuf {
    file.path().with_file_name("passdesk-index.db")
}

fn rows_of(records: &[AuditRecord]) -> Vec<TrailRow> {
    let mut actions: BTreeMap<Uuid, Vec<AuditRecord>> = BTreeMap::new();
    records.iter().for_each(|record| actions.entry(record.entry.action_id).or_default().push(record.clone()));
    let mut rows: Vec<TrailRow> = actions.values().filter_map(|records| TrailRow::of(records)).collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.opening.sequence));
    rows
}

fn sequences(rows: &[TrailRow]) -> Vec<i64> {
    rows.iter().map(|row| row.opening.sequence).collect()
}

/// The counts by reading everything.
fn counted(rows: &[TrailRow], from: i64, until: i64) -> TrailCounts {
    let mut counts = TrailCounts::default();
    let add = |tally: &mut Tally, row: &TrailRow| tally.add(Column::of(row), 1);
    for row in rows.iter().filter(|row| (from..until).contains(&row.opening.entry.occurred_at)) {
        add(counts.by_day.entry(day_of(row.opening.entry.occurred_at)).or_default(), row);
        add(counts.by_event.entry(row.opening.entry.event.clone()).or_default(), row);
    }
    counts
}
