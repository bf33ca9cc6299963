//! The trail as the index reads it: over a connection of its own, since a row costs less so than through sqlx's channel.

use super::error::IndexError;
use crate::domain::audit::{AuditRecord, Outcome, RecordKind};
use crate::ports::audit_log::TrailRow;
use rusqlite::{Connection, OpenFlags, OptionalExtension, Row};
use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::time::Duration;

/// How long a statement waits for a lock.
pub(super) const BUSY_TIMEOUT: Duration = Duration::from_millis(1_600);

/// So many openings at least are worth reading what lies between them, and so many records for each of them.
const MANY: i64 = 4;
const CLOSE: i64 = 8;
/// Behind the last opening so many records are read as well: most actions end within seconds.
const BEHIND: i64 = 32;

/// A read-only connection to the trail.
pub(super) struct TrailReader(Connection);

impl TrailReader {
    /// # Errors
    /// [`IndexError::Trail`].
    pub(super) fn open(path: &Path) -> Result<Self, IndexError> {
        let open = || {
            let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
            connection.busy_timeout(BUSY_TIMEOUT)?;
            connection.execute_batch("PRAGMA cache_size = -8000")?;
            connection.set_prepared_statement_cache_capacity(16);
            Ok(Self(connection))
        };
        open().map_err(IndexError::Trail)
    }

    /// The last sequence; 0 for an empty trail.
    ///
    /// # Errors
    /// [`IndexError::Trail`].
    pub(super) fn head(&self) -> Result<i64, IndexError> {
        let mut statement = self.prepared("SELECT sequence FROM audit_records ORDER BY sequence DESC LIMIT 1")?;
        let head = statement.query_row([], |row| row.get(0)).optional();
        Ok(head.map_err(IndexError::Trail)?.unwrap_or(0))
    }

    /// The first sequence that there is: what stood before may have been pruned.
    ///
    /// # Errors
    /// [`IndexError::Trail`].
    pub(super) fn first(&self) -> Result<i64, IndexError> {
        let mut statement = self.prepared("SELECT sequence FROM audit_records ORDER BY sequence LIMIT 1")?;
        let first = statement.query_row([], |row| row.get(0)).optional();
        Ok(first.map_err(IndexError::Trail)?.unwrap_or(0))
    }

    /// The hash of the record at this place.
    ///
    /// # Errors
    /// [`IndexError::Trail`].
    pub(super) fn hash_at(&self, sequence: i64) -> Result<Option<[u8; 32]>, IndexError> {
        let mut statement = self.prepared("SELECT hash FROM audit_records WHERE sequence = ?")?;
        statement.query_row([sequence], |row| row.get(0)).optional().map_err(IndexError::Trail)
    }

    /// Gives every record from `first` to `last` with the sequence that opened its action. One that does not read is left out: verifying
    /// the trail tells of it.
    ///
    /// # Errors
    /// [`IndexError::Trail`].
    pub(super) fn records(&self, first: i64, last: i64, mut each: impl FnMut(AuditRecord, i64)) -> Result<(), IndexError> {
        let mut statement = self.prepared("SELECT sequence, previous_hash, hash, body, opening FROM audit_records WHERE sequence >= ? AND sequence <= ? ORDER BY sequence")?;
        let mut rows = statement.query([first, last]).map_err(IndexError::Trail)?;
        while let Some(row) = rows.next().map_err(IndexError::Trail)? {
            match record(row) {
                Ok(record) => each(record, row.get(4).map_err(IndexError::Trail)?),
                Err(error @ IndexError::Record(..)) => tracing::error!(%error, "the trail's index leaves a record out"),
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// The record at this place.
    ///
    /// # Errors
    /// [`IndexError::Trail`], [`IndexError::Record`].
    pub(super) fn record(&self, sequence: i64) -> Result<Option<AuditRecord>, IndexError> {
        Ok(self.found("SELECT sequence, previous_hash, hash, body FROM audit_records WHERE sequence = ?", sequence)?.pop())
    }

    /// The action that this record opened, with what followed it.
    ///
    /// # Errors
    /// [`IndexError::Trail`], [`IndexError::Record`].
    pub(super) fn row(&self, opening: AuditRecord) -> Result<TrailRow, IndexError> {
        let action = opening.entry.action_id.to_string();
        let mut row = TrailRow { outcome: None, reconciled: None, opening };
        let following = "SELECT sequence, previous_hash, hash, body FROM audit_records WHERE action_id = ? AND kind IN ('outcome', 'reconciled')";
        self.found(following, action)?.into_iter().for_each(|record| follow(&mut row, record));
        Ok(row)
    }

    /// The actions of these openings with what follows close behind them, where the openings stand so close together that all that lies between
    /// them is read sooner than each is looked up; nothing where they do not. One that does not read is left out: looking it up tells why.
    ///
    /// # Errors
    /// [`IndexError::Trail`].
    pub(super) fn actions_if_close(&self, openings: &[i64]) -> Result<HashMap<i64, TrailRow>, IndexError> {
        let mut found: HashMap<i64, TrailRow> = HashMap::new();
        let (Some(first), Some(last)) = (openings.iter().min(), openings.iter().max()) else { return Ok(found) };
        let count = i64::try_from(openings.len()).unwrap_or(i64::MAX);
        if count < MANY || last - first > count.saturating_mul(CLOSE) {
            return Ok(found);
        }
        let wanted: HashSet<i64> = openings.iter().copied().collect();
        let mut statement = self.prepared("SELECT sequence, previous_hash, hash, body, opening FROM audit_records WHERE sequence >= ? AND sequence <= ? ORDER BY sequence")?;
        let mut rows = statement.query((first, last.saturating_add(BEHIND))).map_err(IndexError::Trail)?;
        while let Some(row) = rows.next().map_err(IndexError::Trail)? {
            let opening: i64 = row.get(4).map_err(IndexError::Trail)?;
            if !wanted.contains(&opening) {
                continue;
            }
            let record = match record(row) {
                Err(IndexError::Record(..)) => continue,
                read => read?,
            };
            if record.sequence == opening {
                found.insert(opening, TrailRow { opening: record, outcome: None, reconciled: None });
            } else if let Some(action) = found.get_mut(&opening).filter(|action| action.opening.entry.action_id == record.entry.action_id) {
                follow(action, record);
            }
        }
        Ok(found)
    }

    /// The action with all that followed it: an intent is looked up where its end was not among what was read, and where that end was a doubt.
    ///
    /// # Errors
    /// [`IndexError::Trail`], [`IndexError::Record`].
    pub(super) fn followed_to_its_end(&self, action: TrailRow) -> Result<TrailRow, IndexError> {
        let is_in_doubt = action.ended() == Some(Outcome::Unknown);
        if action.is_open() || is_in_doubt { self.row(action.opening) } else { Ok(action) }
    }

    fn found(&self, text: &str, wanted: impl rusqlite::ToSql) -> Result<Vec<AuditRecord>, IndexError> {
        let mut statement = self.prepared(text)?;
        let mut rows = statement.query([wanted]).map_err(IndexError::Trail)?;
        let mut records = Vec::new();
        while let Some(row) = rows.next().map_err(IndexError::Trail)? {
            records.push(record(row)?);
        }
        Ok(records)
    }

    fn prepared(&self, text: &str) -> Result<rusqlite::CachedStatement<'_>, IndexError> {
        self.0.prepare_cached(text).map_err(IndexError::Trail)
    }
}

/// Adds a record to the action that it follows.
pub(super) fn follow(row: &mut TrailRow, record: AuditRecord) {
    match record.entry.kind {
        RecordKind::Outcome => row.outcome = Some(record),
        RecordKind::Reconciled => row.reconciled = Some(record),
        _ => {}
    }
}

fn record(row: &Row<'_>) -> Result<AuditRecord, IndexError> {
    let sequence = row.get(0).map_err(IndexError::Trail)?;
    let unreadable = |error: &dyn std::fmt::Display| IndexError::Record(sequence, error.to_string());
    let body = row.get_ref(3).map_err(IndexError::Trail)?.as_str().map_err(|error| unreadable(&error))?;
    let entry = serde_json::from_str(body).map_err(|error| unreadable(&error))?;
    let hash = |column| row.get(column).map_err(|error| unreadable(&error));
    Ok(AuditRecord { sequence, previous_hash: hash(1)?, hash: hash(2)?, entry })
}
