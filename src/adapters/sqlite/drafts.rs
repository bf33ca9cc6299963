//! Forms that came back with problems, for half an hour.

use super::Database;
use super::database::sentence;
use crate::ports::draft_store::{DraftStore, DraftStoreError};
use async_trait::async_trait;
use uuid::Uuid;

/// Thirty minutes, in microseconds.
const LIFE: i64 = 30 * 60 * 1_000_000;
/// Drafts of one person at once.
const PER_OWNER: i64 = 20;
/// The largest draft, in bytes.
const MAX_BODY: usize = 128 * 1_024;

/// Drafts in SQLite.
#[derive(Debug, Clone)]
pub struct SqliteDrafts {
    database: Database,
}

impl SqliteDrafts {
    /// The drafts in this database, by its clock.
    pub fn new(database: Database) -> Self {
        Self { database }
    }
}

#[async_trait]
impl DraftStore for SqliteDrafts {
    async fn keep(&self, owner: &str, body: &str) -> Result<Uuid, DraftStoreError> {
        if body.len() > MAX_BODY {
            return Err(DraftStoreError(format!("a draft of {} bytes is more than {MAX_BODY}", body.len())));
        }
        let (id, now) = (Uuid::new_v4(), self.database.now());
        sqlx::query("DELETE FROM drafts WHERE created_at <= ?").bind(now - LIFE).execute(&self.database.writer).await.map_err(failed)?;
        // One person's forms cannot fill the disk: the newest few are kept.
        let crowd = "DELETE FROM drafts WHERE owner = ?1 AND id NOT IN (SELECT id FROM drafts WHERE owner = ?1 ORDER BY created_at DESC LIMIT ?2)";
        sqlx::query(crowd).bind(owner).bind(PER_OWNER - 1).execute(&self.database.writer).await.map_err(failed)?;
        let query = sqlx::query("INSERT INTO drafts (id, owner, body, created_at) VALUES (?, ?, ?, ?)").bind(id.to_string()).bind(owner).bind(body).bind(now);
        query.execute(&self.database.writer).await.map_err(failed)?;
        Ok(id)
    }

    async fn find(&self, owner: &str, id: Uuid) -> Result<Option<String>, DraftStoreError> {
        let query = sqlx::query_scalar("SELECT body FROM drafts WHERE id = ? AND owner = ? AND created_at > ?");
        query.bind(id.to_string()).bind(owner).bind(self.database.now() - LIFE).fetch_optional(&self.database.readers).await.map_err(failed)
    }
}

#[expect(clippy::needless_pass_by_value, reason = "map_err passes by value")]
fn failed(error: sqlx::Error) -> DraftStoreError {
    DraftStoreError(sentence(&error))
}

#[cfg(test)]
mod tests {
    use super::super::test_support::fresh;
    use super::*;
    use time::Duration;

    #[tokio::test]
    async fn a_draft_is_its_owners_for_half_an_hour() {
        let (database, clock) = fresh().await;
        let drafts = SqliteDrafts::new(database.clone());
        let id = drafts.keep("https://id.example ana", r#"{"reason":"<b>"}"#).await.unwrap();
        assert_eq!(drafts.find("https://id.example ana", id).await.unwrap().as_deref(), Some(r#"{"reason":"<b>"}"#));
        assert_eq!(drafts.find("https://id.example eva", id).await.unwrap(), None);
        clock.advance(Duration::minutes(30));
        assert_eq!(drafts.find("https://id.example ana", id).await.unwrap(), None);
        drafts.keep("https://id.example ana", "{}").await.unwrap();
        let rows: i64 = sqlx::query_scalar("SELECT count(*) FROM drafts").fetch_one(&database.readers).await.unwrap();
        assert_eq!(rows, 1, "the old one is gone");
    }

    #[tokio::test]
    async fn one_person_keeps_the_newest_twenty() {
        let (database, clock) = fresh().await;
        let drafts = SqliteDrafts::new(database.clone());
        let first = drafts.keep("ana", "first").await.unwrap();
        let other = drafts.keep("eva", "other").await.unwrap();
        for _ in 0..PER_OWNER {
            clock.advance(Duration::seconds(1));
            drafts.keep("ana", "more").await.unwrap();
        }
        assert_eq!(drafts.find("ana", first).await.unwrap(), None);
        assert!(drafts.find("eva", other).await.unwrap().is_some());
    }

    #[tokio::test]
    async fn a_draft_that_is_too_large_is_refused() {
        let (database, _) = fresh().await;
        let drafts = SqliteDrafts::new(database);
        assert!(drafts.keep("o", &"x".repeat(MAX_BODY)).await.is_ok());
        assert!(drafts.keep("o", &"x".repeat(MAX_BODY + 1)).await.is_err());
    }
}
