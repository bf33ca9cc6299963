//! The hook: a sink of the trail that tells of some records only. Like every sink it has a cursor, and each message comes at least once.

use super::derive::{may_be, tells};
use super::message::{HookRules, message};
use crate::domain::audit::{AuditEntry, RecordKind};
use crate::domain::escalation::end_id;
use crate::domain::hook_events::{EXECUTED, name_of};
use crate::ports::audit_log::AuditLog;
use crate::ports::hook_post::HookPost;
use crate::ports::signal_log::SignalLog;
use crate::ports::trail_feed::{FeedItem, TrailSink};
use async_trait::async_trait;
use serde::Deserialize;
use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

/// A hook, and what it has to ask of the trail.
pub struct Hook {
    rules: HookRules,
    post: Arc<dyn HookPost>,
    audit: Arc<dyn AuditLog>,
    signals: Arc<dyn SignalLog>,
    /// Of a delivery that broke off, what was taken: it is delivered again, and these need not be.
    taken: Mutex<HashSet<String>>,
}

/// A record's line, as far as it matters here.
#[derive(Deserialize)]
struct Line {
    body: AuditEntry,
}

impl Hook {
    /// Posts by this way what these rules want.
    pub fn new(rules: HookRules, post: Arc<dyn HookPost>, audit: Arc<dyn AuditLog>, signals: Arc<dyn SignalLog>) -> Self {
        Self { rules, post, audit, signals, taken: Mutex::default() }
    }

    /// The names of the messages that a record gives.
    async fn names(&self, sequence: i64, entry: &AuditEntry) -> Result<Vec<String>, String> {
        let mut names = Vec::new();
        for kind in may_be(entry).filter(|kind| self.wants(kind.name())) {
            if tells(&*self.signals, kind, sequence, entry).await.map_err(|error| error.to_string())? {
                names.push(kind.name().to_owned());
            }
        }
        // What was done or came to something; not what was to be done, denied, read or checked.
        let happened = !matches!(entry.kind, RecordKind::Intent | RecordKind::Denied | RecordKind::Read | RecordKind::Check | RecordKind::Reconciled);
        let is_export = entry.kind == RecordKind::Read && entry.event == "trail.export";
        if (happened || is_export) && self.wants(name_of(&entry.event)) {
            names.push(name_of(&entry.event).to_owned());
        }
        if self.wants(EXECUTED) && self.is_of_approval(entry).await? {
            names.push(EXECUTED.to_owned());
        }
        Ok(names)
    }

    fn wants(&self, name: &str) -> bool {
        self.rules.events.contains(name)
    }

    /// Whether this is the outcome of what another person approved of: what stands in the place of a request's end. What followed it is approved of
    /// too, and is a part of that.
    async fn is_of_approval(&self, entry: &AuditEntry) -> Result<bool, String> {
        let is_end = entry.part_of.is_some_and(|request| end_id(request) == entry.action_id);
        if entry.kind != RecordKind::Outcome || !is_end {
            return Ok(false);
        }
        let records = self.audit.action(entry.action_id).await.map_err(|error| error.to_string())?;
        Ok(records.first().is_some_and(|intent| intent.entry.basis.as_deref() == Some("approval")))
    }

    fn was_taken(&self, id: &str) -> bool {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner).contains(id)
    }
}

#[async_trait]
impl TrailSink for Hook {
    async fn deliver(&self, items: &[FeedItem]) -> Result<(), String> {
        for item in items {
            let Ok(Line { body: entry }) = serde_json::from_str(&item.line) else {
                // One that somebody damaged must not hold up those behind it; the verification finds it.
                tracing::error!(sequence = item.position, "a record does not read: the hook was not told of it");
                continue;
            };
            for name in self.names(item.position, &entry).await? {
                let message = message(&self.rules, &name, &entry);
                if self.was_taken(&message.id) {
                    continue;
                }
                self.post.post(&message).await?;
                self.taken.lock().unwrap_or_else(PoisonError::into_inner).insert(message.id);
            }
        }
        self.taken.lock().unwrap_or_else(PoisonError::into_inner).clear();
        Ok(())
    }
}
