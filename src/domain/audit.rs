//! The audit trail's facts: what a record says, and how its hash is made.

mod chain;
mod checkpoint;
mod feed;
mod kinds;
pub mod line;
pub mod verify;

pub use chain::{ChainHead, ENCODING_VERSION, RawRecord, record_hash};
pub use checkpoint::{Checkpoint, CheckpointFault, CheckpointSigner, VerifierKey, VerifierKeys, noted_at};
pub use feed::{FeedFrom, FeedOf};
pub use kinds::{Outcome, RecordKind};
pub use line::{checkpoint_line, inert, record_line};

use super::actor::{Actor, RequestOrigin};
use super::contact_change::ContactMarks;
use super::escalation::end_id;
use super::policy::TargetFacts;
use super::pool::PoolId;
use super::user::Sub;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Who acted, as the record keeps it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedActor {
    /// The issuer's URL.
    pub issuer: String,
    /// The issuer's identifier of the person.
    pub sub: String,
    /// The name as shown then.
    pub name: String,
    /// All roles they had then, as words.
    pub roles: String,
}

impl From<&Actor> for RecordedActor {
    fn from(actor: &Actor) -> Self {
        Self { issuer: actor.id.issuer.clone(), sub: actor.id.sub.clone(), name: actor.name.clone(), roles: actor.role_names() }
    }
}

/// Whom it was about, as the record keeps it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecordedTarget {
    /// The user pool.
    pub pool: String,
    /// The canonical username; empty where only a pool was concerned.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub username: String,
    /// The user's `sub`.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub sub: String,
    /// The name as shown then.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
}

impl RecordedTarget {
    /// The path of the user's page. A denial keeps what was typed as its target: `None` where that is no pool and no `sub`, so that no link is made of it.
    pub fn user_path(&self) -> Option<String> {
        let (pool, sub) = (PoolId::try_from(self.pool.clone()).ok()?, Sub::try_from(self.sub.clone()).ok()?);
        Some(format!("/users/{pool}/{}", sub.as_str()))
    }
}

impl From<&TargetFacts> for RecordedTarget {
    fn from(facts: &TargetFacts) -> Self {
        let user = &facts.user;
        Self { pool: user.pool.to_string(), username: user.username.as_str().into(), sub: user.sub.as_str().into(), name: user.shown_name() }
    }
}

/// What is to be appended. Absent fields are left out of the canonical encoding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditEntry {
    /// Joins the two halves of one action.
    pub action_id: Uuid,
    /// What this one belongs to, in two meanings. The action that it is told with: signing out everywhere after a reset, the showing of a password that
    /// was set. Or the request for an approval: in its decision and its end, in what was tried with it, and in the intent that carries it out, which is an
    /// action of its own all the same. [`Self::whole`] tells them apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part_of: Option<Uuid>,
    /// The bulk run that it belongs to: in the run's own records, and in every record of its rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run: Option<Uuid>,
    /// What was asked for to follow it, as an event name: after a success; in a request, once it is approved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub then: Option<String>,
    /// Where a password that was set came from: `generated` or `typed`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password_source: Option<String>,
    /// The contact that it is about: `email` or `phone_number`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
    /// Marks of the user's contacts as they were: whether one changed since, and nothing else, can be told from them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contact_marks: ContactMarks,
    /// Which half or kind this is.
    pub kind: RecordKind,
    /// Stable event name, dotted `noun.verb`.
    pub event: String,
    /// When, in microseconds since 1970, UTC.
    pub occurred_at: i64,
    /// Who; absent for the console itself (the sweeper) and for strangers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<RecordedActor>,
    /// The role that carried the right.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// What the right rests on: `role`, or `approval` beside it; absent where no right was needed, or in records from before this field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<String>,
    /// Whom it was about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<RecordedTarget>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The desk's ticket.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<String>,
    /// How the caller was verified: a method's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caller_verified_by: Option<String>,
    /// The ClientMetadata of the call; values only where the configuration says so, else keyed hashes of them or their lengths.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub client_metadata: Vec<(String, String)>,
    /// The keys of those whose value is not there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub metadata_withheld: Vec<String>,
    /// Of what an approval was asked for: SHA-256 of the exact request, in hexadecimal digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_hash: Option<String>,
    /// Until when a request can be decided on, or an approval used, in microseconds since 1970, UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<i64>,
    /// How it ended; absent in an intent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    /// Why it ended so: a closed code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// The user's status before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state_before: Option<String>,
    /// When the user had last changed before, by Cognito's clock, in microseconds since 1970, UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changed_before: Option<i64>,
    /// The user's status after; in what reading them again told, as read then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state_after: Option<String>,
    /// The role session under which AWS sees the call, in an intent on a pool with a role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role_session: Option<String>,
    /// The reference shown to staff.
    pub request_id: String,
    /// AWS's own request id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aws_request_id: Option<String>,
    /// The name of AWS's exception, for the ticket.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aws_code: Option<String>,
    /// The client's address.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub address: String,
    /// The client's user agent.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub user_agent: String,
    /// What else matters, in words of ours: what was searched, where a code went.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl AuditEntry {
    /// A record of something that someone did at this time.
    pub fn new(kind: RecordKind, event: &str, occurred_at: i64, actor: Option<&Actor>, origin: &RequestOrigin) -> Self {
        Self {
            action_id: Uuid::nil(),
            part_of: None,
            run: None,
            then: None,
            password_source: None,
            contact: None,
            contact_marks: Vec::new(),
            kind,
            event: event.to_owned(),
            occurred_at,
            actor: actor.map(RecordedActor::from),
            role: None,
            basis: None,
            target: None,
            reason: None,
            ticket: None,
            caller_verified_by: None,
            client_metadata: Vec::new(),
            metadata_withheld: Vec::new(),
            request_hash: None,
            expires_at: None,
            outcome: None,
            code: None,
            state_before: None,
            changed_before: None,
            state_after: None,
            role_session: None,
            request_id: origin.request_id.clone(),
            aws_request_id: None,
            aws_code: None,
            address: origin.address.clone(),
            user_agent: origin.user_agent.clone(),
            note: None,
        }
    }

    /// This person did it.
    pub fn is_by(&self, actor: &Actor) -> bool {
        self.actor.as_ref().is_some_and(|by| by.sub == actor.id.sub && by.issuer == actor.id.issuer)
    }

    /// The action or the request with which this one is told: what it is a part of, or itself. What carries out an approved request is told by itself.
    pub fn whole(&self) -> Uuid {
        let is_told_by_itself = |request: &Uuid| self.action_id == end_id(*request) && self.kind != RecordKind::Escalation;
        self.part_of.filter(|whole| !is_told_by_itself(whole)).unwrap_or(self.action_id)
    }

    /// The canonical encoding: JSON without white space, keys sorted by code point at every level, absent fields left out.
    pub fn canonical(&self) -> String {
        // A struct of strings, numbers and lists always has a JSON value.
        serde_json::to_value(self).map(|value| canonical_json(&value)).unwrap_or_default()
    }
}

/// A record as it stands in the trail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRecord {
    /// Its place: 1, 2, 3, … without gaps.
    pub sequence: i64,
    /// The hash of the record before; all zero for the first.
    pub previous_hash: [u8; 32],
    /// Its own hash.
    pub hash: [u8; 32],
    /// What it says.
    pub entry: AuditEntry,
}

/// JSON without white space, keys sorted by code point at every level: the form in which bodies are hashed.
pub fn canonical_json(value: &serde_json::Value) -> String {
    let mut text = String::with_capacity(1_024);
    write_canonical(value, &mut text);
    text
}

fn write_canonical(value: &serde_json::Value, text: &mut String) {
    use serde_json::Value;
    match value {
        Value::Object(map) => {
            // In order already, unless a feature of the library keeps them as they came.
            let mut fields: Vec<(&String, &Value)> = map.iter().collect();
            fields.sort_unstable_by_key(|(key, _)| *key);
            text.push('{');
            for (place, (key, value)) in fields.into_iter().enumerate() {
                if place > 0 {
                    text.push(',');
                }
                write_string(key, text);
                text.push(':');
                write_canonical(value, text);
            }
            text.push('}');
        }
        Value::Array(items) => {
            text.push('[');
            for (place, item) in items.iter().enumerate() {
                if place > 0 {
                    text.push(',');
                }
                write_canonical(item, text);
            }
            text.push(']');
        }
        Value::String(string) => write_string(string, text),
        scalar => text.push_str(&scalar.to_string()),
    }
}

fn write_string(string: &str, text: &mut String) {
    // What needs no escape, nearly everything, is copied.
    if string.bytes().all(|byte| byte >= 0x20 && byte != b'"' && byte != b'\\') {
        text.extend(["\"", string, "\""]);
    } else {
        text.push_str(&serde_json::Value::from(string).to_string());
    }
}

#[cfg(test)]
mod tests;
