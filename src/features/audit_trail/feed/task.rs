//! A sink's task: what follows its cursor is delivered, then the cursor moves.

use super::state::{Position, Status, lock};
use super::{FeedTimes, Sink};
use crate::domain::audit::{FeedFrom, FeedOf};
use crate::domain::clock::{Clock, to_micros};
use crate::ports::trail_feed::{FeedItem, TrailFeed};
use std::sync::{Arc, Mutex};
use tokio_util::sync::CancellationToken;

/// Behind which position a sink begins that is to have what comes from now on. One of checkpoints gets the newest at once: it vouches for
/// everything before, and its cursor is then never at one that the sink did not get.
pub(super) fn begins_behind(what: FeedOf, last: i64) -> i64 {
    match what {
        FeedOf::Records => last,
        FeedOf::Checkpoints => (last - 1).max(0),
    }
}

pub(super) struct Task {
    pub sink: Sink,
    pub status: Arc<Mutex<Status>>,
    pub feed: Arc<dyn TrailFeed>,
    pub clock: Arc<dyn Clock>,
    pub times: FeedTimes,
    pub stop: CancellationToken,
}

impl Task {
    /// Works until told to stop.
    pub async fn run(self) {
        let mut pause = self.times.pause;
        loop {
            let is_last = self.stop.is_cancelled();
            let ended = tokio::select! {
                ended = self.deliver_all() => ended,
                () = self.out_of_time() => Err("it was not done when the console stopped".to_owned()),
            };
            let wait = match ended {
                Ok(()) => {
                    self.works();
                    pause = self.times.pause;
                    self.times.every
                }
                Err(error) => {
                    self.fails(error);
                    let wait = pause;
                    pause = (pause * 2).min(self.times.longest_pause);
                    wait
                }
            };
            if is_last {
                return;
            }
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                () = self.stop.cancelled() => {}
            }
        }
    }

    async fn out_of_time(&self) {
        self.stop.cancelled().await;
        tokio::time::sleep(self.times.last).await;
    }

    /// Delivers until nothing is left.
    async fn deliver_all(&self) -> Result<(), String> {
        for what in &self.sink.what {
            let mut position = self.position(*what).await?;
            loop {
                position = self.save(*what, position).await?;
                let items = self.feed.after(*what, position.delivered).await?;
                let Some(last) = items.last() else { break };
                let delivery = tokio::time::timeout(self.times.delivery, self.sink.place.deliver(&items));
                delivery.await.unwrap_or_else(|_| Err(format!("it did not take them within {:?}", self.times.delivery)))?;
                self.works();
                self.look_for_gap(&items, position.delivered);
                position.delivered = last.position;
                lock(&self.status).set_position(*what, position);
            }
            self.look_for_cut(*what, position).await?;
        }
        Ok(())
    }

    /// Where the sink stands: as this task knows it, else by its cursor. One that begins now has a cursor from then on.
    async fn position(&self, what: FeedOf) -> Result<Position, String> {
        let known = lock(&self.status).whole_position(what);
        if let Some(position) = known {
            return Ok(position);
        }
        let saved = self.feed.cursor(&self.sink.name, what).await?;
        let delivered = match (saved, self.sink.from) {
            (Some(saved), _) => saved,
            (None, FeedFrom::Start) => 0,
            (None, FeedFrom::Now) => begins_behind(what, self.feed.last(what).await?),
        };
        let position = Position { delivered, saved };
        lock(&self.status).set_position(what, position);
        Ok(position)
    }

    /// Moves the cursor to what was delivered. Where that fails, it is tried again before anything else is delivered.
    async fn save(&self, what: FeedOf, mut position: Position) -> Result<Position, String> {
        if position.saved != Some(position.delivered) {
            self.feed.set_cursor(&self.sink.name, what, position.delivered).await?;
            position.saved = Some(position.delivered);
            lock(&self.status).set_position(what, position);
        }
        Ok(position)
    }

    /// Records that were pruned before the sink had them.
    fn look_for_gap(&self, items: &[FeedItem], position: i64) {
        if let Some(first) = items.first().filter(|first| first.what == FeedOf::Records && first.position != position + 1) {
            tracing::error!(
                sink = self.sink.name,
                delivered = position,
                next = first.position,
                "records between these two are no longer in the trail, and this sink never had them"
            );
        }
    }

    /// A trail that ends before what a sink was given has lost its end. What is appended from now on is delivered under the same numbers.
    async fn look_for_cut(&self, what: FeedOf, position: Position) -> Result<(), String> {
        let last = self.feed.last(what).await?;
        if last < position.delivered {
            tracing::error!(sink = self.sink.name, what = what.name(), delivered = position.delivered, last, "the trail ends before what this sink was given: its end is missing");
            let position = Position { delivered: last, ..position };
            lock(&self.status).set_position(what, position);
            self.save(what, position).await?;
        }
        Ok(())
    }

    fn works(&self) {
        if lock(&self.status).heal() {
            tracing::info!(sink = self.sink.name, kind = self.sink.kind, "this sink of the audit trail works again");
        }
    }

    fn fails(&self, error: String) {
        let is_new = lock(&self.status).fail(to_micros(self.clock.now()), error.clone());
        if is_new {
            tracing::warn!(sink = self.sink.name, kind = self.sink.kind, error, "this sink of the audit trail takes nothing; it is tried again until it does");
        }
    }
}
