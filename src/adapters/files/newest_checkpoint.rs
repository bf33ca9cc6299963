//! The newest checkpoint, in a file beside the signing key.

use crate::ports::trail_proof::NewestCheckpoint;
use async_trait::async_trait;
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Result as IoResult, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

/// One note in a file, which is there whole or not at all.
#[derive(Debug, Clone)]
pub struct NewestCheckpointFile(pub PathBuf);

#[async_trait]
impl NewestCheckpoint for NewestCheckpointFile {
    async fn read(&self) -> Result<Option<String>, String> {
        let path = self.0.clone();
        in_thread(move || match std::fs::read(&path) {
            Ok(note) => Ok(Some(String::from_utf8_lossy(&note).into_owned())),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(format!("{} cannot be read: {error}", path.display())),
        })
        .await
    }

    async fn keep(&self, note: &str) -> Result<(), String> {
        let (path, note) = (self.0.clone(), note.to_owned());
        in_thread(move || replace(&path, &note).map_err(|error| format!("{} cannot be written: {error}", path.display()))).await
    }
}

async fn in_thread<T: Send + 'static>(work: impl FnOnce() -> Result<T, String> + Send + 'static) -> Result<T, String> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|error| Err(error.to_string()))
}

fn replace(path: &Path, note: &str) -> IoResult<()> {
    let partial = path.with_added_extension("partial");
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&partial)?;
    file.write_all(note.as_bytes())?;
    file.sync_all()?;
    std::fs::rename(&partial, path)?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_newest_note_takes_the_place_of_the_one_before_and_one_that_cannot_be_written_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let newest = NewestCheckpointFile(folder.path().join("audit-key.checkpoint"));
        assert_eq!(newest.read().await, Ok(None));
        newest.keep("a longer first\n").await.unwrap();
        newest.keep("second\n").await.unwrap();
        assert_eq!(newest.read().await, Ok(Some("second\n".to_owned())));
        std::fs::create_dir(folder.path().join("audit-key.checkpoint.partial")).unwrap();
        assert!(newest.keep("third\n").await.unwrap_err().contains("audit-key.checkpoint cannot be written"));
        assert_eq!(newest.read().await, Ok(Some("second\n".to_owned())));
    }
}
