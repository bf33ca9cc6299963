//! Between rows and records.

use crate::domain::audit::AuditRecord;
use sqlx::sqlite::{SqliteConnection, SqliteRow};
use sqlx::{Error, Row};

/// Reads a record from four columns: sequence, hash before, hash, body; `None` where an outer join found nothing.
pub(super) fn record(row: &SqliteRow, first_column: usize) -> Result<Option<AuditRecord>, Error> {
    let Some(sequence) = row.try_get::<Option<i64>, _>(first_column)? else { return Ok(None) };
    let body: &str = row.try_get(first_column + 3)?;
    let entry = serde_json::from_str(body).map_err(|error| Error::Protocol(format!("the record {sequence} does not read: {error}")))?;
    Ok(Some(AuditRecord { sequence, previous_hash: hash(row, first_column + 1)?, hash: hash(row, first_column + 2)?, entry }))
}

/// All records of a query that selects the four columns.
pub(in super::super) fn records(rows: &[SqliteRow]) -> Result<Vec<AuditRecord>, Error> {
    rows.iter().filter_map(|row| record(row, 0).transpose()).collect()
}

/// A column with a SHA-256.
pub(super) fn hash(row: &SqliteRow, column: usize) -> Result<[u8; 32], Error> {
    let bytes: &[u8] = row.try_get(column)?;
    bytes.try_into().map_err(|_| Error::Protocol(format!("a hash has {} bytes", bytes.len())))
}

/// The last record's place; 0 before the first.
pub(super) async fn last(connection: &mut SqliteConnection) -> Result<i64, Error> {
    sqlx::query_scalar("SELECT coalesce(max(sequence), 0) FROM audit_records").fetch_one(connection).await
}
