//! Whether everything that is derived from the records agrees with them, told in one pass over the records and one over each index: the records
//! that opened actions, the lists of open ends, the entries of the indexes.
//!
//! It only ever says that all is well. Where it cannot, for whatever reason, SQLite's own check of each entry and the questions that are asked
//! record by record find what is wrong, if anything is, and where.

use super::super::direct;
use index::{BY_ACTION, BY_USER, Column, DENIALS, EFFECTS_BY_ACTOR, EFFECTS_ON_USER, INDEXES, OPENINGS, SIGNALS};
use rusqlite::Connection;
use serde::Deserialize;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, Hash, RandomState};
use std::path::Path;

mod index;

const RECORDS: &str = "SELECT sequence, opening, body FROM audit_records ORDER BY sequence";

/// The indexes of the records: with one that is not listed above nothing can be said here.
const NAMES: &str = "SELECT name FROM sqlite_schema WHERE type = 'index' AND lower(tbl_name) = 'audit_records'";

/// What is held in memory of actions under way; more of them are left to the questions.
const UNDER_WAY: usize = 1_000_000;

/// What a record's body says of it, as far as anything is derived from that.
#[derive(Deserialize)]
struct Said<'a> {
    #[serde(borrow)]
    action_id: Cow<'a, str>,
    #[serde(borrow)]
    kind: Cow<'a, str>,
    #[serde(borrow)]
    event: Cow<'a, str>,
    occurred_at: i64,
    #[serde(borrow, default)]
    outcome: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    part_of: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    basis: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    actor: Option<Person<'a>>,
    #[serde(borrow, default)]
    target: Option<Target<'a>>,
}

#[derive(Deserialize)]
struct Person<'a> {
    #[serde(borrow, default)]
    sub: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    issuer: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct Target<'a> {
    #[serde(borrow, default)]
    sub: Option<Cow<'a, str>>,
    #[serde(borrow, default)]
    pool: Option<Cow<'a, str>>,
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
        let names = connection.prepare(NAMES)?.query_map([], |row| row.get(0))?.collect::<Result<Vec<String>, _>>()?;
        if names.len() != INDEXES.len() || INDEXES.iter().any(|index| !names.iter().any(|name| name == index.name)) {
            return Ok(false);
        }
        let keys = [RandomState::new(), RandomState::new()];
        let Some(expected) = of_records(&connection, &keys, last)? else { return Ok(false) };
        for (index, expected) in INDEXES.iter().zip(expected) {
            if index.entries(&connection, &keys)? != Some(expected) {
                return Ok(false);
            }
        }
        Ok(true)
    });
    held.unwrap_or(false)
}

/// The entries that the indexes must have; `None` where a record, or a list, is not as it is expected to be.
fn of_records(connection: &Connection, keys: &[RandomState; 2], last: i64) -> rusqlite::Result<Option<[Entries; INDEXES.len()]>> {
    let mut under_way: HashMap<String, UnderWay> = HashMap::new();
    let mut expected = [Entries::default(); INDEXES.len()];
    let mut statement = connection.prepare(RECORDS)?;
    let mut rows = statement.query([])?;
    let mut at = 0;
    while let Some(row) = rows.next()? {
        let (sequence, opening): (i64, i64) = (row.get(0)?, row.get(1)?);
        let Ok(said) = serde_json::from_str::<Said<'_>>(row.get_ref(2)?.as_str()?) else { return Ok(None) };
        at = sequence;
        let opens = !matches!(&*said.kind, "outcome" | "reconciled");
        add(&mut expected, keys, sequence, &said, opens);
        if !follows(&mut under_way, sequence, opening, opens, &said) || under_way.len() > UNDER_WAY {
            return Ok(None);
        }
    }
    let listed = |is_doubt| under_way.values().filter(|action| action.is_doubt == is_doubt).map(|action| action.by).collect::<BTreeMap<i64, i64>>();
    let agree = at >= last && list(connection, "audit_open_intents")? == listed(false) && list(connection, "audit_doubts")? == listed(true);
    Ok(agree.then_some(expected))
}

/// The entries that a record must have in the indexes.
fn add(expected: &mut [Entries; INDEXES.len()], keys: &[RandomState; 2], sequence: i64, said: &Said<'_>, opens: bool) {
    let mut entry = |index: usize, columns: &[Column<'_>]| expected[index].add(keys, (sequence, columns));
    let (action_id, at) = (Column::Text(&said.action_id), Column::Number(said.occurred_at));
    let sub = Column::of(said.actor.as_ref().and_then(|actor| actor.sub.as_ref()));
    let issuer = Column::of(said.actor.as_ref().and_then(|actor| actor.issuer.as_ref()));
    let user = Column::of(said.target.as_ref().and_then(|target| target.sub.as_ref()));
    entry(BY_ACTION, &[action_id.clone(), Column::Text(&said.kind)]);
    if opens {
        entry(OPENINGS, std::slice::from_ref(&action_id));
        if user != Column::Nothing {
            entry(BY_USER, std::slice::from_ref(&user));
        }
    }
    let is_denied = &*said.kind == "denied";
    if is_denied || &*said.event == "signal.canary" {
        entry(SIGNALS, &[Column::Nothing]);
    }
    if is_denied {
        entry(DENIALS, &[sub.clone(), issuer.clone()]);
    }
    if &*said.kind == "intent" && &*said.event != "user.sign_out" && (said.part_of.is_none() || said.basis.as_deref() == Some("approval")) {
        let pool = Column::of(said.target.as_ref().and_then(|target| target.pool.as_ref()));
        entry(EFFECTS_BY_ACTOR, &[sub, issuer, at.clone()]);
        entry(EFFECTS_ON_USER, &[user, pool, at, action_id]);
    }
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
