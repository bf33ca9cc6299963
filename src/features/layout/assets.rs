//! Addresses of stylesheet, scripts and WebAssembly. They carry the build's version, so that the files may be kept for a year.

use std::path::{Path, PathBuf};

/// Where pages find the assets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assets {
    site_dir: PathBuf,
    version: String,
}

impl Assets {
    /// Reads the build's version from `version.txt`; without one the assets are asked for anew each time the server starts.
    pub fn find(site_dir: &Path) -> Self {
        let version = read_version(site_dir);
        if version.is_empty() {
            tracing::warn!(folder = %site_dir.display(), "no built site found: pages will be without style and scripts");
        }
        Self { site_dir: site_dir.to_owned(), version }
    }

    /// The build's version. A debug build is for the edit loop, where the files change under a running server.
    fn version(&self) -> String {
        if cfg!(debug_assertions) { read_version(&self.site_dir) } else { self.version.clone() }
    }

    /// This query asks for the files of this build.
    pub fn is_version(&self, query: &str) -> bool {
        let version = self.version();
        !version.is_empty() && query.strip_prefix("v=") == Some(version.as_str())
    }

    /// The address of a file under `/pkg/`.
    pub fn href(&self, file: &str) -> String {
        format!("/pkg/{file}?v={}", self.version())
    }
}

fn read_version(site_dir: &Path) -> String {
    let version = std::fs::read_to_string(site_dir.join("version.txt")).unwrap_or_default();
    version.trim().chars().filter(char::is_ascii_alphanumeric).take(32).collect()
}
