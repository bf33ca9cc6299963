//! Forms that came back with problems, for half an hour. What somebody typed may be more than the trail may keep, so a row opens with its
//! draft's id alone, which stands in the browser's address and not in the database.

use super::Database;
use super::database::sentence;
use crate::ports::draft_store::{DraftStore, DraftStoreError};
use async_trait::async_trait;
use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};
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
        let sealed = seal(id, owner, body).ok_or_else(|| DraftStoreError("the draft cannot be encrypted".to_owned()))?;
        let query = sqlx::query("INSERT INTO drafts (id, owner, body, created_at) VALUES (?, ?, ?, ?)").bind(row_of(id)).bind(owner).bind(sealed).bind(now);
        query.execute(&self.database.writer).await.map_err(failed)?;
        Ok(id)
    }

    async fn find(&self, owner: &str, id: Uuid) -> Result<Option<String>, DraftStoreError> {
        let query = sqlx::query_scalar("SELECT body FROM drafts WHERE id = ? AND owner = ? AND created_at > ?");
        let sealed: Option<String> = query.bind(row_of(id)).bind(owner).bind(self.database.now() - LIFE).fetch_optional(&self.database.readers).await.map_err(failed)?;
        Ok(sealed.and_then(|sealed| open(id, owner, &sealed)))
    }
}

/// The row of a draft. Nobody finds the id by it.
fn row_of(id: Uuid) -> String {
    hex::encode(digest("row", id))
}

fn digest(of: &str, id: Uuid) -> [u8; 32] {
    Sha256::new_with_prefix(format!("passdesk draft {of}\n")).chain_update(id.as_bytes()).finalize().into()
}

/// Encrypts by a key that follows from the id, whose 122 random bits nobody guesses; bound to the owner.
fn seal(id: Uuid, owner: &str, body: &str) -> Option<String> {
    let key = RandomizedNonceKey::new(&AES_256_GCM, &digest("key", id)).ok()?;
    let mut text = body.as_bytes().to_vec();
    let nonce = key.seal_in_place_append_tag(Aad::from(owner), &mut text).ok()?;
    Some(URL_SAFE_NO_PAD.encode([&nonce.as_ref()[..], &text].concat()))
}

fn open(id: Uuid, owner: &str, sealed: &str) -> Option<String> {
    let mut sealed = URL_SAFE_NO_PAD.decode(sealed).ok()?;
    let (nonce, text) = sealed.split_at_mut_checked(NONCE_LEN)?;
    let key = RandomizedNonceKey::new(&AES_256_GCM, &digest("key", id)).ok()?;
    let opened = key.open_in_place(Nonce::try_assume_unique_for_key(nonce).ok()?, Aad::from(owner), text).ok()?;
    String::from_utf8(opened.to_vec()).ok()
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
    async fn the_database_has_neither_the_draft_nor_its_id() {
        let (database, _) = fresh().await;
        let id = SqliteDrafts::new(database.clone()).keep("ana", r#"{"reason":"Caller lost the phone"}"#).await.unwrap();
        let (row, body): (String, String) = sqlx::query_as("SELECT id, body FROM drafts").fetch_one(&database.readers).await.unwrap();
        assert!(!row.contains(&id.simple().to_string()) && !row.contains(&id.to_string()));
        assert!(open(id, "ana", &body).is_some_and(|opened| opened.contains("lost the phone")));
        assert!(open(id, "eva", &body).is_none() && open(Uuid::new_v4(), "ana", &body).is_none());
        assert!(!body.contains("lost") && !URL_SAFE_NO_PAD.decode(&body).unwrap().windows(4).any(|bytes| bytes == b"lost"));
        for rubbish in ["", "AAAA", "not base64!", &body[..body.len() - 4]] {
            assert!(open(id, "ana", rubbish).is_none(), "{rubbish}");
        }
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
