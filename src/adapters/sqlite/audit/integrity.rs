//! Whether SQLite's own indexes agree with the tables of the trail. Nothing else shows that: a user's timeline, and the page of an action, are
//! read through them, and what is not in one is not on the page.

use super::super::direct;
use crate::domain::audit::line::inert;
use crate::domain::audit::verify::{Fault, FaultKind};
use rusqlite::{Connection, OptionalExtension};

/// The tables whose indexes, or whose contents, pages rest on.
const TABLES: [&str; 6] = ["audit_records", "audit_checkpoints", "audit_cuts", "audit_open_intents", "audit_doubts", "audit_cursors"];
const IS_THERE: &str = "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?";
/// The pages of a large index are looked up in any order: 64 MB of them are kept meanwhile.
const CACHE: &str = "PRAGMA cache_size = -64000";

/// What SQLite's check of the tables finds first (<https://www.sqlite.org/pragma.html#pragma_integrity_check>). It reads one moment of the
/// database, beside whoever writes.
pub(super) fn fault(connection: &Connection, last: i64) -> Option<Fault> {
    if let Err(error) = connection.execute_batch(CACHE) {
        return Some(unreadable(last, &direct::sentence(&error)));
    }
    TABLES.into_iter().find_map(|table| match found(connection, "integrity_check", table) {
        Ok(found) => of_table(table, &found, last),
        Err(error) => Some(unreadable(last, &format!("the table {table}: {}", direct::sentence(&error)))),
    })
}

/// Whether all pages of the tables and of their indexes are whole, and each value is of its type. Of the records' table this leaves aside whether
/// the indexes agree with it, which takes far the longest, and which [`super::agreement`] tells sooner.
pub(super) fn is_whole(connection: &Connection) -> bool {
    TABLES.into_iter().all(|table| {
        let check = if table == "audit_records" { "quick_check" } else { "integrity_check" };
        found(connection, check, table).is_ok_and(|found| found.is_empty())
    })
}

fn unreadable(last: i64, what: &str) -> Fault {
    Fault { kind: FaultKind::Unreadable, first: 1, last: last.max(1), what: format!("SQLite's own check: {what}") }
}

fn found(connection: &Connection, check: &str, table: &str) -> rusqlite::Result<Vec<String>> {
    // Of a table that is missing the comparison of the whole schema tells, which knows whether it has to be there.
    if connection.query_row(IS_THERE, [table], |_| Ok(())).optional()?.is_none() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    connection.pragma(None, check, table, |row| {
        found.push(row.get::<_, String>(0)?);
        Ok(())
    })?;
    found.retain(|line| line != "ok");
    Ok(found)
}

fn of_table(table: &str, found: &[String], last: i64) -> Option<Fault> {
    let told = inert(found.first()?);
    let more = if found.len() > 1 { format!(", and {} more", found.len() - 1) } else { String::new() };
    if !found.iter().all(|line| is_of_an_index(line)) {
        return Some(unreadable(last, &format!("the table {table}: {told}{more}")));
    }
    let row = told.strip_prefix("row ").and_then(|rest| rest.split(' ').next()?.parse().ok()).filter(|_| table == "audit_records");
    let what = format!("an index of the table {table} does not agree with it, so that pages may miss records ({told}{more})");
    Some(Fault { kind: FaultKind::Derived, first: row.unwrap_or(1), last: last.max(row.unwrap_or(1)), what })
}

/// What the check says of an index whose pages can be read.
fn is_of_an_index(line: &str) -> bool {
    (line.starts_with("row ") && line.contains(" missing from index ")) || line.starts_with("wrong # of entries in index ") || line.starts_with("non-unique entry in index ")
}
