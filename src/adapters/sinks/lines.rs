//! Whole lines into a file or a pipe.

use std::fs::File;
use std::io::{Error, ErrorKind, Result, Write};
use std::time::Duration;

/// A pipe that does not block is asked again after so long.
const FULL_PIPE: Duration = Duration::from_millis(10);

/// A file or a pipe that is written to in lines. A line that broke off is ended before the next one begins.
#[derive(Debug)]
pub(super) struct Lines {
    file: File,
    last: u8,
}

impl Lines {
    /// `last` is the last byte that the file has; a line feed where it has none.
    pub(super) fn new(file: File, last: u8) -> Self {
        Self { file, last }
    }

    pub(super) fn file(&self) -> &File {
        &self.file
    }

    /// Writes whole lines, each with its line feed.
    pub(super) fn write(&mut self, lines: &[u8]) -> Result<()> {
        if self.last != b'\n' {
            self.write_through(b"\n")?;
        }
        self.write_through(lines)
    }

    /// As `write_all`, but it is known afterwards how far it came.
    fn write_through(&mut self, mut rest: &[u8]) -> Result<()> {
        while !rest.is_empty() {
            match self.file.write(rest) {
                Ok(0) => return Err(Error::from(ErrorKind::WriteZero)),
                Ok(written) => {
                    self.last = rest[written - 1];
                    rest = &rest[written..];
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                // This runs on a thread of its own, which may wait.
                Err(error) if error.kind() == ErrorKind::WouldBlock => std::thread::sleep(FULL_PIPE),
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}
