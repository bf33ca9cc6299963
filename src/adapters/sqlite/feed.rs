//! The trail as sinks see it. Reads go beside the writer; a cursor costs one small commit for each delivery.

use super::Database;
use super::database::sentence;
use crate::domain::audit::FeedOf;
use crate::domain::audit::line::{brief_record_line, checkpoint_line, record_line};
use crate::ports::trail_feed::{FeedItem, TrailFeed};
use async_trait::async_trait;
use futures::TryStreamExt;
use sqlx::sqlite::SqliteRow;
use sqlx::{Error, Row};

/// Items of one delivery at most.
const ITEMS: i64 = 500;
/// Lines up to here are short enough for every sink, also when all of it has to be escaped.
const SHORT: usize = 1_024;
/// A delivery ends with the item that fills so many bytes.
const BYTES: usize = 1_048_576;

const RECORDS: &str = "SELECT sequence, occurred_at, previous_hash, hash, encoding, body FROM audit_records WHERE sequence > ? ORDER BY sequence LIMIT ?";
const CHECKPOINTS: &str = "SELECT id, made_at, note FROM audit_checkpoints WHERE id > ? ORDER BY id LIMIT ?";
const SET_CURSOR: &str = "INSERT INTO audit_cursors (name, what, position) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET position = excluded.position";

/// The feed of this database's trail.
#[derive(Debug, Clone)]
pub struct SqliteFeed(Database);

impl SqliteFeed {
    /// Of this database.
    pub fn new(database: Database) -> Self {
        Self(database)
    }
}

#[async_trait]
impl TrailFeed for SqliteFeed {
    async fn after(&self, what: FeedOf, position: i64) -> Result<Vec<FeedItem>, String> {
        let text = match what {
            FeedOf::Records => RECORDS,
            FeedOf::Checkpoints => CHECKPOINTS,
        };
        let (mut items, mut bytes) = (Vec::new(), 0);
        let mut rows = sqlx::query(text).bind(position).bind(ITEMS).fetch(&self.0.readers);
        while let Some(row) = rows.try_next().await.map_err(store)? {
            let item = item(what, &row).map_err(store)?;
            bytes += item.line.len();
            items.push(item);
            if bytes >= BYTES {
                break;
            }
        }
        Ok(items)
    }

    async fn last(&self, what: FeedOf) -> Result<i64, String> {
        let text = match what {
            FeedOf::Records => "SELECT coalesce(max(sequence), 0) FROM audit_records",
            FeedOf::Checkpoints => "SELECT coalesce(max(id), 0) FROM audit_checkpoints",
        };
        sqlx::query_scalar(text).fetch_one(&self.0.readers).await.map_err(store)
    }

    async fn cursor(&self, sink: &str, what: FeedOf) -> Result<Option<i64>, String> {
        let query = sqlx::query_scalar("SELECT position FROM audit_cursors WHERE name = ? AND what = ?");
        query.bind(sink).bind(what.name()).fetch_optional(&self.0.readers).await.map_err(store)
    }

    async fn set_cursor(&self, sink: &str, what: FeedOf, position: i64) -> Result<(), String> {
        self.0.check_file()?;
        sqlx::query(SET_CURSOR).bind(sink).bind(what.name()).bind(position).execute(&self.0.writer).await.map(|_| ()).map_err(store)
    }
}

fn item(what: FeedOf, row: &SqliteRow) -> Result<FeedItem, Error> {
    let (position, at) = (row.try_get(0)?, row.try_get(1)?);
    let (line, brief) = match what {
        FeedOf::Records => {
            let (previous_hash, hash, encoding, body) = (hash(row, 2)?, hash(row, 3)?, row.try_get(4)?, row.try_get(5)?);
            let line = record_line(position, &previous_hash, &hash, encoding, body);
            let brief = (line.len() > SHORT).then(|| brief_record_line(position, &previous_hash, &hash, encoding, body));
            (line, brief)
        }
        FeedOf::Checkpoints => (checkpoint_line(row.try_get(2)?), None),
    };
    Ok(FeedItem { position, what, at, line, brief })
}

/// A column with a SHA-256.
fn hash(row: &SqliteRow, column: usize) -> Result<[u8; 32], Error> {
    let bytes: &[u8] = row.try_get(column)?;
    bytes.try_into().map_err(|_| Error::Protocol(format!("a hash has {} bytes", bytes.len())))
}

/// As an argument of `map_err`, for errors as they come.
#[expect(clippy::needless_pass_by_value, reason = "map_err passes by value")]
fn store(error: Error) -> String {
    sentence(&error)
}
