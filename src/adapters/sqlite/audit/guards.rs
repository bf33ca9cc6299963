//! Whether the database is made as the console made it: every table, index and trigger, and nothing else. A trigger that somebody planted can
//! keep records from ever being written, which no chain shows; one that was removed no longer refuses changes.
//!
//! Everything is compared, since a trigger on any table can write into the trail's. The names are not looked at for what they concern: SQLite
//! takes `AUDIT_RECORDS` for `audit_records`.

use super::super::connect::MIGRATIONS;
use super::super::direct;
use crate::domain::audit::line::inert;
use crate::domain::audit::verify::{Fault, FaultKind};
use rusqlite::Connection;
use std::collections::BTreeMap;

const SCHEMA: &str = "SELECT type, name, tbl_name, coalesce(sql, '') FROM sqlite_schema";
const VERSIONS: &str = "SELECT version, success FROM _sqlx_migrations ORDER BY version";
/// The table of migrations is made by sqlx, whose wording is its own; that there is one, and its index, is compared.
const MIGRATIONS_TABLE: &str = "_sqlx_migrations";
const MAKE_MIGRATIONS_TABLE: &str = "CREATE TABLE _sqlx_migrations (version BIGINT PRIMARY KEY)";
/// What SQLite makes itself at `ANALYZE`, word for word: counts for its planner, which no answer hangs on.
const STATISTICS: [(&str, &str); 2] = [("sqlite_stat1", "CREATE TABLE sqlite_stat1(tbl,idx,stat)"), ("sqlite_stat4", "CREATE TABLE sqlite_stat4(tbl,idx,neq,nlt,ndlt,sample)")];
/// Names that are told one by one.
const TOLD: usize = 5;

/// By type and name: the table that it belongs to, and the statement that made it.
type Made = BTreeMap<(String, String), (String, String)>;

/// What differs from what the migrations make, for all records up to the `last`; `None` where nothing does.
pub(super) fn fault(connection: &Connection, last: i64) -> Option<Fault> {
    let what = match difference(connection) {
        Ok(differences) if differences.is_empty() => return None,
        Ok(differences) => {
            let more = differences.len().saturating_sub(TOLD);
            let more = if more == 0 { String::new() } else { format!(", and {more} more") };
            let told: Vec<String> = differences.into_iter().take(TOLD).collect();
            format!("the database is not made as the console made it: {}{more}", told.join(", "))
        }
        Err(error) => format!("the database's own guards cannot be read: {}", direct::sentence(&error)),
    };
    Some(Fault { kind: FaultKind::Guards, first: 1, last: last.max(1), what })
}

/// What is changed, missing or planted, each in a few words.
fn difference(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut statement = connection.prepare(VERSIONS)?;
    let versions: Vec<(i64, bool)> = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
    // A database that this version has not opened yet has the tables of its own time.
    let known = MIGRATIONS.iter().take(versions.len());
    if versions.is_empty() || versions.len() > known.len() || !known.clone().map(|migration| (migration.version, true)).eq(versions.iter().copied()) {
        return Ok(vec!["its list of migrations is not one that this version knows".to_owned()]);
    }
    let fresh = Connection::open_in_memory()?;
    fresh.execute_batch(MAKE_MIGRATIONS_TABLE)?;
    for migration in known {
        fresh.execute_batch(migration.sql.as_str())?;
    }
    let (expected, mut found) = (made(&fresh)?, made(connection)?);
    let mut differences = Vec::new();
    for (object, how) in &expected {
        match found.remove(object) {
            Some(other) if other == *how => {}
            Some(_) => differences.push(format!("{} was changed", named(object))),
            None => differences.push(format!("{} is missing", named(object))),
        }
    }
    differences.extend(found.keys().map(|object| format!("{} was planted", named(object))));
    Ok(differences)
}

/// What a planted thing is called is chosen by whoever planted it.
fn named((kind, name): &(String, String)) -> String {
    inert(&format!("{kind} {name}")).chars().take(80).collect()
}

fn made(connection: &Connection) -> rusqlite::Result<Made> {
    let mut statement = connection.prepare(SCHEMA)?;
    let mut rows = statement.query([])?;
    let mut made = Made::new();
    while let Some(row) = rows.next()? {
        let (kind, name, table, mut sql): (String, String, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
        if kind == "table" && table == name && STATISTICS.contains(&(name.as_str(), sql.as_str())) {
            continue;
        }
        if kind == "table" && name == MIGRATIONS_TABLE {
            sql.clear();
        }
        // Two of one name would be one too many.
        let mut object = (kind, name);
        while made.contains_key(&object) {
            object.1.push_str(" (once more)");
        }
        made.insert(object, (table, sql));
    }
    Ok(made)
}
