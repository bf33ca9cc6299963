//! A file that is only appended to.

use super::lines::Lines;
use super::thread::{Place, PlaceThread};
use crate::ports::trail_feed::{FeedItem, TrailSink};
use async_trait::async_trait;
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Result as IoResult};
use std::os::unix::fs::{FileExt, MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// Lines at the end of a file, on the disk when a delivery has ended. A file that was renamed or removed is made anew.
#[derive(Debug)]
pub struct FileSink(PlaceThread);

impl FileSink {
    /// At this path. It is made at once, for the owner only: later, a file that is not there is one that was taken away. What hinders that
    /// is told at the first delivery.
    ///
    /// # Errors
    /// The system's, where there can be no more threads.
    pub fn new(path: PathBuf) -> IoResult<Self> {
        let open = open(&path).ok();
        PlaceThread::start(LogFile { path, open }).map(Self)
    }
}

#[async_trait]
impl TrailSink for FileSink {
    async fn deliver(&self, items: &[FeedItem]) -> Result<(), String> {
        self.0.write(items).await
    }
}

struct LogFile {
    path: PathBuf,
    open: Option<Open>,
}

struct Open {
    lines: Lines,
    /// Device and inode.
    identity: (u64, u64),
}

impl Place for LogFile {
    fn write(&mut self, lines: &[u8]) -> Result<(), String> {
        let written = self.write_through(lines);
        if written.is_err() {
            // Opened afresh next time: what stands at its end is looked at then.
            self.open = None;
        }
        written.map_err(|error| format!("{}: {error}", self.path.display()))
    }
}

impl LogFile {
    fn write_through(&mut self, lines: &[u8]) -> IoResult<()> {
        let identity = match std::fs::metadata(&self.path) {
            Ok(found) => Some((found.dev(), found.ino())),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        let open = match self.open.take().filter(|open| identity == Some(open.identity)) {
            Some(open) => self.open.insert(open),
            None => self.open.insert(open(&self.path)?),
        };
        open.lines.write(lines)?;
        open.lines.file().sync_data()
    }
}

/// Opens the file and looks at its end: a crash, or a full disk, may have left half a line there.
fn open(path: &Path) -> IoResult<Open> {
    let is_new = !path.try_exists()?;
    let file = OpenOptions::new().read(true).append(true).create(true).mode(0o600).open(path)?;
    let found = file.metadata()?;
    if is_new {
        // Its name, too, outlives a loss of power.
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        File::open(folder)?.sync_all()?;
    }
    let mut last = [b'\n'];
    if found.is_file() && found.len() > 0 {
        file.read_exact_at(&mut last, found.len() - 1)?;
    }
    Ok(Open { lines: Lines::new(file, last[0]), identity: (found.dev(), found.ino()) })
}
