//! A whole copy of a database, also of one that is in use.

use super::direct;
use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};
use std::path::Path;

/// Copies a database as it is now into an empty file, and looks whether the copy is whole. Blocks its thread; nobody who reads or writes
/// waits for it. The copy is one file, with nothing beside it.
///
/// # Errors
/// A sentence: one of the two cannot be opened, read or written, or the copy is damaged.
pub fn copy_database(from: &Path, to: &Path) -> Result<(), String> {
    let of = |path: &Path, error: &rusqlite::Error| format!("{}: {}", path.display(), direct::sentence(error));
    let source = direct::open_reader(from).map_err(|error| of(from, &error))?;
    let mut copy = Connection::open_with_flags(to, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX).map_err(|error| of(to, &error))?;
    // All pages in one step are one reading of the source: page by page, each commit of the console would begin the copy anew.
    let step = Backup::new(&source, &mut copy).and_then(|backup| backup.step(-1)).map_err(|error| of(from, &error))?;
    if !matches!(step, StepResult::Done) {
        return Err(format!("{}: the database is locked by another connection", from.display()));
    }
    let text = |name: &str, value: &str| copy.query_row(&format!("PRAGMA {name} {value}"), [], |row| row.get::<_, String>(0)).map_err(|error| of(to, &error));
    // A copy in WAL mode would want files beside it as soon as somebody reads it. The console sets the mode when it opens it.
    text("journal_mode", "= DELETE")?;
    match text("quick_check", "(1)")?.as_str() {
        "ok" => copy.close().map_err(|(_, error)| of(to, &error)),
        found => Err(format!("{}: the database file is damaged ({})", from.display(), found.lines().last().unwrap_or_default())),
    }
}
