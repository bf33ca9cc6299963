//! The trail's index: a second SQLite file, made from the trail and by nothing else, in which lists and searches are looked up. It is no
//! evidence: it may be deleted at any time, and is made again. Every action that it leads to is read from the trail and held against the filter.
//!
//! Blocks of the trail become segments of the file; what follows the last whole block is the tail, in memory. Whoever asks reads the tail up to
//! the trail's head first, so that a page has everything that was appended before it was asked for.

mod bits;
mod build;
mod counts;
mod error;
mod follower;
mod kept_counts;
mod left_out;
mod page;
mod people;
mod plan;
mod readers;
mod scan;
mod segments;
mod store;
mod tail;
mod terms;
mod trail;
mod view;

use crate::ports::audit_log::AuditError;
use crate::ports::trail_filter::TrailFilter;
use crate::ports::trail_search::{FoundPage, IndexState, PageFrom, PersonCount, Scanned, TrailCounts, TrailSearch};
use async_trait::async_trait;
use follower::Follower;
use plan::Plan;
use readers::{Answer, Readers};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};
use view::View;

/// How long a question waits for the index to reach the trail's head.
const PATIENCE: Duration = Duration::from_secs(2);
/// How often it looks meanwhile.
const LOOK_AGAIN: Duration = Duration::from_millis(20);

/// The index of a trail; clones share it. It follows the trail until the last of them is gone.
#[derive(Clone)]
pub struct SqliteTrailIndex {
    readers: Arc<Readers>,
    /// The trail's file.
    trail: PathBuf,
    _follower: Arc<Follower>,
}

impl SqliteTrailIndex {
    /// Opens the index of the trail in `database`, makes it where there is none or another trail's, and begins to follow the trail.
    ///
    /// # Errors
    /// A sentence for the operator: the file cannot be made, opened or written.
    pub async fn open(database: &Path, index: &Path) -> Result<Self, String> {
        let (database, index) = (database.to_owned(), index.to_owned());
        let open = move || {
            let trail = database.clone();
            let shared = Arc::new(readers::Shared::new(database, index));
            let follower = Follower::start(&shared).map_err(|error| format!("the trail's index {} cannot be made: {error}", shared.index.display()))?;
            Ok(Self { readers: Arc::new(Readers::new(shared)), trail, _follower: Arc::new(follower) })
        };
        tokio::task::spawn_blocking(open).await.map_err(|error| error.to_string())?
    }

    /// Asks until the index has everything, or patience ends.
    async fn ask<T: Send + 'static>(&self, question: impl Fn(&View<'_>) -> Result<T, error::IndexError> + Send + Sync + 'static) -> Result<Answer<T>, AuditError> {
        let (question, until) = (Arc::new(question), Instant::now() + PATIENCE);
        loop {
            let answer = self.readers.ask(Arc::clone(&question)).await;
            match answer {
                Ok(answer) if answer.state.is_complete() || Instant::now() >= until => return Ok(answer),
                Err(error) if Instant::now() >= until => return Err(error),
                _ => tokio::time::sleep(LOOK_AGAIN).await,
            }
        }
    }
}

#[async_trait]
impl TrailSearch for SqliteTrailIndex {
    async fn page(&self, filter: &TrailFilter, from: PageFrom, size: u32) -> Result<FoundPage, AuditError> {
        let (filter, size) = (filter.clone(), usize::try_from(size.max(1)).unwrap_or(1));
        let answer = self.ask(move |view| {
            let wanted = filter.wanted();
            page::page(view, &Plan::of(&wanted, view.store)?, &wanted, from, size)
        });
        let Answer { told, state } = answer.await?;
        Ok(FoundPage { being_made: (!state.is_complete()).then_some(state), ..told })
    }

    async fn counts(&self, filter: &TrailFilter, from: i64, until: i64) -> Result<Option<TrailCounts>, AuditError> {
        let filter = within(filter, from, until);
        let answer = self.ask(move |view| {
            let wanted = filter.wanted();
            counts::counts(view, &Plan::of(&wanted, view.store)?, &wanted)
        });
        answer.await.map(|answer| answer.told)
    }

    async fn reads_left_out(&self, filter: &TrailFilter, from: i64, until: i64) -> Result<Option<u64>, AuditError> {
        if !filter.without_reads {
            return Ok(Some(0));
        }
        let filter = TrailFilter { without_reads: false, ..within(filter, from, until) };
        self.ask(move |view| left_out::left_out(view, &filter.wanted())).await.map(|answer| answer.told)
    }

    async fn people(&self, filter: &TrailFilter, from: i64, until: i64) -> Result<Option<Vec<PersonCount>>, AuditError> {
        let filter = within(filter, from, until);
        let answer = self.ask(move |view| {
            let wanted = filter.wanted();
            people::people(view, &Plan::of(&wanted, view.store)?, &wanted)
        });
        answer.await.map(|answer| answer.told)
    }

    async fn scan(&self, filter: &TrailFilter, after: i64) -> Result<Scanned, AuditError> {
        let (trail, filter) = (self.trail.clone(), filter.clone());
        let scanned = tokio::task::spawn_blocking(move || scan::scan(&trail::TrailReader::open(&trail)?, &filter.wanted(), after));
        Ok(scanned.await.map_err(|error| AuditError::Store(format!("the looking broke off: {error}")))??)
    }

    async fn state(&self) -> Result<IndexState, AuditError> {
        self.readers.ask(Arc::new(|_: &View<'_>| Ok(()))).await.map(|answer| answer.state)
    }
}

/// The same filter, of these days only.
fn within(filter: &TrailFilter, from: i64, until: i64) -> TrailFilter {
    let narrowed = |bound: Option<i64>, limit: i64, narrower: fn(i64, i64) -> i64| Some(bound.map_or(limit, |bound| narrower(bound, limit)));
    TrailFilter { from: narrowed(filter.from, from, i64::max), until: narrowed(filter.until, until, i64::min), ..filter.clone() }
}

#[cfg(test)]
mod tests;
