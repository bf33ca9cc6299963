//! Whether everything that is derived from the records agrees with them, told in one pass over the records and one over each index: the records
//! that opened actions, the lists of open ends, the entries of the indexes.
//!
//! It only ever says that all is well. Where it cannot, for whatever reason, SQLite's own check of each entry and the questions that are asked
//! record by record find what is wrong, if anything is, and where.

use super::super::direct;
use rusqlite::{Connection, Row};
use serde::Deserialize;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, Hash, RandomState};
use std::path::Path;

const RECORDS: &str = "SELECT sequence, opening, body FROM audit_records ORDER BY sequence";
/// The indexes from their first entry to their last: what is in them, and not what the table says in its place.
const BY_ACTION: &str = "SELECT sequence, action_id, kind FROM audit_records INDEXED BY audit_by_action";
const OPENINGS: &str = "SELECT sequence, action_id, '' FROM audit_records INDEXED BY audit_openings WHERE kind <> 'outcome' AND kind <> 'reconciled'";
const BY_USER: &str = "SELECT sequence, user_sub, '' FROM audit_records INDEXED BY audit_by_user_sub WHERE kind <> 'outcome' AND kind <> 'reconciled' AND user_sub IS NOT NULL";

/// Indexes of the records that are none of these three: with one of them nothing can be said here.
const OTHERS: &str = "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'index' AND lower(tbl_name) = 'audit_records'
    AND name NOT IN ('audit_by_action', 'audit_openings', 'audit_by_user_sub'))";

/// What is held in memory of actions under way; more of them are left to the questions.
const UNDER_WAY: usize = 1_000_000;

/// What a record's body says of it, as far as anything is derived from that.
#[derive(Deserialize)]
struct Said<'a> {
    #[serde(borrow)]
    action_id: Cow<'a, str>,
    #[serde(borrow)]
    kind: Cow<'a, str>,
    occurred_at: i64,
    #[serde(borrow, default)]
    outcome: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    target: Option<Target<'a>>,
}

#[derive(Deserialize)]
struct Target<'a> {
    #[serde(borrow, default)]
    sub: Option<Cow<'a, str>>,
}

/// A set of entries as a number: the sum of their keyed hashes, which nobody can foretell.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Entries {
    count: u64,
    sums: [u64; 2],
}

impl Entries {
    fn add(&mut self, keys: &[RandomState; 2], entry: impl Hash) {
        self.count += 1;
        for (sum, key) in self.sums.iter_mut().zip(keys) {
            *sum = sum.wrapping_add(key.hash_one(&entry));
        }
    }
}

/// An action that is under way: an intent without an outcome, or with one that is in doubt.
struct UnderWay {
    opening: i64,
    /// The record that says so, when it was made, and whether it is an outcome.
    by: (i64, i64),
    is_doubt: bool,
}

/// Whether all that is derived agrees, up to the `last` record that was followed. Reads over a connection of its own.
pub(super) fn holds(path: &Path, last: i64) -> bool {
    let held = direct::open_reader(path).and_then(|connection| {
        // One moment of the database, beside whoever writes.
        connection.execute_batch("BEGIN")?;
        if connection.query_row(OTHERS, [], |row| row.get(0))? {
            return Ok(false);
        }
        let keys = [RandomState::new(), RandomState::new()];
        let Some(expected) = of_records(&connection, &keys, last)? else { return Ok(false) };
        for (text, expected) in [BY_ACTION, OPENINGS, BY_USER].into_iter().zip(expected) {
            if of_index(&connection, &keys, text)? != Some(expected) {
                return Ok(false);
            }
        }
        Ok(true)
    });
    held.unwrap_or(false)
}

/// The entries that the indexes must have; `None` where a record, or a list, is not as it is expected to be.
fn of_records(connection: &Connection, keys: &[RandomState; 2], last: i64) -> rusqlite::Result<Option<[Entries; 3]>> {
    let mut under_way: HashMap<String, UnderWay> = HashMap::new();
    let mut expected = [Entries::default(); 3];
    let mut statement = connection.prepare(RECORDS)?;
    let mut rows = statement.query([])?;
    let mut at = 0;
    while let Some(row) = rows.next()? {
        let (sequence, opening): (i64, i64) = (row.get(0)?, row.get(1)?);
        let Ok(said) = serde_json::from_str::<Said<'_>>(row.get_ref(2)?.as_str()?) else { return Ok(None) };
        at = sequence;
        let opens = !matches!(&*said.kind, "outcome" | "reconciled");
        expected[0].add(keys, (sequence, &*said.action_id, &*said.kind));
        if opens {
            expected[1].add(keys, (sequence, &*said.action_id, ""));
            if let Some(sub) = said.target.as_ref().and_then(|target| target.sub.as_deref()) {
                expected[2].add(keys, (sequence, sub, ""));
            }
        }
        if !follows(&mut under_way, sequence, opening, opens, &said) || under_way.len() > UNDER_WAY {
            return Ok(None);
        }
    }
    let listed = |is_doubt| under_way.values().filter(|action| action.is_doubt == is_doubt).map(|action| action.by).collect::<BTreeMap<i64, i64>>();
    let agree = at >= last && list(connection, "audit_open_intents")? == listed(false) && list(connection, "audit_doubts")? == listed(true);
    Ok(agree.then_some(expected))
}

/// Whether a record names the one that opened its action, and is expected behind what came before it.
fn follows(under_way: &mut HashMap<String, UnderWay>, sequence: i64, opening: i64, opens: bool, said: &Said<'_>) -> bool {
    let by = (sequence, said.occurred_at);
    if opens {
        let is_new = &*said.kind != "intent" || under_way.insert(said.action_id.clone().into_owned(), UnderWay { opening, by, is_doubt: false }).is_none();
        return is_new && opening == sequence;
    }
    let Some(action) = under_way.get_mut(&*said.action_id) else { return false };
    let fits = action.opening == opening && action.is_doubt == (&*said.kind == "reconciled");
    if &*said.kind == "outcome" && said.outcome.as_deref() == Some("unknown") {
        (action.by, action.is_doubt) = (by, true);
    } else {
        under_way.remove(&*said.action_id);
    }
    fits
}

fn list(connection: &Connection, table: &'static str) -> rusqlite::Result<BTreeMap<i64, i64>> {
    let mut statement = connection.prepare(&format!("SELECT sequence, occurred_at FROM {table}"))?;
    statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}

/// The entries of an index; `None` where they do not stand in their order, each once.
fn of_index(connection: &Connection, keys: &[RandomState; 2], text: &str) -> rusqlite::Result<Option<Entries>> {
    let mut statement = connection.prepare(text)?;
    let mut rows = statement.query([])?;
    let (mut found, mut before) = (Entries::default(), None);
    while let Some(row) = rows.next()? {
        let (sequence, first, second) = entry(row)?;
        found.add(keys, (sequence, first, second));
        let here = (first.to_owned(), second.to_owned(), sequence);
        let is_unique = text != BY_USER;
        let is_behind = before.as_ref().is_none_or(|before: &(String, String, i64)| if is_unique { (&before.0, &before.1) < (&here.0, &here.1) } else { *before < here });
        if !is_behind {
            return Ok(None);
        }
        before = Some(here);
    }
    Ok(Some(found))
}

fn entry<'a>(row: &'a Row<'_>) -> rusqlite::Result<(i64, &'a str, &'a str)> {
    Ok((row.get(0)?, row.get_ref(1)?.as_str()?, row.get_ref(2)?.as_str()?))
}
