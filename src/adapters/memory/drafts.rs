//! Drafts in memory while the database takes none, so that a full or locked disk loses nothing that someone typed.

use crate::domain::clock::Clock;
use crate::ports::draft_store::{DraftStore, DraftStoreError};
use async_trait::async_trait;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

/// At most so many are held; the oldest goes first.
const HELD: usize = 256;
/// As long as in the database.
const LASTS: Duration = Duration::minutes(30);

/// One draft.
#[derive(Debug)]
struct Held {
    id: Uuid,
    owner: String,
    body: String,
    kept_at: OffsetDateTime,
}

/// The durable store, with memory behind it.
pub struct DraftsWithFallback {
    durable: Arc<dyn DraftStore>,
    clock: Arc<dyn Clock>,
    held: Mutex<VecDeque<Held>>,
}

impl DraftsWithFallback {
    /// Puts memory behind a store.
    pub fn new(durable: Arc<dyn DraftStore>, clock: Arc<dyn Clock>) -> Self {
        Self { durable, clock, held: Mutex::new(VecDeque::new()) }
    }
}

#[async_trait]
impl DraftStore for DraftsWithFallback {
    async fn keep(&self, owner: &str, body: &str) -> Result<Uuid, DraftStoreError> {
        match self.durable.keep(owner, body).await {
            Ok(id) => Ok(id),
            Err(error) => {
                tracing::warn!(%error, "a draft is held in memory");
                let id = Uuid::new_v4();
                let mut held = self.held.lock().map_err(|_| DraftStoreError("poisoned".into()))?;
                let now = self.clock.now();
                held.retain(|draft| draft.kept_at >= now - LASTS);
                if held.len() >= HELD {
                    held.pop_front();
                }
                held.push_back(Held { id, owner: owner.to_owned(), body: body.to_owned(), kept_at: now });
                Ok(id)
            }
        }
    }

    async fn find(&self, owner: &str, id: Uuid) -> Result<Option<String>, DraftStoreError> {
        let earliest = self.clock.now() - LASTS;
        let in_memory = {
            let held = self.held.lock().map_err(|_| DraftStoreError("poisoned".into()))?;
            held.iter().find(|draft| draft.id == id && draft.owner == owner && draft.kept_at >= earliest).map(|draft| draft.body.clone())
        };
        match in_memory {
            Some(body) => Ok(Some(body)),
            None => self.durable.find(owner, id).await,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::clock::SystemClock;

    struct Broken;

    #[async_trait]
    impl DraftStore for Broken {
        async fn keep(&self, _owner: &str, _body: &str) -> Result<Uuid, DraftStoreError> {
            Err(DraftStoreError("disk full".into()))
        }

        async fn find(&self, _owner: &str, _id: Uuid) -> Result<Option<String>, DraftStoreError> {
            Ok(None)
        }
    }

    #[tokio::test]
    async fn a_draft_survives_a_full_disk_and_stays_its_owners() {
        let drafts = DraftsWithFallback::new(Arc::new(Broken), Arc::new(SystemClock));
        let id = drafts.keep("issuer hana", "typed").await.expect("kept");
        assert_eq!(drafts.find("issuer hana", id).await.expect("found").as_deref(), Some("typed"));
        assert_eq!(drafts.find("issuer jon", id).await.expect("asked"), None);
    }

    #[tokio::test]
    async fn memory_holds_no_more_than_its_limit() {
        let drafts = DraftsWithFallback::new(Arc::new(Broken), Arc::new(SystemClock));
        let first = drafts.keep("o", "first").await.expect("kept");
        for _ in 0..HELD {
            drafts.keep("o", "more").await.expect("kept");
        }
        assert_eq!(drafts.find("o", first).await.expect("asked"), None);
    }
}
