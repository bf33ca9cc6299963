//! Standard output: the service manager's journal, a container's log.

use super::lines::Lines;
use super::thread::{Place, PlaceThread};
use crate::ports::trail_feed::{FeedItem, TrailSink};
use async_trait::async_trait;
use std::fs::File;
use std::os::fd::AsFd;

/// Lines on the standard output. What was written is in the reader's pipe; whether the reader kept it, nobody says.
#[derive(Debug)]
pub struct StdoutSink(PlaceThread);

impl StdoutSink {
    /// Of this process.
    ///
    /// # Errors
    /// The system's.
    pub fn open() -> std::io::Result<Self> {
        // Past the standard library's buffer: what an error leaves in it would come out later, in the middle of something.
        let output = std::io::stdout().as_fd().try_clone_to_owned()?;
        PlaceThread::start(Output(Lines::new(File::from(output), b'\n'))).map(Self)
    }
}

struct Output(Lines);

impl Place for Output {
    fn write(&mut self, lines: &[u8]) -> Result<(), String> {
        self.0.write(lines).map_err(|error| format!("the standard output: {error}"))
    }
}

#[async_trait]
impl TrailSink for StdoutSink {
    async fn deliver(&self, items: &[FeedItem]) -> Result<(), String> {
        self.0.write(items).await
    }
}
