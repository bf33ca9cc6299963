//! The trail's sinks: each is given every record, or every checkpoint, in order and at least once. None waits for another, and no append
//! waits for any.

mod state;
mod task;

pub use state::SinkState;

use crate::domain::audit::{FeedFrom, FeedOf};
use crate::domain::clock::Clock;
use crate::ports::trail_feed::{TrailFeed, TrailSink};
use state::Status;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use task::{Task, begins_behind};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

/// A sink as configured.
#[derive(Clone)]
pub struct Sink {
    /// Its name: that of its cursor, and the one in the log.
    pub name: String,
    /// The word for its kind.
    pub kind: &'static str,
    /// What it is given.
    pub what: Vec<FeedOf>,
    /// Where it begins that has no cursor yet.
    pub from: FeedFrom,
    /// Where it all goes.
    pub place: Arc<dyn TrailSink>,
}

/// How often to look and to try again. No setting: tests shorten it.
#[derive(Debug, Clone, Copy)]
pub struct FeedTimes {
    /// Between two looks for something new.
    pub every: Duration,
    /// After the first failure; doubled after each that follows.
    pub pause: Duration,
    /// Between two attempts at most.
    pub longest_pause: Duration,
    /// One delivery at most.
    pub delivery: Duration,
    /// What is under way when the process stops has so long, and then one last attempt.
    pub last: Duration,
}

impl Default for FeedTimes {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        Self { every: seconds(1), pause: seconds(1), longest_pause: seconds(60), delivery: seconds(30), last: seconds(5) }
    }
}

/// All sinks of the trail.
pub struct TrailSinks {
    sinks: Vec<(Sink, Arc<Mutex<Status>>)>,
    feed: Arc<dyn TrailFeed>,
    clock: Arc<dyn Clock>,
    times: FeedTimes,
    stop: CancellationToken,
    tasks: TaskTracker,
}

impl TrailSinks {
    /// These sinks, not yet at work.
    pub fn new(sinks: Vec<Sink>, feed: Arc<dyn TrailFeed>, clock: Arc<dyn Clock>, times: FeedTimes) -> Self {
        let sinks = sinks.into_iter().map(|sink| (sink, Arc::default())).collect();
        Self { sinks, feed, clock, times, stop: CancellationToken::new(), tasks: TaskTracker::new() }
    }

    /// Starts a task for each sink.
    pub fn start(&self) {
        for (sink, status) in &self.sinks {
            let task =
                Task { sink: sink.clone(), status: Arc::clone(status), feed: Arc::clone(&self.feed), clock: Arc::clone(&self.clock), times: self.times, stop: self.stop.clone() };
            self.tasks.spawn(task.run());
        }
    }

    /// Lets every sink try once more, and returns when all have ended.
    pub async fn finish(&self) {
        self.stop.cancel();
        self.tasks.close();
        self.tasks.wait().await;
    }

    /// How each sink stands, once for each thing that it is given.
    ///
    /// # Errors
    /// A sentence: the trail cannot be read.
    pub async fn states(&self) -> Result<Vec<SinkState>, String> {
        let mut states = Vec::new();
        for (sink, status) in &self.sinks {
            for what in &sink.what {
                let last = self.feed.last(*what).await?;
                let known = state::lock(status).position(*what);
                let position = match known {
                    Some(position) => position,
                    None => self.feed.cursor(&sink.name, *what).await?.unwrap_or(if sink.from == FeedFrom::Now { begins_behind(*what, last) } else { 0 }),
                };
                let (failing_since, last_error) = state::lock(status).failing();
                states.push(SinkState { name: sink.name.clone(), kind: sink.kind, what: *what, position, behind: (last - position).max(0), failing_since, last_error });
            }
        }
        Ok(states)
    }

    /// Whether every sink that is given records has them up to this place: what is pruned cannot be delivered any more.
    ///
    /// # Errors
    /// A sentence that names the first sink that has not.
    pub async fn have_records_up_to(&self, place: i64) -> Result<(), String> {
        let behind = self.states().await?.into_iter().find(|state| state.what == FeedOf::Records && state.position < place);
        behind.map_or(Ok(()), |state| Err(format!("the sink {} has records up to {} only, and {place} is wanted", state.name, state.position)))
    }
}
