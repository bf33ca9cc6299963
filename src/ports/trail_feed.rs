//! What leaves the trail for a second place: lines in order, how far each sink has come, and the sinks themselves.

use crate::domain::audit::FeedOf;
use async_trait::async_trait;

/// One record or checkpoint, as sinks are given it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeedItem {
    /// The record's sequence, or the checkpoint's id.
    pub position: i64,
    /// What it is.
    pub what: FeedOf,
    /// When it happened or was made, microseconds since 1970.
    pub at: i64,
    /// The line of JSON, without a line feed.
    pub line: String,
    /// The same in few words, for sinks that take no long lines; `None` where there is nothing shorter.
    pub brief: Option<String>,
}

/// The trail as sinks see it, and their cursors.
#[async_trait]
pub trait TrailFeed: Send + Sync {
    /// What follows this position, in order: as many items, and about as many bytes, as make one delivery. Empty at the end.
    ///
    /// # Errors
    /// A sentence for the log.
    async fn after(&self, what: FeedOf, position: i64) -> Result<Vec<FeedItem>, String>;

    /// The last position that there is; 0 where there is none.
    ///
    /// # Errors
    /// A sentence for the log.
    async fn last(&self, what: FeedOf) -> Result<i64, String>;

    /// How far a sink has come; `None` for one that never began.
    ///
    /// # Errors
    /// A sentence for the log.
    async fn cursor(&self, sink: &str, what: FeedOf) -> Result<Option<i64>, String>;

    /// Remembers how far a sink has come, durably.
    ///
    /// # Errors
    /// A sentence for the log; then the cursor stands where it stood.
    async fn set_cursor(&self, sink: &str, what: FeedOf, position: i64) -> Result<(), String>;
}

/// A second place for the trail.
#[async_trait]
pub trait TrailSink: Send + Sync {
    /// Delivers the items in order and returns when they are as safe as this kind of sink can tell: on the disk, taken by the receiver,
    /// handed to the system. After an error any part of them may have arrived; they are delivered again, all of them.
    ///
    /// # Errors
    /// A sentence for the log and the page of sinks. Holds no secret and no address beyond its host.
    async fn deliver(&self, items: &[FeedItem]) -> Result<(), String>;
}
