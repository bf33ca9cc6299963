//! What goes wrong with an index, and what follows from it.

use super::super::direct::sentence;
use crate::domain::audit::line::inert;
use crate::ports::audit_log::AuditError;

/// Why the index did not answer.
#[derive(Debug, thiserror::Error)]
pub(super) enum IndexError {
    /// It is not to be trusted any more, and is made again.
    #[error("{0}")]
    Damaged(&'static str),
    /// SQLite's own error, over the index.
    #[error("{}", sentence(.0))]
    Sqlite(#[from] rusqlite::Error),
    /// SQLite's own error, over the trail.
    #[error("the trail: {}", sentence(.0))]
    Trail(rusqlite::Error),
    /// The operating system's.
    #[error("{0}")]
    Io(#[from] std::io::Error),
    /// A record of the trail that does not read.
    #[error("the record {} does not read: {}", .0, inert(.1))]
    Record(i64, String),
}

impl IndexError {
    /// Whether making the index again would help: what SQLite calls damaged, no database, or lacks a table.
    pub(super) fn is_damage(&self) -> bool {
        use rusqlite::ErrorCode::{DatabaseCorrupt, NotADatabase};
        match self {
            Self::Damaged(_) => true,
            Self::Sqlite(rusqlite::Error::SqliteFailure(error, words)) => {
                matches!(error.code, DatabaseCorrupt | NotADatabase) || words.as_deref().is_some_and(|words| words.starts_with("no such "))
            }
            Self::Sqlite(rusqlite::Error::QueryReturnedNoRows | rusqlite::Error::FromSqlConversionFailure(..) | rusqlite::Error::InvalidColumnType(..)) => true,
            _ => false,
        }
    }
}

impl From<IndexError> for AuditError {
    fn from(error: IndexError) -> Self {
        Self::Store(format!("the trail's index: {error}"))
    }
}
