//! The indexes of the records, and what is in them.

use super::Entries;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ToSql};
use std::borrow::Cow;
use std::cmp::Ordering;
use std::hash::RandomState;

/// An index of the records, read from its first entry to its last: what is in it, and not what the table says in its place.
pub(super) struct Index {
    pub(super) name: &'static str,
    /// Selects the sequence, then the columns of the index.
    query: &'static str,
    /// Whether no two entries have the same columns.
    is_unique: bool,
    /// Where the sequence is a column of the index: finds an entry by its sequence and its other columns. SQLite reads a sequence from where the
    /// entry points to, not from the column by which it is found.
    by_key: Option<&'static str>,
}

pub(super) const BY_ACTION: usize = 0;
pub(super) const OPENINGS: usize = 1;
pub(super) const BY_USER: usize = 2;
pub(super) const EFFECTS_BY_ACTOR: usize = 3;
pub(super) const EFFECTS_ON_USER: usize = 4;
pub(super) const SIGNALS: usize = 5;
pub(super) const DENIALS: usize = 6;

/// Each query has the words of its index's condition: by them SQLite knows that the index has all that is asked for.
macro_rules! read {
    ($name:literal, $columns:literal, $condition:literal) => {
        concat!("SELECT sequence, ", $columns, " FROM audit_records INDEXED BY ", $name, " WHERE ", $condition)
    };
}

macro_rules! find {
    ($name:literal, $condition:literal, $key:literal) => {
        Some(concat!("SELECT 1 FROM audit_records INDEXED BY ", $name, " WHERE (", $condition, ") AND sequence = ?1", $key))
    };
}

pub(super) const INDEXES: [Index; 7] = [
    Index { name: "audit_by_action", query: "SELECT sequence, action_id, kind FROM audit_records INDEXED BY audit_by_action", is_unique: true, by_key: None },
    Index { name: "audit_openings", query: read!("audit_openings", "action_id", "kind <> 'outcome' AND kind <> 'reconciled'"), is_unique: true, by_key: None },
    Index {
        name: "audit_by_user_sub",
        query: read!("audit_by_user_sub", "user_sub", "kind <> 'outcome' AND kind <> 'reconciled' AND user_sub IS NOT NULL"),
        is_unique: false,
        by_key: find!("audit_by_user_sub", "kind <> 'outcome' AND kind <> 'reconciled' AND user_sub IS NOT NULL", " AND user_sub = ?2"),
    },
    Index {
        name: "audit_effects_by_actor",
        query: read!(
            "audit_effects_by_actor",
            "body ->> '$.actor.sub', body ->> '$.actor.issuer', occurred_at",
            "kind = 'intent' AND event <> 'user.sign_out' AND (body ->> '$.part_of' IS NULL OR body ->> '$.basis' = 'approval')"
        ),
        is_unique: false,
        by_key: None,
    },
    Index {
        name: "audit_effects_on_user",
        query: read!(
            "audit_effects_on_user",
            "user_sub, pool, occurred_at, action_id",
            "kind = 'intent' AND event <> 'user.sign_out' AND (body ->> '$.part_of' IS NULL OR body ->> '$.basis' = 'approval')"
        ),
        is_unique: false,
        by_key: None,
    },
    Index {
        name: "audit_signals",
        query: read!("audit_signals", "NULL", "kind = 'denied' OR event = 'signal.canary'"),
        is_unique: false,
        by_key: find!("audit_signals", "kind = 'denied' OR event = 'signal.canary'", " AND ?2 IS NULL"),
    },
    Index {
        name: "audit_denials_by_actor",
        query: read!("audit_denials_by_actor", "body ->> '$.actor.sub', body ->> '$.actor.issuer'", "kind = 'denied'"),
        is_unique: false,
        by_key: find!("audit_denials_by_actor", "kind = 'denied'", " AND body ->> '$.actor.sub' IS ?2 AND body ->> '$.actor.issuer' IS ?3"),
    },
];

/// A column of an entry, in SQLite's order: nothing, numbers, then texts by their bytes.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Column<'a> {
    Nothing,
    Number(i64),
    Text(&'a str),
}

impl<'a> Column<'a> {
    pub(super) fn of(text: Option<&'a Cow<'_, str>>) -> Self {
        text.map_or(Self::Nothing, |text| Self::Text(text))
    }

    fn read(value: ValueRef<'a>) -> rusqlite::Result<Self> {
        Ok(match value {
            ValueRef::Null => Self::Nothing,
            ValueRef::Integer(number) => Self::Number(number),
            other => Self::Text(other.as_str()?),
        })
    }
}

impl ToSql for Column<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match *self {
            Self::Nothing => ValueRef::Null,
            Self::Number(number) => ValueRef::Integer(number),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
        }))
    }
}

impl Index {
    /// All entries; `None` where they do not stand in their order, each once, and where they are to be found.
    pub(super) fn entries(&self, connection: &Connection, keys: &[RandomState; 2]) -> rusqlite::Result<Option<Entries>> {
        let mut statement = connection.prepare(self.query)?;
        let columns = statement.column_count();
        let mut lookup = self.by_key.map(|text| connection.prepare(text)).transpose()?;
        let mut rows = statement.query([])?;
        let mut found = Entries::default();
        let mut before: Option<Kept> = None;
        while let Some(row) = rows.next()? {
            let sequence: i64 = row.get(0)?;
            let entry = (1..columns).map(|column| Column::read(row.get_ref(column)?)).collect::<rusqlite::Result<Vec<_>>>()?;
            found.add(keys, (sequence, &entry[..]));
            let is_behind = before.as_ref().is_none_or(|before| match before.columns().cmp(entry.iter().cloned()) {
                Ordering::Less => true,
                Ordering::Equal => !self.is_unique && before.sequence < sequence,
                Ordering::Greater => false,
            });
            if !is_behind {
                return Ok(None);
            }
            if let Some(lookup) = &mut lookup
                && !lookup.exists(rusqlite::params_from_iter(std::iter::once(&Column::Number(sequence)).chain(&entry)))?
            {
                return Ok(None);
            }
            before.get_or_insert_default().keep(sequence, &entry);
        }
        Ok(Some(found))
    }
}

/// An entry that outlives its row, in memory that the next one takes over.
#[derive(Default)]
struct Kept {
    sequence: i64,
    columns: Vec<KeptColumn>,
}

#[derive(Default)]
struct KeptColumn {
    number: Option<i64>,
    text: Option<String>,
}

impl Kept {
    fn keep(&mut self, sequence: i64, columns: &[Column<'_>]) {
        self.sequence = sequence;
        self.columns.resize_with(columns.len(), KeptColumn::default);
        for (kept, column) in self.columns.iter_mut().zip(columns) {
            kept.number = None;
            match column {
                Column::Nothing => kept.text = None,
                Column::Number(number) => (kept.number, kept.text) = (Some(*number), None),
                Column::Text(text) => {
                    let memory = kept.text.get_or_insert_default();
                    memory.clear();
                    memory.push_str(text);
                }
            }
        }
    }

    fn columns(&self) -> impl Iterator<Item = Column<'_>> {
        self.columns.iter().map(|kept| kept.text.as_deref().map(Column::Text).or(kept.number.map(Column::Number)).unwrap_or(Column::Nothing))
    }
}
