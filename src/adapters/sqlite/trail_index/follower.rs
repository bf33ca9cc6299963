//! The thread that follows the trail: it puts whole blocks into the file, and makes the file again where it is not to be trusted.

use super::build::{check_trail, step};
use super::error::IndexError;
use super::readers::Shared;
use super::store::{self, Store};
use super::tail::Tail;
use super::trail::TrailReader;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, PoisonError};
use std::time::Duration;

/// How often it looks whether a block has ended. Who asks for a page does not wait for it.
const EVERY: Duration = Duration::from_millis(200);
/// How long it lets things be after an error.
const AFTER_ERROR: Duration = Duration::from_secs(2);

/// Keeps the thread going for as long as it lives.
pub(super) struct Follower {
    _stop: Sender<()>,
}

impl Follower {
    /// Opens the index, or makes it, and starts the thread.
    ///
    /// # Errors
    /// [`IndexError`]: the file cannot be made or written.
    pub(super) fn start(shared: &Arc<Shared>) -> Result<Self, IndexError> {
        let trail = TrailReader::open(&shared.trail)?;
        let store = open(shared, &trail)?;
        let (stop, stopped) = channel();
        let shared = Arc::clone(shared);
        std::thread::Builder::new().name("trail-index".to_owned()).spawn(move || follow(&shared, &trail, store, &stopped))?;
        Ok(Self { _stop: stop })
    }
}

fn follow(shared: &Shared, trail: &TrailReader, store: Store, stopped: &Receiver<()>) {
    let mut store = Some(store);
    let mut is_reported = false;
    loop {
        let wait = match advance(shared, trail, &mut store) {
            Ok(true) => Duration::ZERO,
            Ok(false) => EVERY,
            Err(error) if error.is_damage() => {
                tracing::warn!(%error, "the trail's index is made again");
                shared.condemn(shared.generation.load(Ordering::Acquire));
                Duration::ZERO
            }
            Err(error) => {
                if !is_reported {
                    tracing::error!(%error, "the trail's index cannot follow; lists and searches will say how far it came");
                }
                store = None;
                AFTER_ERROR
            }
        };
        is_reported = wait == AFTER_ERROR;
        match stopped.recv_timeout(wait) {
            Err(RecvTimeoutError::Timeout) => {}
            Ok(()) | Err(RecvTimeoutError::Disconnected) => return,
        }
    }
}

/// One block further; `false` where none has ended.
fn advance(shared: &Shared, trail: &TrailReader, store: &mut Option<Store>) -> Result<bool, IndexError> {
    if shared.is_condemned() {
        *store = None;
        store::remove(&shared.index)?;
        *store = Some(Store::open(&shared.index)?);
        // Only now may others open it: before, it had no tables.
        let mut tail = shared.tail.lock().unwrap_or_else(PoisonError::into_inner);
        shared.generation.fetch_add(1, Ordering::AcqRel);
        *tail = Tail::after(-1);
    }
    let store = match store {
        Some(store) => store,
        None => store.insert(open(shared, trail)?),
    };
    step(store, trail)
}

/// Opens the index; one that is damaged, of another version or of another trail is made again.
fn open(shared: &Shared, trail: &TrailReader) -> Result<Store, IndexError> {
    let trusted = || {
        let store = Store::open(&shared.index)?;
        let (cursor, hash) = store.cursor()?;
        check_trail(trail, cursor, hash)?;
        Ok(store)
    };
    match trusted() {
        Err(error) if IndexError::is_damage(&error) => {
            tracing::warn!(%error, "the trail's index is made again");
            store::remove(&shared.index)?;
            Store::open(&shared.index)
        }
        opened => opened,
    }
}
