//! One commit: entries become records behind the last one, each after a look at what its action has already.

use super::super::direct;
use super::velocity;
use crate::domain::audit::{AuditEntry, AuditRecord, ChainHead, ENCODING_VERSION, Outcome, RecordKind, record_hash};
use crate::domain::velocity::Limit;
use crate::ports::audit_log::AuditError;
use rusqlite::{Connection, OptionalExtension, Row, TransactionBehavior};
use std::collections::{HashMap, HashSet};
use uuid::Uuid;

/// All records that an action has already.
const KNOWN: &str = "SELECT kind, sequence, outcome FROM audit_records WHERE action_id = ? ORDER BY sequence";
const INSERT: &str = "INSERT INTO audit_records (sequence, previous_hash, hash, encoding, body, opening) VALUES (?, ?, ?, ?, ?, ?)";
const HEAD: &str = "SELECT sequence, hash FROM audit_records ORDER BY sequence DESC LIMIT 1";
const APPENDED: &str = "SELECT count(*) FROM audit_records WHERE sequence > ?";

/// SQLite's code for what a trigger or a unique index refuses.
const CONSTRAINT: i32 = 19;

/// What came of one entry.
pub(super) type Answer = Result<AuditRecord, AuditError>;

/// An entry, its canonical encoding, and what it is held to.
pub(super) struct Written {
    entry: AuditEntry,
    body: String,
    limits: Vec<Limit>,
}

impl Written {
    /// Encodes an entry.
    pub(super) fn new(entry: AuditEntry, limits: Vec<Limit>) -> Self {
        Self { body: entry.canonical(), entry, limits }
    }
}

impl From<AuditEntry> for Written {
    /// Held to nothing.
    fn from(entry: AuditEntry) -> Self {
        Self::new(entry, Vec::new())
    }
}

/// Commits all entries in one transaction, then gives an answer for each; an error means that none was written.
///
/// Probed, it writes a page whether or not there is a record to append: a full disk shows at that, and not at taking the lock.
pub(super) fn write(connection: &mut Connection, entries: Vec<Written>, is_probed: bool) -> rusqlite::Result<Vec<Answer>> {
    // IMMEDIATE: the head is read under the write lock, so that no other process can append between reading and writing.
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut answers = Vec::with_capacity(entries.len());
    let (before, expected) = {
        let mut insert = transaction.prepare_cached(INSERT)?;
        let mut head = head(&transaction)?;
        let before = head.size;
        let mut known = Known::read(&transaction, &entries)?;
        for Written { entry, body, limits } in entries {
            let sequence = head.size + 1;
            // Under the write lock, with all that came before in this very commit.
            if let Some(reached) = velocity::reached(&transaction, &entry, &limits)? {
                let answer = if has_opening(&transaction, entry.action_id)? { AuditError::Duplicate(entry.action_id) } else { AuditError::LimitReached(reached) };
                answers.push(Err(answer));
                continue;
            }
            let opening = match known.add(&entry, sequence) {
                Ok(opening) => opening,
                Err(error) => {
                    answers.push(Err(error));
                    continue;
                }
            };
            let hash = record_hash(sequence, &head.hash, &body);
            // Trouble that a trigger makes without an error: nothing is acknowledged that is not there.
            let inserted = match insert.execute((sequence, head.hash, hash, ENCODING_VERSION, &body, opening)) {
                Err(error) if is_opened(&transaction, &entry, &error)? => {
                    answers.push(Err(AuditError::Duplicate(entry.action_id)));
                    continue;
                }
                inserted => inserted?,
            };
            if inserted != 1 {
                return Err(rusqlite::Error::StatementChangedRows(inserted));
            }
            answers.push(Ok(AuditRecord { sequence, previous_hash: head.hash, hash, entry }));
            head = ChainHead { size: sequence, hash };
        }
        (before, head)
    };
    // It can also remove what was inserted.
    let there: i64 = transaction.prepare_cached(APPENDED)?.query_row([before], |row| row.get(0))?;
    if self::head(&transaction)? != expected || there != expected.size - before {
        return Err(rusqlite::Error::StatementChangedRows(0));
    }
    if is_probed {
        // A number that belongs to the application, and that nobody reads.
        transaction.pragma_update(None, "user_version", 0)?;
    }
    transaction.commit()?;
    Ok(answers)
}

/// Whether an opening was refused because its action has one: that is asked afterwards and not before each, since it is the exception.
fn is_opened(connection: &Connection, entry: &AuditEntry, error: &rusqlite::Error) -> rusqlite::Result<bool> {
    if direct::code(error) != Some(CONSTRAINT) || !entry.kind.opens() {
        return Ok(false);
    }
    has_opening(connection, entry.action_id)
}

/// Whether an action is on record.
fn has_opening(connection: &Connection, id: Uuid) -> rusqlite::Result<bool> {
    let mut known = Known::default();
    known.look_up(connection, id)?;
    Ok(known.openings.contains_key(&id))
}

/// The last record's place and hash.
pub(super) fn head(connection: &Connection) -> rusqlite::Result<ChainHead> {
    let read = |row: &Row<'_>| Ok(ChainHead { size: row.get(0)?, hash: row.get(1)? });
    Ok(connection.prepare_cached(HEAD)?.query_row([], read).optional()?.unwrap_or(ChainHead::EMPTY))
}

/// The records that a batch's actions have: those that it adds, and of what only follows those in the trail.
#[derive(Default)]
struct Known {
    kinds: HashSet<(Uuid, RecordKind)>,
    openings: HashMap<Uuid, i64>,
    doubts: HashSet<Uuid>,
}

impl Known {
    fn read(connection: &Connection, entries: &[Written]) -> rusqlite::Result<Self> {
        let mut known = Self::default();
        let ids: HashSet<Uuid> = entries.iter().map(|written| &written.entry).filter(|entry| !entry.kind.opens()).map(|entry| entry.action_id).collect();
        ids.into_iter().try_for_each(|id| known.look_up(connection, id))?;
        Ok(known)
    }

    fn look_up(&mut self, connection: &Connection, id: Uuid) -> rusqlite::Result<()> {
        let mut statement = connection.prepare_cached(KNOWN)?;
        let mut rows = statement.query([id.to_string()])?;
        while let Some(row) = rows.next()? {
            let outcome = row.get_ref(2)?.as_str_or_null()?.and_then(Outcome::from_name);
            if let Some(kind) = RecordKind::from_name(row.get_ref(0)?.as_str()?) {
                self.note(id, kind, row.get(1)?, outcome);
            }
        }
        Ok(())
    }

    fn note(&mut self, action_id: Uuid, kind: RecordKind, sequence: i64, outcome: Option<Outcome>) {
        self.kinds.insert((action_id, kind));
        if kind.opens() {
            self.openings.entry(action_id).or_insert(sequence);
        }
        if kind == RecordKind::Outcome && outcome == Some(Outcome::Unknown) {
            self.doubts.insert(action_id);
        }
    }

    /// Adds an entry at this place and gives the place of the record that opened its action.
    fn add(&mut self, entry: &AuditEntry, sequence: i64) -> Result<i64, AuditError> {
        let (id, opens) = (entry.action_id, entry.kind.opens());
        // One opening an action, of whatever kind: the id of a form is chosen by a browser, and must not fall on another record's.
        let is_taken = if opens { self.openings.contains_key(&id) } else { self.kinds.contains(&(id, entry.kind)) };
        if is_taken {
            return Err(AuditError::Duplicate(id));
        }
        if entry.kind == RecordKind::Reconciled && !self.doubts.contains(&id) {
            return Err(AuditError::NoDoubt(id));
        }
        self.note(id, entry.kind, sequence, entry.outcome);
        Ok(self.openings.get(&id).copied().filter(|_| !opens).unwrap_or(sequence))
    }
}
