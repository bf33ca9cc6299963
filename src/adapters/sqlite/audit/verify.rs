//! Verifying the trail of a database: the chain, its checkpoints and cuts, and the lists that are made from the records.

use super::super::direct;
#[cfg(test)]
use super::source::ConnectionSource;
use super::source::{FileSource, hash, read};
use super::{agreement, guards, integrity};
use crate::domain::audit::verify::{Fault, FaultKind, Report, Seal, SealPlace, follows, verify};
use crate::domain::audit::{ChainHead, VerifierKeys, noted_at};
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension, Row};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

/// Records whose derived places are not what the records say: the first of them.
const DERIVED_FAULT: &str = "SELECT sequence FROM (
        SELECT r.sequence FROM audit_records AS r WHERE r.sequence > ?1 AND r.kind = 'intent'
            AND EXISTS (SELECT 1 FROM audit_open_intents AS o WHERE o.sequence = r.sequence)
             <> NOT EXISTS (SELECT 1 FROM audit_records AS c WHERE c.action_id = r.action_id AND c.kind = 'outcome')
        UNION ALL
        SELECT o.sequence FROM audit_open_intents AS o
            WHERE NOT EXISTS (SELECT 1 FROM audit_records AS r WHERE r.sequence = o.sequence AND r.kind = 'intent' AND r.occurred_at = o.occurred_at)
        UNION ALL
        SELECT r.sequence FROM audit_records AS r WHERE r.sequence > ?1 AND r.kind = 'outcome'
            AND EXISTS (SELECT 1 FROM audit_doubts AS d WHERE d.sequence = r.sequence)
             <> (r.outcome IS 'unknown' AND NOT EXISTS (SELECT 1 FROM audit_records AS c WHERE c.action_id = r.action_id AND c.kind = 'reconciled'))
        UNION ALL
        SELECT d.sequence FROM audit_doubts AS d
            WHERE NOT EXISTS (SELECT 1 FROM audit_records AS r WHERE r.sequence = d.sequence AND r.kind = 'outcome' AND r.occurred_at = d.occurred_at)
        UNION ALL
        SELECT r.sequence FROM audit_records AS r WHERE r.sequence > ?1 AND r.opening <> CASE WHEN r.kind IN ('outcome', 'reconciled')
            THEN coalesce((SELECT min(i.sequence) FROM audit_records AS i WHERE i.action_id = r.action_id AND i.kind NOT IN ('outcome', 'reconciled')), r.sequence)
            ELSE r.sequence END
    ) ORDER BY sequence LIMIT 1";

/// Whether a file is a database with a trail that this version reads.
///
/// # Errors
/// A sentence: it is not, and what it is instead.
pub fn check_trail(path: &Path) -> Result<(), String> {
    if !path.exists() {
        return Err("there is no such file".to_owned());
    }
    let connection = direct::open_reader(path).map_err(|error| direct::sentence(&error))?;
    let has = |table: &str| {
        let found = connection.query_row("SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?)", [table], |row| row.get::<_, bool>(0));
        // What is damaged or forged there, verifying tells.
        found.or_else(|error| if is_of_the_content(&error) { Ok(true) } else { Err(direct::sentence(&error)) })
    };
    if !has("audit_records")? {
        return Err("it has no audit trail (there is no table audit_records)".to_owned());
    }
    if has("audit_checkpoints")? && has("audit_cuts")? {
        return Ok(());
    }
    let sentence = "its tables are of an earlier version (before migration 6), or were removed. Start this version of the console on a copy of it once, \
                    which brings the copy up to date and leaves each record as it is, and verify the copy";
    Err(sentence.to_owned())
}

/// An error that is in what the file says, and not in getting at it: a damaged page, a table that was made otherwise, a value of another type.
fn is_of_the_content(error: &rusqlite::Error) -> bool {
    const ERROR: i32 = 1;
    const CORRUPT: i32 = 11;
    matches!(direct::code(error), None | Some(ERROR | CORRUPT))
}

/// Nothing could be followed: where the file itself is the reason, that is a fault like any other.
fn unreadable(error: &rusqlite::Error) -> Result<Report, String> {
    if !is_of_the_content(error) {
        return Err(direct::sentence(error));
    }
    let (start, what) = (ChainHead::EMPTY, format!("what the verification begins with cannot be read: {}", direct::sentence(error)));
    Ok(Report { start, head: start, seals: 0, sealed: 0, sealed_at: String::new(), faults: vec![Fault { kind: FaultKind::Unreadable, first: 1, last: 1, what }] })
}

/// Verifies the file. Blocks its thread; reads over connections of its own.
///
/// # Errors
/// A sentence: the database cannot be opened or is none of ours.
pub(super) fn verify_file(path: &Path, keys: &VerifierKeys, outside: &[Seal], progress: &(dyn Fn(u64) + Sync)) -> Result<Report, String> {
    let connection = direct::open_reader(path).map_err(|error| direct::sentence(&error))?;
    loop {
        let (start, seals) = match start_and_seals(&connection, outside) {
            Ok(found) => found,
            Err(error) => return unreadable(&error),
        };
        let source = FileSource { path: path.to_owned(), start };
        let mut report = with_derived(&connection, start, verify(&source, start, keys, &seals, progress));
        let has_moved = self::start(&connection).map_err(|error| direct::sentence(&error))? != start;
        if has_moved && !report.faults.is_empty() {
            // It was cut and pruned meanwhile, in order: what was missing from it is in an archive.
            continue;
        }
        if report.records() > 0 && !seals.iter().any(|seal| matches!(seal.place, SealPlace::Inside(_))) {
            let what = "there are records, and not one checkpoint: none was ever made, or all were removed".to_owned();
            report.faults.push(Fault { kind: FaultKind::MissingSeal, first: start.size + 1, last: report.head.size, what });
        }
        match misdated(&connection) {
            Ok(faults) => report.faults.extend(faults),
            Err(error) => return unreadable(&error),
        }
        report.faults.extend(guards::fault(&connection, report.head.size));
        return Ok(report);
    }
}

/// Verifies a database file that no console need have open. Without keys its checkpoints are left aside.
///
/// # Errors
/// A sentence: it cannot be opened or is none of ours.
pub fn verify_database(path: &Path, keys: Option<&VerifierKeys>, outside: &[Seal]) -> Result<Report, String> {
    let Some(keys) = keys else {
        let mut report = verify_records(path)?;
        let connection = direct::open_reader(path).map_err(|error| direct::sentence(&error))?;
        report.faults.extend(guards::fault(&connection, report.head.size));
        return Ok(report);
    };
    verify_file(path, keys, outside, &|_| {})
}

/// The chain and the lists made from it, without checkpoints.
///
/// # Errors
/// A sentence: the database cannot be opened or is none of ours.
pub(super) fn verify_records(path: &Path) -> Result<Report, String> {
    let connection = direct::open_reader(path).map_err(|error| direct::sentence(&error))?;
    let start = match start(&connection) {
        Ok(start) => start,
        Err(error) => return unreadable(&error),
    };
    Ok(with_derived(&connection, start, follow_chain(path.to_owned(), start)))
}

/// The same over one connection, as it sees the database.
#[cfg(test)]
pub(super) fn verify_connection(connection: &Connection, keys: &VerifierKeys, outside: &[Seal]) -> Report {
    let (start, seals) = start_and_seals(connection, outside).unwrap();
    let source = ConnectionSource { connection, start };
    with_derived(connection, start, verify(&source, start, keys, &seals, &|_| {}))
}

/// Where the trail begins: before the first record, or behind the last cut.
pub(super) fn start(connection: &Connection) -> rusqlite::Result<ChainHead> {
    let cut = connection.query_row("SELECT last, last_hash FROM audit_cuts ORDER BY last DESC LIMIT 1", [], |row| head(row, 0));
    Ok(cut.optional()?.unwrap_or(ChainHead::EMPTY))
}

/// A record's place and hash, the hash as it is stored.
fn head(row: &Row<'_>, before: i64) -> rusqlite::Result<ChainHead> {
    Ok(ChainHead { size: row.get::<_, i64>(0)?.saturating_sub(before), hash: hash(row.get_ref(1)?) })
}

/// A note as it is stored. What is no text was not written by the console, and an empty one opens as little.
fn note(row: &Row<'_>, column: usize) -> rusqlite::Result<String> {
    Ok(match row.get_ref(column)? {
        ValueRef::Text(bytes) => String::from_utf8_lossy(bytes).into_owned(),
        _ => String::new(),
    })
}

/// A number as it is stored; what is none fits nowhere.
fn number(row: &Row<'_>, column: usize) -> rusqlite::Result<i64> {
    Ok(row.get_ref(column)?.as_i64().unwrap_or(-1))
}

/// Where the trail begins, and everything that vouches for it.
fn start_and_seals(connection: &Connection, outside: &[Seal]) -> rusqlite::Result<(ChainHead, Vec<Seal>)> {
    let start = start(connection)?;
    let cut = connection.query_row("SELECT note FROM audit_cuts WHERE last = ?", [start.size], |row| {
        Ok(Seal { place: SealPlace::Cut(start.size), note: note(row, 0)?, filed_size: Some(start.size) })
    });
    let cut = cut.optional()?;
    let mut statement = connection.prepare("SELECT id, note, size FROM audit_checkpoints ORDER BY id")?;
    let inside = statement.query_map([], |row| Ok(Seal { place: SealPlace::Inside(row.get(0)?), note: note(row, 1)?, filed_size: Some(number(row, 2)?) }))?;
    let mut seals: Vec<Seal> = inside.collect::<Result<_, _>>()?;
    seals.extend(cut);
    seals.extend_from_slice(outside);
    Ok((start, seals))
}

/// What stands where the verification does not look: below the first record, or under the last cut. Records that a cut allows to be deleted
/// and that are still there must lead to it.
fn before_the_start(connection: &Connection, start: ChainHead) -> rusqlite::Result<Option<Fault>> {
    let first = connection.query_row("SELECT sequence, previous_hash FROM audit_records WHERE sequence <= ? ORDER BY sequence LIMIT 1", [start.size], |row| head(row, 1));
    let Some(mut head) = first.optional()? else { return Ok(None) };
    if head.size < 0 {
        let sequence = head.size + 1;
        return Ok(Some(Fault { kind: FaultKind::Inserted, first: sequence, last: sequence, what: "no record has a number below 1".to_owned() }));
    }
    let followed = read(connection, head.size, start.size - head.size, &mut |record| match follows(&head, record) {
        Some(next) => {
            head = next;
            ControlFlow::Continue(())
        }
        None => ControlFlow::Break(()),
    });
    let leads_to_it = followed.is_ok() && head == start;
    let what = "it stands under the last cut, and does not lead to it".to_owned();
    Ok((!leads_to_it).then(|| Fault { kind: FaultKind::Edited, first: head.size + 1, last: head.size + 1, what }))
}

/// Checkpoints and cuts that are filed under another time than their notes have. A note that says none does not open, which is told elsewhere.
fn misdated(connection: &Connection) -> rusqlite::Result<Vec<Fault>> {
    let mut faults = Vec::new();
    for (text, name) in [
        ("SELECT size, id, note, made_at FROM audit_checkpoints ORDER BY id", "checkpoint"),
        ("SELECT last, last, note, made_at FROM audit_cuts ORDER BY last", "the cut after record"),
    ] {
        let mut statement = connection.prepare(text)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            // Notes have whole seconds.
            let filed = number(row, 3)?.div_euclid(SECOND);
            if noted_at(&note(row, 2)?).is_some_and(|noted| noted.div_euclid(SECOND) != filed) {
                let (size, what) = (number(row, 0)?.max(1), format!("{name} {} is filed under another time than its note has", number(row, 1)?));
                faults.push(Fault { kind: FaultKind::ForgedSeal, first: size, last: size, what });
            }
        }
    }
    Ok(faults)
}

/// Microseconds.
const SECOND: i64 = 1_000_000;

/// The first cut that names another archive than the note on which it rests.
const OTHER_ARCHIVE: &str = "SELECT last FROM audit_cuts WHERE coalesce(instr(note, char(10) || 'cut ' || archive_sha256 || char(10)), 0) = 0 ORDER BY last LIMIT 1";

/// Looks at the lists as well, where the records themselves are what they were.
fn with_derived(connection: &Connection, start: ChainHead, mut report: Report) -> Report {
    if report.faults.is_empty() {
        match before_the_start(connection, start) {
            Ok(fault) => report.faults.extend(fault),
            Err(error) => report.faults.push(Fault { kind: FaultKind::Unreadable, first: 1, last: start.size.max(1), what: direct::sentence(&error) }),
        }
    }
    if report.faults.is_empty() {
        if let Ok(Some(last)) = connection.query_row(OTHER_ARCHIVE, [], |row| row.get(0)).optional() {
            let what = "the cut names another archive than its checkpoint".to_owned();
            report.faults.push(Fault { kind: FaultKind::ForgedSeal, first: last, last, what });
        }
        let last = report.head.size;
        let path = connection.path().filter(|path| !path.is_empty()).map(PathBuf::from);
        if path.as_deref().is_some_and(|path| connection.is_autocommit() && agrees(connection, path, last)) {
            return report;
        }
        // Each reads the whole trail: side by side, where there is a second connection to be had.
        let other = path.and_then(|path| direct::open_reader(&path).ok());
        let (integrity, lists) = match other {
            Some(other) => std::thread::scope(|scope| {
                let lists = scope.spawn(move || derived(&other, start, last));
                let integrity = integrity::fault(connection, last);
                (integrity, lists.join().unwrap_or_else(|_| Some(Fault::derived(last, "the lists made from the records could not be held against them"))))
            }),
            None => (integrity::fault(connection, last), derived(connection, start, last)),
        };
        // The lists are held against the records by way of the indexes: where those are wrong, nothing else is said.
        report.faults.extend(integrity.or(lists));
    }
    report
}

/// Whether the file's pages are whole, and all that is derived from the records agrees with them. Side by side, and without a question for each
/// record: those are asked where this cannot say so.
fn agrees(connection: &Connection, path: &Path, last: i64) -> bool {
    std::thread::scope(|scope| {
        let held = scope.spawn(|| agreement::holds(path, last));
        let is_whole = integrity::is_whole(connection);
        held.join().unwrap_or(false) && is_whole
    })
}

fn derived(connection: &Connection, start: ChainHead, last: i64) -> Option<Fault> {
    match connection.query_row(DERIVED_FAULT, [start.size], |row| row.get(0)).optional() {
        Ok(None) => None,
        Ok(Some(sequence)) => Some(Fault::derived(sequence, "the lists of open intents and of doubts do not agree with the records")),
        Err(error) => Some(Fault::derived(last, format!("the lists made from the records cannot be read: {}", direct::sentence(&error)))),
    }
}

/// The chain alone, from a place that is known to be good.
pub(super) fn follow_chain(path: PathBuf, start: ChainHead) -> Report {
    verify(&FileSource { path, start }, start, &VerifierKeys::default(), &[], &|_| {})
}
