//! Whether the database's own guards are those that the console made: tables, indexes and triggers of the trail. A trigger that somebody
//! planted can keep records from ever being written, which no chain shows; one that was removed no longer refuses changes.

use super::super::connect::MIGRATIONS;
use crate::domain::audit::verify::{Fault, FaultKind};
use rusqlite::Connection;
use std::collections::BTreeSet;

const SCHEMA: &str = "SELECT type, name, coalesce(sql, '') FROM sqlite_schema WHERE tbl_name GLOB 'audit_*'";
const VERSIONS: &str = "SELECT version FROM _sqlx_migrations WHERE success ORDER BY version";

type Made = BTreeSet<(String, String, String)>;

/// What differs from what the migrations make, for all records up to the `last`; `None` where nothing does, or the database is of another version.
pub(super) fn fault(connection: &Connection, last: i64) -> Option<Fault> {
    let differs = difference(connection);
    let what = match differs {
        Ok(name) => format!("the database's own guard {} is not what the console made: it was changed, removed, or planted", name?),
        Err(error) => format!("the database's own guards cannot be read: {error}"),
    };
    Some(Fault { kind: FaultKind::Guards, first: 1, last: last.max(1), what })
}

fn difference(connection: &Connection) -> rusqlite::Result<Option<String>> {
    let mut versions = connection.prepare(VERSIONS)?;
    let versions: Vec<i64> = versions.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
    if !versions.iter().copied().eq(MIGRATIONS.iter().map(|migration| migration.version)) {
        return Ok(None);
    }
    let fresh = Connection::open_in_memory()?;
    for migration in MIGRATIONS.iter() {
        fresh.execute_batch(migration.sql.as_str())?;
    }
    let (expected, found) = (made(&fresh)?, made(connection)?);
    Ok(expected.symmetric_difference(&found).next().map(|(_, name, _)| name.escape_debug().to_string()))
}

fn made(connection: &Connection) -> rusqlite::Result<Made> {
    let mut statement = connection.prepare(SCHEMA)?;
    statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?.collect()
}
