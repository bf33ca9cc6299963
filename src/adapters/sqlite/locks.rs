//! Locks in SQLite. A query of a few rows at every request, so that no instance goes on by what it knew before.

use super::Database;
use super::database::sentence;
use crate::domain::actor::{Role, StaffId};
use crate::domain::locks::{Lock, LockOn};
use crate::ports::lock_store::{LockStore, LockStoreError, Setting};
use async_trait::async_trait;
use sqlx::Row;
use sqlx::sqlite::SqliteRow;
use uuid::Uuid;

const STANDING: &str = "SELECT kind, issuer, sub, role, id, name, reason, set_by_issuer, set_by_sub, set_by_name, set_at, until FROM locks
    WHERE until IS NULL OR until > ? ORDER BY set_at, id";
const SET: &str = "INSERT INTO locks (kind, issuer, sub, role, id, name, reason, set_by_issuer, set_by_sub, set_by_name, set_at, until)
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12) ON CONFLICT DO NOTHING";
const IS_LOCKED: &str = "SELECT EXISTS (SELECT 1 FROM locks WHERE kind = 'person' AND issuer = ?1 AND sub = ?2 AND (until IS NULL OR until > ?3))";
const LIFT: &str = "DELETE FROM locks WHERE id = ?4 AND NOT EXISTS (SELECT 1 FROM locks WHERE kind = 'person' AND issuer = ?1 AND sub = ?2 AND (until IS NULL OR until > ?3))";

/// Locks in this database, by its clock.
#[derive(Debug, Clone)]
pub struct SqliteLocks {
    database: Database,
}

impl SqliteLocks {
    /// The locks in this database.
    pub fn new(database: Database) -> Self {
        Self { database }
    }

    async fn set_in_one(&self, lock: &Lock, keeps_one_of: Option<&[StaffId]>) -> Result<Setting, sqlx::Error> {
        let now = self.database.now();
        // The write lock from the beginning: what is looked at here stays so until the commit. Dropped on an error, it is rolled back.
        let mut transaction = self.database.writer.begin_with("BEGIN IMMEDIATE").await?;
        sqlx::query("DELETE FROM locks WHERE until <= ?").bind(now).execute(&mut *transaction).await?;
        if sqlx::query_scalar(IS_LOCKED).bind(&lock.set_by.issuer).bind(&lock.set_by.sub).bind(now).fetch_one(&mut *transaction).await? {
            return Ok(Setting::SetterIsLocked);
        }
        if let Some(people) = keeps_one_of {
            let mut is_left = false;
            for person in people {
                let is_locked: bool = sqlx::query_scalar(IS_LOCKED).bind(&person.issuer).bind(&person.sub).bind(now).fetch_one(&mut *transaction).await?;
                is_left |= !is_locked;
            }
            if !is_left {
                return Ok(Setting::NobodyLeft);
            }
        }
        let (person, name, role) = match &lock.on {
            LockOn::Person { id, name } => (Some(id), name.as_str(), ""),
            LockOn::Role(role) => (None, "", role.name()),
            LockOn::Actions => (None, "", ""),
        };
        let (issuer, sub) = person.map_or(("", ""), |id| (&id.issuer, &id.sub));
        let query = sqlx::query(SET).bind(lock.on.kind()).bind(issuer).bind(sub).bind(role).bind(lock.id.to_string()).bind(name).bind(&lock.reason);
        let query = query.bind(&lock.set_by.issuer).bind(&lock.set_by.sub).bind(&lock.set_by_name).bind(lock.set_at).bind(lock.until);
        let is_set = query.execute(&mut *transaction).await?.rows_affected() == 1;
        transaction.commit().await?;
        Ok(if is_set { Setting::Set } else { Setting::StandsAlready })
    }
}

#[async_trait]
impl LockStore for SqliteLocks {
    async fn standing(&self) -> Result<Vec<Lock>, LockStoreError> {
        let rows = sqlx::query(STANDING).bind(self.database.now()).fetch_all(&self.database.readers).await.map_err(failed)?;
        rows.iter().map(lock).collect::<Result<_, _>>().map_err(failed)
    }

    async fn set(&self, lock: &Lock, keeps_one_of: Option<&[StaffId]>) -> Result<Setting, LockStoreError> {
        self.set_in_one(lock, keeps_one_of).await.map_err(failed)
    }

    async fn lift(&self, id: Uuid, by: &StaffId) -> Result<bool, LockStoreError> {
        let query = sqlx::query(LIFT).bind(&by.issuer).bind(&by.sub).bind(self.database.now()).bind(id.to_string());
        query.execute(&self.database.writer).await.map(|done| done.rows_affected() == 1).map_err(failed)
    }
}

/// A row that cannot be read is an error: a lock that nobody understands must not be passed over.
fn lock(row: &SqliteRow) -> Result<Lock, sqlx::Error> {
    let unread = |what: &str| sqlx::Error::Protocol(format!("a lock's {what} does not read"));
    let id = |issuer, sub| Ok::<_, sqlx::Error>(StaffId { issuer: row.try_get(issuer)?, sub: row.try_get(sub)? });
    let on = match row.try_get("kind")? {
        "person" => LockOn::Person { id: id("issuer", "sub")?, name: row.try_get("name")? },
        "role" => LockOn::Role(Role::from_name(row.try_get("role")?).ok_or_else(|| unread("role"))?),
        "actions" => LockOn::Actions,
        _ => return Err(unread("kind")),
    };
    Ok(Lock {
        id: Uuid::try_parse(row.try_get("id")?).map_err(|_| unread("id"))?,
        on,
        reason: row.try_get("reason")?,
        set_by: id("set_by_issuer", "set_by_sub")?,
        set_by_name: row.try_get("set_by_name")?,
        set_at: row.try_get("set_at")?,
        until: row.try_get("until")?,
    })
}

#[expect(clippy::needless_pass_by_value, reason = "map_err passes by value")]
fn failed(error: sqlx::Error) -> LockStoreError {
    LockStoreError(sentence(&error))
}

#[cfg(test)]
mod tests;
