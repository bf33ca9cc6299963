//! Whether a file could be appended to, without a change to it.

use super::file::FileSink;
use rustix::fs::{Access, AtFlags, CWD, accessat};
use std::fs::OpenOptions;
use std::io::ErrorKind;
use std::path::Path;
use std::time::Duration;
use tokio::sync::oneshot;

impl FileSink {
    /// Opens the file as deliveries do, and writes nothing; or, where there is none, asks whether one could be made, and makes none.
    ///
    /// # Errors
    /// A sentence for the operator.
    pub async fn check(path: &Path, patience: Duration) -> Result<String, String> {
        let (done, answered) = oneshot::channel();
        let (whole, late) = (path.to_owned(), || format!("{}: nothing within {patience:?}: look at the disk, or the network file system", path.display()));
        // A thread that hangs on a disk hangs there by itself: nobody waits for it at the end.
        let started = std::thread::Builder::new().spawn(move || done.send(look(&whole)));
        started.map_err(|error| error.to_string())?;
        tokio::time::timeout(patience, answered).await.map_err(|_| late())?.map_err(|_| late())?
    }
}

fn look(path: &Path) -> Result<String, String> {
    let shown = path.display();
    match OpenOptions::new().read(true).append(true).open(path) {
        Ok(_) => return Ok(format!("{shown} can be appended to")),
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(format!("{shown}: {error}: this account must be able to read it and append to it")),
    }
    let folder = path.parent().unwrap_or(Path::new("/"));
    match accessat(CWD, folder, Access::WRITE_OK | Access::EXEC_OK, AtFlags::EACCESS) {
        Ok(()) => Ok(format!("{shown} is not there yet, and can be made")),
        Err(error) => Err(format!("{shown} is not there and cannot be made: {}: {error}: this account must be able to write to that folder", folder.display())),
    }
}
