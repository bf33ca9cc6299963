//! Requests for an approval in SQLite.

use super::Database;
use super::database::sentence;
use crate::domain::actor::StaffId;
use crate::ports::escalation_store::{EscalationStore, EscalationStoreError, Keeping, KeptRequest};
use async_trait::async_trait;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;
use uuid::Uuid;

const KEEP: &str = "INSERT INTO escalations (id, issuer, sub, wanted, asked_at, expires_at) SELECT ?1, ?2, ?3, ?4, ?5, ?6
    WHERE (SELECT count(*) FROM escalations WHERE issuer = ?2 AND sub = ?3 AND expires_at > ?5 AND wanted <> '') < ?7 ON CONFLICT DO NOTHING";
const FIND: &str = "SELECT id, issuer, sub, wanted, asked_at, expires_at FROM escalations WHERE id = ?";
const NEWEST: &str = "SELECT id, issuer, sub, wanted, asked_at, expires_at FROM escalations WHERE ?1 IS NULL OR (issuer = ?1 AND sub = ?2) ORDER BY asked_at DESC, id LIMIT ?3";
const UNFINISHED: &str = "SELECT id, issuer, sub, wanted, asked_at, expires_at FROM escalations
    WHERE wanted <> '' AND (?1 IS NULL OR (issuer = ?1 AND sub = ?2)) ORDER BY asked_at, id LIMIT ?3";

/// Requests in this database.
#[derive(Debug, Clone)]
pub struct SqliteEscalations {
    database: Database,
}

impl SqliteEscalations {
    /// The requests in this database.
    pub fn new(database: Database) -> Self {
        Self { database }
    }

    async fn list(&self, text: &'static str, of: Option<&StaffId>, size: u32) -> Result<Vec<KeptRequest>, EscalationStoreError> {
        let query = sqlx::query(text).bind(of.map(|person| person.issuer.as_str())).bind(of.map(|person| person.sub.as_str())).bind(size);
        let rows = query.fetch_all(&self.database.readers).await.map_err(failed)?;
        rows.iter().map(kept).collect::<Result<_, _>>().map_err(failed)
    }
}

#[async_trait]
impl EscalationStore for SqliteEscalations {
    async fn keep(&self, request: &KeptRequest, limit: u32) -> Result<Keeping, EscalationStoreError> {
        let query = sqlx::query(KEEP).bind(request.id.to_string()).bind(&request.asked_by.issuer).bind(&request.asked_by.sub).bind(&request.wanted);
        let query = query.bind(request.asked_at).bind(request.expires_at).bind(limit);
        if query.execute(&self.database.writer).await.map_err(failed)?.rows_affected() == 1 {
            return Ok(Keeping::Kept);
        }
        Ok(if self.find(request.id).await?.is_some() { Keeping::Before } else { Keeping::TooMany })
    }

    async fn find(&self, id: Uuid) -> Result<Option<KeptRequest>, EscalationStoreError> {
        let row = sqlx::query(FIND).bind(id.to_string()).fetch_optional(&self.database.readers).await.map_err(failed)?;
        row.as_ref().map(kept).transpose().map_err(failed)
    }

    async fn newest(&self, of: Option<&StaffId>, size: u32) -> Result<Vec<KeptRequest>, EscalationStoreError> {
        self.list(NEWEST, of, size).await
    }

    async fn unfinished(&self, of: Option<&StaffId>, size: u32) -> Result<Vec<KeptRequest>, EscalationStoreError> {
        self.list(UNFINISHED, of, size).await
    }

    async fn prolong(&self, id: Uuid, expires_at: i64) -> Result<(), EscalationStoreError> {
        let query = sqlx::query("UPDATE escalations SET expires_at = ?2 WHERE id = ?1 AND expires_at < ?2").bind(id.to_string()).bind(expires_at);
        query.execute(&self.database.writer).await.map(|_| ()).map_err(failed)
    }

    async fn finish(&self, id: Uuid) -> Result<(), EscalationStoreError> {
        let query = sqlx::query("UPDATE escalations SET wanted = '' WHERE id = ? AND wanted <> ''").bind(id.to_string());
        query.execute(&self.database.writer).await.map(|_| ()).map_err(failed)
    }

    async fn forget(&self, before: i64) -> Result<(), EscalationStoreError> {
        sqlx::query("DELETE FROM escalations WHERE asked_at < ? AND wanted = ''").bind(before).execute(&self.database.writer).await.map(|_| ()).map_err(failed)
    }
}

fn kept(row: &SqliteRow) -> Result<KeptRequest, sqlx::Error> {
    Ok(KeptRequest {
        id: Uuid::try_parse(row.try_get("id")?).map_err(|_| sqlx::Error::Protocol("a request's id does not read".into()))?,
        asked_by: StaffId { issuer: row.try_get("issuer")?, sub: row.try_get("sub")? },
        wanted: row.try_get("wanted")?,
        asked_at: row.try_get("asked_at")?,
        expires_at: row.try_get("expires_at")?,
    })
}

#[expect(clippy::needless_pass_by_value, reason = "map_err passes by value")]
fn failed(error: sqlx::Error) -> EscalationStoreError {
    EscalationStoreError(sentence(&error))
}
