//! Asking the index: a few pairs of connections, kept open, on threads that may block.

use super::error::IndexError;
use super::kept_counts::{FileState, KeptCounts};
use super::store::Store;
use super::tail::{LONGEST, Seen, Tail};
use super::trail::TrailReader;
use super::view::{Seeing, View};
use crate::ports::audit_log::AuditError;
use crate::ports::trail_search::IndexState;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Semaphore;

/// Questions that are answered at once; the next ones wait.
const AT_ONCE: usize = 4;

/// What readers and the follower share.
pub(super) struct Shared {
    /// The trail's file.
    pub(super) trail: PathBuf,
    /// The index's.
    pub(super) index: PathBuf,
    /// Raised whenever the index is thrown away: connections of before have the old file.
    pub(super) generation: AtomicU64,
    /// The generation that was found damaged; 0 for none.
    pub(super) condemned: AtomicU64,
    pub(super) tail: Mutex<Tail>,
    kept_counts: Mutex<KeptCounts>,
}

impl Shared {
    pub(super) fn new(trail: PathBuf, index: PathBuf) -> Self {
        Self { trail, index, generation: AtomicU64::new(1), condemned: AtomicU64::new(0), tail: Mutex::new(Tail::after(-1)), kept_counts: Mutex::default() }
    }

    /// The index is not to be trusted: the follower makes it again.
    pub(super) fn condemn(&self, generation: u64) {
        self.condemned.fetch_max(generation, Ordering::AcqRel);
    }

    pub(super) fn is_condemned(&self) -> bool {
        self.condemned.load(Ordering::Acquire) >= self.generation.load(Ordering::Acquire)
    }
}

/// What was asked for, and how much the index had.
pub(super) struct Answer<T> {
    pub(super) told: T,
    pub(super) state: IndexState,
}

struct Reader {
    generation: u64,
    store: Store,
    trail: TrailReader,
}

/// Connections that nobody uses at the moment, and the right to use one.
pub(super) struct Readers {
    shared: Arc<Shared>,
    idle: Mutex<Vec<Reader>>,
    places: Arc<Semaphore>,
}

impl Readers {
    pub(super) fn new(shared: Arc<Shared>) -> Self {
        Self { shared, idle: Mutex::default(), places: Arc::new(Semaphore::new(AT_ONCE)) }
    }

    /// Answers a question from one moment of the index.
    ///
    /// # Errors
    /// [`AuditError::Store`].
    pub(super) async fn ask<T, Q>(self: &Arc<Self>, question: Arc<Q>) -> Result<Answer<T>, AuditError>
    where
        T: Send + 'static,
        Q: Fn(&View<'_>) -> Result<T, IndexError> + Send + Sync + 'static,
    {
        let stopped = |error: &dyn std::fmt::Display| AuditError::Store(format!("the trail's index: {error}"));
        let place = Arc::clone(&self.places).acquire_owned().await.map_err(|error| stopped(&error))?;
        let readers = Arc::clone(self);
        let answer = tokio::task::spawn_blocking(move || {
            let _place = place;
            readers.answer(question.as_ref())
        });
        answer.await.map_err(|error| stopped(&error))?.map_err(AuditError::from)
    }

    fn answer<T>(&self, question: impl Fn(&View<'_>) -> Result<T, IndexError>) -> Result<Answer<T>, IndexError> {
        let generation = self.shared.generation.load(Ordering::Acquire);
        if self.shared.is_condemned() {
            return Err(IndexError::Damaged("it is being made again"));
        }
        let kept = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop().filter(|reader| reader.generation == generation);
        let answer = kept.map_or_else(|| Reader::open(&self.shared, generation), Ok).and_then(|reader| {
            let answer = reader.answer(&self.shared, question)?;
            self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(reader);
            Ok(answer)
        });
        if let Err(error) = &answer
            && error.is_damage()
        {
            tracing::warn!(%error, "the trail's index does not read and is made again");
            self.shared.condemn(generation);
        }
        answer
    }
}

impl Reader {
    fn open(shared: &Shared, generation: u64) -> Result<Self, IndexError> {
        Ok(Self { generation, store: Store::open_to_read(&shared.index)?, trail: TrailReader::open(&shared.trail)? })
    }

    fn answer<T>(&self, shared: &Shared, question: impl Fn(&View<'_>) -> Result<T, IndexError>) -> Result<Answer<T>, IndexError> {
        self.store.0.execute_batch("BEGIN")?;
        let answer = self.at_one_moment(shared, question);
        self.store.0.execute_batch("ROLLBACK")?;
        answer
    }

    fn at_one_moment<T>(&self, shared: &Shared, question: impl Fn(&View<'_>) -> Result<T, IndexError>) -> Result<Answer<T>, IndexError> {
        let head = self.trail.head()?;
        let (mut tail, cursor) = self.tail(shared, head)?;
        let (segments, first) = (self.store.segments()?, self.trail.first()?);
        // What was pruned may have been read before.
        tail.rows.retain(|row| row.row.opening.sequence >= first);
        let state = FileState { generation: self.generation, cursor, first };
        let seeing = Seeing { store: &self.store, trail: &self.trail, segments: &segments, tail: &tail, state, kept_counts: &shared.kept_counts };
        let told = question(&View::new(seeing))?;
        Ok(Answer { told, state: IndexState { indexed: tail.head.max(cursor.0), head } })
    }

    /// The tail that belongs to the file as this transaction sees it, and where that ends.
    fn tail(&self, shared: &Shared, head: i64) -> Result<(Seen, (i64, [u8; 32])), IndexError> {
        let mut tail = shared.tail.lock().unwrap_or_else(PoisonError::into_inner);
        // The first reading fixes what the transaction sees.
        let (cursor, hash) = self.store.cursor()?;
        if cursor != tail.base() {
            tail.rebase(cursor);
        }
        if head - cursor <= LONGEST {
            tail.catch_up(&self.trail, head)?;
        }
        Ok((tail.seen(), (cursor, hash)))
    }
}
