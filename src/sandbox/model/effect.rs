//! The log of effects: what really changed, for tests to count.

use std::collections::{BTreeMap, VecDeque};

use serde::{Deserialize, Serialize};

use super::Invocation;
use super::world::order;
use crate::sandbox::clock::Moment;
use crate::sandbox::store::{Change, Store, StoreError};

/// So many effects are kept; older ones are forgotten, but stay counted.
const KEPT: usize = 50_000;

/// One change to one user.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Effect {
    /// Counts up from 1 without gaps.
    pub sequence: u64,
    /// The operation, as in `AdminResetUserPassword`.
    pub operation: String,
    /// The user pool's id.
    pub pool: String,
    /// The canonical username.
    pub username: String,
    /// When, by the sandbox's clock.
    pub at: Moment,
    /// The `x-amzn-requestid` of the call.
    pub request_id: String,
    /// The role session that called, if it was one: what CloudTrail would name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role_session: Option<String>,
    /// Its source identity.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source_identity: Option<String>,
    /// Its session tags.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub session_tags: BTreeMap<String, String>,
    /// The pool's functions that the call reached, and what they were given.
    #[serde(default)]
    pub triggers: Vec<Invocation>,
}

/// How often one operation changed one user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EffectCount {
    /// The user pool's id.
    pub pool: String,
    /// The canonical username.
    pub username: String,
    /// The operation's name.
    pub operation: String,
    /// How often.
    pub count: u64,
}

/// The newest effects, and the number of all that ever were.
#[derive(Debug, Default)]
pub struct EffectLog {
    newest: VecDeque<Effect>,
    counts: BTreeMap<(String, String, String), u64>,
}

impl EffectLog {
    /// Reads what an earlier run wrote.
    pub async fn load(store: &Store) -> Result<Self, StoreError> {
        let newest: VecDeque<Effect> = store.all("effect").await?.into();
        let mut counts = BTreeMap::<_, u64>::new();
        for effect in &newest {
            *counts.entry(key(effect)).or_default() += 1;
        }
        // An earlier version kept no counts: there the effects themselves are all that is known.
        for EffectCount { pool, username, operation, count } in store.all("effect_count").await? {
            let known = counts.entry((pool, username, operation)).or_default();
            *known = count.max(*known);
        }
        Ok(Self { newest, counts })
    }

    /// Adds an effect under the next number, and says what has to be written for it.
    pub fn add(&mut self, mut effect: Effect) -> Result<Vec<Change>, StoreError> {
        effect.sequence = self.last_sequence() + 1;
        let key = key(&effect);
        let count = self.counts.entry(key.clone()).or_default();
        *count += 1;
        let (pool, username, operation) = key;
        let id = format!("{pool}/{operation}/{username}");
        let count = EffectCount { pool, username, operation, count: *count };
        let mut changes = vec![Change::put("effect", order(effect.sequence), &effect)?, Change::put("effect_count", id, &count)?];
        self.newest.push_back(effect);
        if self.newest.len() > KEPT
            && let Some(oldest) = self.newest.pop_front()
        {
            changes.push(Change::Drop { kind: "effect", id: order(oldest.sequence) });
        }
        Ok(changes)
    }

    /// The effects that are kept, oldest first.
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &Effect> {
        self.newest.iter()
    }

    /// How often each operation changed each user since the folder was seeded.
    pub fn counts(&self) -> impl Iterator<Item = EffectCount> {
        self.counts.iter().map(|((pool, username, operation), count)| EffectCount { pool: pool.clone(), username: username.clone(), operation: operation.clone(), count: *count })
    }

    /// The number of the newest effect, and so of all.
    pub fn last_sequence(&self) -> u64 {
        self.newest.back().map_or(0, |last| last.sequence)
    }
}

fn key(effect: &Effect) -> (String, String, String) {
    (effect.pool.clone(), effect.username.clone(), effect.operation.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_log_forgets_stays_counted() {
        let mut log = EffectLog::default();
        let effect = Effect {
            sequence: 0,
            operation: "AdminEnableUser".to_owned(),
            pool: "p".to_owned(),
            username: "u".to_owned(),
            at: Moment::from_millis(0),
            request_id: String::new(),
            role_session: None,
            source_identity: None,
            session_tags: BTreeMap::new(),
            triggers: Vec::new(),
        };
        for _ in 0..KEPT {
            log.add(effect.clone()).unwrap();
        }
        assert_eq!(log.add(effect).unwrap().len(), 3);
        assert_eq!((log.iter().count(), log.last_sequence()), (KEPT, KEPT as u64 + 1));
        assert_eq!(log.counts().map(|it| it.count).collect::<Vec<_>>(), [KEPT as u64 + 1]);
    }
}
