//! The port `TrailArchive` in a folder.

use super::ExportFiles;
use crate::domain::audit::verify::verify;
use crate::domain::audit::{ChainHead, VerifierKeys};
use crate::ports::trail_archive::{ExportPieces, TrailArchive};
use async_trait::async_trait;
use futures::StreamExt;
use sha2::{Digest, Sha256};
use std::path::PathBuf;
use tokio::fs::{File, OpenOptions};
use tokio::io::AsyncWriteExt;

/// Archives as files in one folder, for the console's account only.
#[derive(Debug, Clone)]
pub struct ArchiveFolder(pub PathBuf);

#[async_trait]
impl TrailArchive for ArchiveFolder {
    async fn has(&self, name: &str) -> bool {
        tokio::fs::try_exists(self.0.join(name)).await.unwrap_or(false)
    }

    async fn keep(&self, name: &str, mut pieces: ExportPieces) -> Result<(), String> {
        let (path, partial) = (self.0.join(name), self.0.join(format!("{name}.partial")));
        let failed = |what: &std::path::Path, error: std::io::Error| format!("{}: {error}", what.display());
        tokio::fs::create_dir_all(&self.0).await.map_err(|error| failed(&self.0, error))?;
        if tokio::fs::try_exists(&path).await.map_err(|error| failed(&path, error))? {
            return Err(format!("{} is there already; move it away if it is not what it should be", path.display()));
        }
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        options.mode(0o600);
        let mut file = options.open(&partial).await.map_err(|error| failed(&partial, error))?;
        while let Some(piece) = pieces.next().await {
            let piece = piece.map_err(|error| error.to_string())?;
            file.write_all(&piece).await.map_err(|error| failed(&partial, error))?;
        }
        file.flush().await.map_err(|error| failed(&partial, error))?;
        file.sync_all().await.map_err(|error| failed(&partial, error))?;
        tokio::fs::rename(&partial, &path).await.map_err(|error| failed(&path, error))?;
        // The name as well must outlive a power cut.
        File::open(&self.0).await.map_err(|error| failed(&self.0, error))?.sync_all().await.map_err(|error| failed(&self.0, error))
    }

    async fn verify(&self, name: &str, start: ChainHead, end: ChainHead, keys: &VerifierKeys) -> Result<String, String> {
        let (path, keys) = (self.0.join(name), keys.clone());
        let judged = tokio::task::spawn_blocking(move || {
            let digest = sha256(&path)?;
            let files = ExportFiles::open(vec![path])?;
            let report = verify(&files, start, &keys, &files.seals, &|_| {});
            match report.faults.first() {
                Some(fault) => Err(fault.to_string()),
                None if report.head != end => Err(format!("it ends at record {} and not at {}", report.head.size, end.size)),
                None if report.sealed != end.size => Err("its last record is not covered by a checkpoint".to_owned()),
                None => Ok(digest),
            }
        });
        judged.await.map_err(|error| error.to_string())?
    }
}

fn sha256(path: &std::path::Path) -> Result<String, String> {
    let read = || {
        let mut digest = Sha256::new();
        std::io::copy(&mut std::fs::File::open(path)?, &mut digest)?;
        Ok(hex::encode(digest.finalize()))
    };
    read().map_err(|error: std::io::Error| format!("{}: {error}", path.display()))
}
