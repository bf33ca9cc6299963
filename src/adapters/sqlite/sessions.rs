//! Staff sessions. The id is stored as its SHA-256, and what has ended never comes back.

mod directory;

use super::Database;
use super::database::sentence;
use super::session_rows::{self, Columns};
use crate::domain::clock::to_micros;
use crate::domain::session_limits::SessionLimits;
use crate::ports::session_store::{SessionEnd, SessionTimes};
use async_trait::async_trait;
use sqlx::Row;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use time::Duration;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{Error as StoreError, Result as StoreResult, SessionStore};

/// How often what is over is looked for.
const CLEAN_EVERY: Duration = Duration::hours(1);
/// How long an ended session's row is kept.
const KEEP_ENDED: Duration = Duration::days(30);
/// Fresh ids that are tried; with 128 random bits the second is never needed.
const CREATE_TRIES: usize = 4;

const CREATE: &str = "INSERT INTO sessions (id_hash, handle, data, expires_at, actor, issuer, sub, sid, address, user_agent, created_at, last_seen_at, member_of)
    SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?14
    WHERE NOT EXISTS (SELECT 1 FROM sessions WHERE id_hash = ?13 AND ended_reason <> 'replaced') ON CONFLICT DO NOTHING";
const SAVE: &str = "UPDATE sessions SET data = ?2, expires_at = ?3, actor = ?4, issuer = ?5, sub = ?6, sid = ?7, address = ?8, user_agent = ?9, member_of = ?10
    WHERE id_hash = ?1 AND revoked_at IS NULL";
const LOAD: &str = "SELECT data, expires_at, created_at, last_seen_at FROM sessions WHERE id_hash = ?1 AND revoked_at IS NULL AND last_seen_at > ?2 AND created_at > ?3";

/// The session store of tower-sessions and the directory of sessions; clones share the database.
#[derive(Debug, Clone)]
pub struct SqliteSessions {
    database: Database,
    limits: SessionLimits,
    cleaned_at: Arc<AtomicI64>,
}

/// The public handle of the session with this id, as in [`crate::ports::session_store::SessionFacts`].
pub fn handle_of(id: &Id) -> String {
    session_rows::handle(&session_rows::id_hash(id))
}

impl SqliteSessions {
    /// The sessions in this database, by its clock.
    pub fn new(database: Database, limits: SessionLimits) -> Self {
        Self { database, limits, cleaned_at: Arc::default() }
    }

    /// Last seen and created later than these, a session lives; microseconds since 1970.
    fn horizon(&self, now: i64) -> (i64, i64) {
        (now - micros(self.limits.idle), now - micros(self.limits.absolute))
    }

    /// Whether the session that these data continue was ended by someone, and not by the change of its id.
    async fn has_ended_origin(&self, columns: &Columns) -> Result<bool, sqlx::Error> {
        let Some(lineage) = &columns.lineage else { return Ok(false) };
        let query = sqlx::query_scalar("SELECT count(*) FROM sessions WHERE id_hash = ? AND ended_reason <> 'replaced'").bind(&lineage.id_hash);
        // On the writer, which sees its own refusal.
        query.fetch_one(&self.database.writer).await.map(|count: i64| count > 0)
    }

    /// Removes what is long over, and the data of what has expired; at most once an hour in this process.
    async fn clean(&self, now: i64) -> Result<(), sqlx::Error> {
        let last = self.cleaned_at.load(Ordering::Relaxed);
        if now - last < micros(CLEAN_EVERY) || self.cleaned_at.compare_exchange(last, now, Ordering::Relaxed, Ordering::Relaxed).is_err() {
            return Ok(());
        }
        let (seen, created) = self.horizon(now);
        let expire = "UPDATE sessions SET data = '{}', revoked_at = ?1, ended_reason = 'expired' WHERE revoked_at IS NULL AND (last_seen_at <= ?2 OR created_at <= ?3)";
        sqlx::query(expire).bind(now).bind(seen).bind(created).execute(&self.database.writer).await?;
        sqlx::query("DELETE FROM sessions WHERE revoked_at < ?").bind(now - micros(KEEP_ENDED)).execute(&self.database.writer).await?;
        Ok(())
    }
}

#[async_trait]
impl SessionStore for SqliteSessions {
    async fn create(&self, record: &mut Record) -> StoreResult<()> {
        let columns = session_rows::columns(record).map_err(|error| StoreError::Encode(error.to_string()))?;
        let now = self.database.now();
        let created_at = columns.lineage.as_ref().filter(|_| !columns.has_new_proof).map_or(now, |lineage| lineage.created_at.min(now));
        for _ in 0..CREATE_TRIES {
            let id_hash = session_rows::id_hash(&record.id);
            let query = sqlx::query(CREATE).bind(&id_hash).bind(session_rows::handle(&id_hash)).bind(&columns.data).bind(to_micros(record.expiry_date));
            let query = query.bind(&columns.actor).bind(&columns.issuer).bind(&columns.sub).bind(&columns.sid).bind(&columns.address).bind(&columns.user_agent);
            let query = query.bind(created_at).bind(now).bind(columns.lineage.as_ref().map(|lineage| &lineage.id_hash)).bind(&columns.member_of);
            if query.execute(&self.database.writer).await.map_err(backend)?.rows_affected() == 1 {
                return Ok(());
            }
            if self.has_ended_origin(&columns).await.map_err(backend)? {
                return Err(StoreError::Backend("the session was ended while its id was changed".to_owned()));
            }
            record.id = Id::default();
        }
        Err(StoreError::Backend("no fresh session id was found".to_owned()))
    }

    /// Updates a live session; does nothing, and makes nothing, where it has ended or never was.
    async fn save(&self, record: &Record) -> StoreResult<()> {
        let columns = session_rows::columns(record).map_err(|error| StoreError::Encode(error.to_string()))?;
        let query = sqlx::query(SAVE).bind(session_rows::id_hash(&record.id)).bind(columns.data).bind(to_micros(record.expiry_date));
        let query = query.bind(columns.actor).bind(columns.issuer).bind(columns.sub).bind(columns.sid).bind(columns.address).bind(columns.user_agent).bind(columns.member_of);
        let done = query.execute(&self.database.writer).await.map_err(backend)?;
        if done.rows_affected() == 0 {
            tracing::info!(session = handle_of(&record.id), "a session that has ended was not saved");
        }
        Ok(())
    }

    async fn load(&self, session_id: &Id) -> StoreResult<Option<Record>> {
        let id_hash = session_rows::id_hash(session_id);
        let (seen, created) = self.horizon(self.database.now());
        let row = sqlx::query(LOAD).bind(&id_hash).bind(seen).bind(created).fetch_optional(&self.database.readers).await.map_err(backend)?;
        let Some(row) = row else { return Ok(None) };
        let (data, expires_at): (&str, i64) = (row.try_get(0).map_err(backend)?, row.try_get(1).map_err(backend)?);
        let times = SessionTimes { created_at: row.try_get(2).map_err(backend)?, last_seen_at: row.try_get(3).map_err(backend)? };
        let data = session_rows::data(data, &id_hash, times).map_err(|error| StoreError::Decode(error.to_string()))?;
        Ok(Some(Record { id: *session_id, data, expiry_date: crate::domain::clock::from_micros(expires_at) }))
    }

    /// Ends a session because a new id takes its place. A sign-out goes through `SessionDirectory::end` first, which names its reason.
    async fn delete(&self, session_id: &Id) -> StoreResult<()> {
        let query = sqlx::query("UPDATE sessions SET data = '{}', revoked_at = ?2, ended_reason = ?3 WHERE id_hash = ?1 AND revoked_at IS NULL");
        let query = query.bind(session_rows::id_hash(session_id)).bind(self.database.now()).bind(SessionEnd::Replaced.name());
        query.execute(&self.database.writer).await.map_err(backend)?;
        Ok(())
    }
}

fn micros(duration: Duration) -> i64 {
    i64::try_from(duration.whole_microseconds()).unwrap_or(i64::MAX)
}

#[expect(clippy::needless_pass_by_value, reason = "map_err passes by value")]
fn backend(error: sqlx::Error) -> StoreError {
    StoreError::Backend(sentence(&error))
}

#[cfg(test)]
mod tests;
