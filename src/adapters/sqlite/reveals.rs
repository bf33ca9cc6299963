//! Keys to passwords that were generated and not yet shown.

use super::Database;
use super::database::sentence;
use crate::domain::secret::Secret;
use crate::ports::reveal_store::{RevealKey, RevealStore, RevealStoreError};
use async_trait::async_trait;
use uuid::Uuid;
use zeroize::Zeroize;

/// Two minutes, in microseconds: a redirect takes less than a second.
const LIFE: i64 = 2 * 60 * 1_000_000;

/// Reveal keys in SQLite.
#[derive(Debug, Clone)]
pub struct SqliteReveals {
    database: Database,
}

impl SqliteReveals {
    /// The keys in this database, by its clock.
    pub fn new(database: Database) -> Self {
        Self { database }
    }
}

#[async_trait]
impl RevealStore for SqliteReveals {
    async fn keep(&self, action: Uuid, session_handle: &str, key: &RevealKey) -> Result<(), RevealStoreError> {
        let now = self.database.now();
        let query = sqlx::query("INSERT OR REPLACE INTO reveal_keys (action_id, session_handle, key, created_at) VALUES (?, ?, ?, ?)");
        let query = query.bind(action.to_string()).bind(session_handle).bind(key.expose().as_slice()).bind(now);
        query.execute(&self.database.writer).await.map(|_| ()).map_err(failed)
    }

    async fn is_kept(&self, action: Uuid, session_handle: &str) -> Result<bool, RevealStoreError> {
        let query = sqlx::query_scalar("SELECT EXISTS (SELECT 1 FROM reveal_keys WHERE action_id = ? AND session_handle = ? AND created_at > ?)");
        query.bind(action.to_string()).bind(session_handle).bind(self.database.now() - LIFE).fetch_one(&self.database.readers).await.map_err(failed)
    }

    async fn forget_old(&self) -> Result<(), RevealStoreError> {
        let query = sqlx::query("DELETE FROM reveal_keys WHERE created_at <= ?").bind(self.database.now() - LIFE);
        query.execute(&self.database.writer).await.map(|_| ()).map_err(failed)
    }

    async fn take(&self, action: Uuid, session_handle: &str) -> Result<Option<RevealKey>, RevealStoreError> {
        // One statement on the one writer: of several that come at once, one gets it.
        let query = sqlx::query_scalar("DELETE FROM reveal_keys WHERE action_id = ? AND session_handle = ? AND created_at > ? RETURNING key");
        let query = query.bind(action.to_string()).bind(session_handle).bind(self.database.now() - LIFE);
        let taken: Option<Vec<u8>> = query.fetch_optional(&self.database.writer).await.map_err(failed)?;
        Ok(taken.and_then(|mut bytes| {
            let key = <[u8; 32]>::try_from(bytes.as_slice()).ok();
            bytes.zeroize();
            key.map(Secret::new)
        }))
    }
}

#[expect(clippy::needless_pass_by_value, reason = "map_err passes by value")]
fn failed(error: sqlx::Error) -> RevealStoreError {
    RevealStoreError(sentence(&error))
}

#[cfg(test)]
mod tests {
    use super::super::test_support::fresh;
    use super::*;
    use time::Duration;

    const ACTION: Uuid = Uuid::from_u128(7);

    #[tokio::test]
    async fn a_key_is_taken_once() {
        let (database, _) = fresh().await;
        let reveals = SqliteReveals::new(database.clone());
        reveals.keep(ACTION, "a1", &Secret::new([9; 32])).await.unwrap();
        assert_eq!(reveals.take(ACTION, "a1").await.unwrap().map(|key| *key.expose()), Some([9; 32]));
        assert!(reveals.take(ACTION, "a1").await.unwrap().is_none());
        let rows: i64 = sqlx::query_scalar("SELECT count(*) FROM reveal_keys").fetch_one(&database.readers).await.unwrap();
        assert_eq!(rows, 0);
    }

    #[tokio::test]
    async fn a_key_is_one_sessions_for_two_minutes() {
        let (database, clock) = fresh().await;
        let reveals = SqliteReveals::new(database.clone());
        reveals.keep(ACTION, "a1", &Secret::new([9; 32])).await.unwrap();
        assert!(reveals.is_kept(ACTION, "a1").await.unwrap() && !reveals.is_kept(ACTION, "b2").await.unwrap());
        assert!(reveals.take(ACTION, "b2").await.unwrap().is_none(), "of another session");
        clock.advance(Duration::minutes(2));
        assert!(!reveals.is_kept(ACTION, "a1").await.unwrap());
        assert!(reveals.take(ACTION, "a1").await.unwrap().is_none(), "too late");
        reveals.forget_old().await.unwrap();
        let rows: i64 = sqlx::query_scalar("SELECT count(*) FROM reveal_keys").fetch_one(&database.readers).await.unwrap();
        assert_eq!(rows, 0, "what nobody took does not stay");
    }

    #[tokio::test]
    async fn of_many_who_take_a_key_at_once_one_gets_it() {
        let (database, _) = fresh().await;
        let reveals = SqliteReveals::new(database);
        reveals.keep(ACTION, "a1", &Secret::new([9; 32])).await.unwrap();
        let taken = futures::future::join_all((0..16).map(|_| reveals.take(ACTION, "a1"))).await;
        assert_eq!(taken.into_iter().filter(|key| key.as_ref().unwrap().is_some()).count(), 1);
    }
}
