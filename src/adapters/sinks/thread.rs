//! A thread of its own for a place that may block for ever, such as a pipe that nobody reads: the runtime's own threads would be waited for
//! at the end of the process.

use crate::ports::trail_feed::FeedItem;
use std::sync::mpsc;
use tokio::sync::{Mutex, oneshot};

/// A place that takes lines and may block meanwhile.
pub(super) trait Place: Send + 'static {
    /// Writes whole lines and returns when they are safe.
    ///
    /// # Errors
    /// A sentence.
    fn write(&mut self, lines: &[u8]) -> Result<(), String>;
}

type Done = Result<(), String>;

struct Job {
    lines: Vec<u8>,
    done: oneshot::Sender<Done>,
}

/// The way to the thread.
#[derive(Debug)]
pub(super) struct PlaceThread {
    jobs: mpsc::Sender<Job>,
    /// What was given to the thread last, if nobody has waited for its end yet.
    pending: Mutex<Option<oneshot::Receiver<Done>>>,
}

impl PlaceThread {
    /// Starts the thread; it ends with this value.
    ///
    /// # Errors
    /// The system's, where there can be no more threads.
    pub(super) fn start(mut place: impl Place) -> std::io::Result<Self> {
        let (jobs, queue) = mpsc::channel::<Job>();
        let work = move || {
            while let Ok(job) = queue.recv() {
                // Whoever gave up waiting delivers the same once more.
                let _ = job.done.send(place.write(&job.lines));
            }
        };
        std::thread::Builder::new().name("audit-sink".to_owned()).spawn(work)?;
        Ok(Self { jobs, pending: Mutex::new(None) })
    }

    /// Has the items' lines written. Whoever gives up waiting leaves the thread at its work, and nothing else is begun before that has ended.
    pub(super) async fn write(&self, items: &[FeedItem]) -> Done {
        let stopped = |_| "its thread has stopped".to_owned();
        let mut pending = self.pending.lock().await;
        if let Some(before) = pending.as_mut() {
            let _ = before.await;
            *pending = None;
        }
        let (done, answered) = oneshot::channel();
        self.jobs.send(Job { lines: lines(items), done }).map_err(|_| stopped(()))?;
        let ended = pending.insert(answered).await;
        *pending = None;
        ended.map_err(|_| stopped(()))?
    }
}

/// The items' lines, each with its line feed.
pub(super) fn lines(items: &[FeedItem]) -> Vec<u8> {
    items.iter().flat_map(|item| [item.line.as_bytes(), b"\n"]).collect::<Vec<_>>().concat()
}
