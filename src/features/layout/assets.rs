//! Stylesheet, scripts and WebAssembly: the files, held in memory, and their addresses, which carry the build's version so that browsers
//! may keep them for a year.

use axum::body::Bytes;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

/// What a release holds in itself: paths from the site's root, and contents.
pub type HeldFiles = Vec<(&'static str, &'static [u8])>;

static HELD: OnceLock<HeldFiles> = OnceLock::new();

/// Where the site lies that was built here.
const BUILT: &str = "target/site";

/// Lets every console of this process serve what the program holds. The first one that is told stays.
pub fn hold_assets(files: HeldFiles) {
    let _ = HELD.set(files);
}

/// A file as it is, and as the build compressed it.
#[derive(Debug, Clone, Default)]
pub struct Asset {
    /// As it is.
    pub plain: Bytes,
    /// With brotli, where that is smaller.
    pub brotli: Option<Bytes>,
    /// With gzip, where that is smaller.
    pub gzip: Option<Bytes>,
}

/// All files of one build.
#[derive(Debug, Default)]
struct Site {
    version: String,
    files: HashMap<String, Asset>,
}

/// What pages link to, and the server serves.
#[derive(Debug)]
pub struct Assets {
    /// `None` for what the program holds.
    folder: Option<PathBuf>,
    site: RwLock<Arc<Site>>,
}

impl Assets {
    /// Those of this folder, read now; without one those that the program holds, and where it holds none those that were built here.
    pub fn find(folder: Option<PathBuf>) -> Self {
        let held = if folder.is_none() { HELD.get() } else { None };
        let (folder, site) = match (folder, held) {
            (None, Some(held)) => (None, Site::of(held.iter().map(|(path, content)| ((*path).to_owned(), Bytes::from_static(content))))),
            (folder, _) => {
                let folder = folder.unwrap_or_else(|| PathBuf::from(BUILT));
                let site = Site::read(&folder);
                (Some(folder), site)
            }
        };
        if site.version.is_empty() {
            let folder = folder.as_deref().unwrap_or(Path::new(""));
            tracing::warn!(folder = %folder.display(), "no built site found: pages will be without style and scripts");
        }
        Self { folder, site: RwLock::new(Arc::new(site)) }
    }

    /// The files as they are now. A debug build is for the edit loop, where they change under a running server.
    fn site(&self) -> Arc<Site> {
        let site = Arc::clone(&self.site.read().unwrap_or_else(PoisonError::into_inner));
        let Some(folder) = self.folder.as_deref().filter(|_| cfg!(debug_assertions)) else { return site };
        if read_version(folder) == site.version {
            return site;
        }
        let newer = Arc::new(Site::read(folder));
        *self.site.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&newer);
        newer
    }

    /// The build's version; empty where there is no site.
    pub fn version(&self) -> String {
        self.site().version.clone()
    }

    /// The address of a file under `/pkg/`.
    pub fn href(&self, file: &str) -> String {
        format!("/pkg/{file}?v={}", self.site().version)
    }

    /// The file at a path from the site's root.
    pub fn file(&self, path: &str) -> Option<Asset> {
        self.site().files.get(path).cloned()
    }
}

impl Site {
    fn of(contents: impl Iterator<Item = (String, Bytes)>) -> Self {
        let mut site = Self::default();
        for (path, content) in contents {
            if path == VERSION {
                site.version = version_in(&String::from_utf8_lossy(&content));
            } else if let Some(plain) = path.strip_suffix(".br") {
                site.files.entry(plain.to_owned()).or_default().brotli = Some(content);
            } else if let Some(plain) = path.strip_suffix(".gz") {
                site.files.entry(plain.to_owned()).or_default().gzip = Some(content);
            } else {
                site.files.entry(path).or_default().plain = content;
            }
        }
        site
    }

    fn read(folder: &Path) -> Self {
        let mut contents = Vec::new();
        // What cannot be read is not served: the files' own test is the page.
        if let Err(error) = read_below(folder, "", &mut contents) {
            tracing::debug!(folder = %folder.display(), %error, "the site could not be read");
        }
        Self::of(contents.into_iter())
    }
}

/// A short hash over all files, which the build writes last.
const VERSION: &str = "version.txt";

fn read_below(folder: &Path, below: &str, contents: &mut Vec<(String, Bytes)>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let Some(path) = name.to_str().map(|name| format!("{below}{name}")) else { continue };
        if entry.path().is_dir() {
            read_below(&entry.path(), &format!("{path}/"), contents)?;
        } else {
            contents.push((path, std::fs::read(entry.path())?.into()));
        }
    }
    Ok(())
}

fn read_version(folder: &Path) -> String {
    version_in(&std::fs::read_to_string(folder.join(VERSION)).unwrap_or_default())
}

fn version_in(text: &str) -> String {
    text.trim().chars().filter(char::is_ascii_alphanumeric).take(32).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(folder: &Path, files: &[(&str, &str)]) {
        std::fs::create_dir_all(folder.join("pkg")).expect("a folder");
        for (path, content) in files {
            std::fs::write(folder.join(path), content).expect("a file");
        }
    }

    #[test]
    fn a_folder_is_read_with_what_the_build_compressed() {
        let folder = tempfile::tempdir().expect("a folder");
        write(folder.path(), &[("pkg/a.css", "plain"), ("pkg/a.css.br", "br"), ("robots.txt", "all"), ("version.txt", "0123abcd\n")]);
        let assets = Assets::find(Some(folder.path().to_owned()));
        let css = assets.file("pkg/a.css").expect("a file");
        assert_eq!((css.plain.as_ref(), css.brotli.as_deref(), css.gzip), (&b"plain"[..], Some(&b"br"[..]), None));
        assert!(assets.file("robots.txt").is_some());
        assert_eq!(assets.href("a.css"), "/pkg/a.css?v=0123abcd");
        for none in ["pkg/a.css.br", "version.txt", "pkg", "pkg/", "", "../robots.txt", "pkg/../robots.txt"] {
            assert!(assets.file(none).is_none(), "{none}");
        }
    }

    #[test]
    fn a_site_that_was_built_anew_is_read_anew() {
        let folder = tempfile::tempdir().expect("a folder");
        write(folder.path(), &[("pkg/a.css", "old"), ("version.txt", "1")]);
        let assets = Assets::find(Some(folder.path().to_owned()));
        write(folder.path(), &[("pkg/a.css", "new"), ("version.txt", "2")]);
        assert_eq!((assets.file("pkg/a.css").expect("a file").plain.as_ref(), assets.version().as_str()), (&b"new"[..], "2"));
    }

    #[test]
    fn without_a_site_there_is_nothing() {
        let assets = Assets::find(Some("/nowhere/at/all".into()));
        assert_eq!((assets.version().as_str(), assets.file("pkg/passdesk.css").is_none()), ("", true));
    }
}
