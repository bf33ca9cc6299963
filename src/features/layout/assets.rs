//! Addresses of stylesheet, scripts and WebAssembly. They carry the build's version, so that the files may be kept for a year.

use std::path::Path;

/// Where pages find the assets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assets {
    version: String,
}

impl Assets {
    /// Reads the build's version from `version.txt`; without one the assets are asked for anew each time the server starts.
    pub fn find(site_dir: &Path) -> Self {
        let version = std::fs::read_to_string(site_dir.join("version.txt")).unwrap_or_default();
        let version: String = version.trim().chars().filter(char::is_ascii_alphanumeric).take(32).collect();
        if version.is_empty() {
            tracing::warn!(folder = %site_dir.display(), "no built site found: pages will be without style and scripts");
        }
        Self { version }
    }

    /// This query asks for the files of this build.
    pub fn is_version(&self, query: &str) -> bool {
        !self.version.is_empty() && query.strip_prefix("v=") == Some(self.version.as_str())
    }

    /// The address of a file under `/pkg/`.
    pub fn href(&self, file: &str) -> String {
        format!("/pkg/{file}?v={}", self.version)
    }
}
