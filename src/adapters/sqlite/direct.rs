//! Connections that the trail uses directly, on threads of its own.
//!
//! sqlx hands every row and every statement over to another thread. For what walks through millions of records, and for a writer that
//! commits thousands a second, that costs more than the work itself. Both libraries link the same SQLite.

use super::connect::BUSY_TIMEOUT;
use super::database::worded;
use rusqlite::{Connection, OpenFlags};
use std::path::Path;

/// A connection that writes, with the settings of the other writer: durable commits, what is deleted is overwritten.
pub(super) fn open_writer(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.execute_batch(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;
         PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -16000; PRAGMA wal_autocheckpoint = 4000",
    )?;
    connection.set_prepared_statement_cache_capacity(32);
    Ok(connection)
}

/// A connection that reads.
pub(super) fn open_reader(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    connection.busy_timeout(BUSY_TIMEOUT)?;
    Ok(connection)
}

/// SQLite's primary result code.
pub(super) fn code(error: &rusqlite::Error) -> Option<i32> {
    error.sqlite_error().map(|error| error.extended_code & 0xff)
}

/// What went wrong, for logs and operators.
pub(super) fn sentence(error: &rusqlite::Error) -> String {
    if matches!(error, rusqlite::Error::StatementChangedRows(_)) {
        return "a record was taken, and is not there: something in the database swallows it".to_owned();
    }
    worded(code(error), error)
}
