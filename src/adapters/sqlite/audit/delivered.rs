//! What a sink was given already.

use super::super::direct;
use crate::domain::audit::FeedOf;
use rusqlite::OptionalExtension;
use std::path::Path;

/// The notes of all checkpoints up to the sink's cursor, in order; none for one that has no cursor.
///
/// # Errors
/// A sentence: the database cannot be read.
pub fn delivered_checkpoints(database: &Path, sink: &str) -> Result<Vec<String>, String> {
    let read = || {
        let connection = direct::open_reader(database)?;
        let text = "SELECT position FROM audit_cursors WHERE name = ? AND what = ?";
        let Some(position) = connection.query_row(text, [sink, FeedOf::Checkpoints.name()], |row| row.get::<_, i64>(0)).optional()? else { return Ok(Vec::new()) };
        let mut statement = connection.prepare("SELECT CAST(note AS TEXT) FROM audit_checkpoints WHERE id <= ? ORDER BY id")?;
        statement.query_map([position], |row| row.get(0))?.collect()
    };
    read().map_err(|error| direct::sentence(&error))
}
