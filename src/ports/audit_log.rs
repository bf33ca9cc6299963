//! The audit trail's port, and the proof that an intent is durable.

use crate::domain::actor::{RequestOrigin, StaffId};
use crate::domain::audit::{AuditEntry, AuditRecord, Outcome, RecordKind, RecordedTarget};
use crate::domain::clock::to_micros;
use crate::domain::contact_change::ContactMarks;
use crate::domain::metadata_record::KeptMetadata;
use crate::domain::operation::Operation;
use crate::domain::policy::Permit;
use crate::domain::role_session::RoleSession;
use crate::domain::velocity::{Limit, Usage};
use async_trait::async_trait;
use std::collections::HashMap;
use std::sync::Arc;
use uuid::Uuid;

/// Why the trail did not take or give a record.
#[derive(Debug, thiserror::Error)]
pub enum AuditError {
    /// A record of this kind exists for this action: the same form came twice.
    #[error("action {0} is recorded already")]
    Duplicate(Uuid),
    /// There is no doubt to reconcile: this action has no outcome, or a certain one.
    #[error("action {0} has no unknown outcome")]
    NoDoubt(Uuid),
    /// A limit of effects is reached: the intent was not appended.
    #[error("{} is reached", .0.limit.words())]
    LimitReached(Usage),
    /// The store failed: locked, full, read-only, gone.
    #[error("the audit trail cannot be written or read: {0}")]
    Store(String),
}

/// One action as lists show it: its first record, and how it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrailRow {
    /// The intent, denial, read or sign-in record.
    pub opening: AuditRecord,
    /// The outcome record, for an intent that has ended.
    pub outcome: Option<AuditRecord>,
    /// What reading the user again told, for an outcome that was unknown.
    pub reconciled: Option<AuditRecord>,
}

impl TrailRow {
    /// The row of an action's records; `None` where there are none.
    pub fn of(records: &[AuditRecord]) -> Option<Self> {
        let of_kind = |kind: RecordKind| records.iter().find(|record| record.entry.kind == kind).cloned();
        let opening = records.first().cloned()?;
        Some(Self { opening, outcome: of_kind(RecordKind::Outcome), reconciled: of_kind(RecordKind::Reconciled) })
    }

    /// The record that was appended last.
    pub fn last(&self) -> &AuditRecord {
        self.reconciled.as_ref().or(self.outcome.as_ref()).unwrap_or(&self.opening)
    }

    /// How it ended, as far as is known by now: what reading again told, the outcome's word, a denial, or nothing yet.
    pub fn ended(&self) -> Option<Outcome> {
        self.last().entry.outcome
    }

    /// An intent that has not ended.
    pub fn is_open(&self) -> bool {
        self.opening.entry.kind == RecordKind::Intent && self.outcome.is_none()
    }
}

/// An action whose outcome is unknown, and that nothing has reconciled yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Doubt {
    /// What was asked for.
    pub intent: AuditRecord,
    /// The outcome `unknown`.
    pub outcome: AuditRecord,
}

/// Which of the actions on a user are asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimelineOf {
    /// Everything but searches and reads.
    Actions,
    /// What was to have an effect: intents.
    Effects,
}

/// What was done to a user, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Timeline {
    /// The rows.
    pub rows: Vec<TrailRow>,
    /// There are older ones.
    pub has_older: bool,
}

/// Records of several actions, by the action's id.
pub type Actions = HashMap<Uuid, Result<Vec<AuditRecord>, AuditError>>;

/// The append-only trail. No method changes or removes a record.
#[async_trait]
pub trait AuditLog: Send + Sync {
    /// Appends one record and returns when it is durable.
    ///
    /// # Errors
    /// [`AuditError::Duplicate`] where this action has an outcome already, a record of its reconciling, or any record that opened it;
    /// [`AuditError::NoDoubt`] where there is nothing to reconcile; [`AuditError::Store`] otherwise: then nothing was written.
    async fn append(&self, entry: AuditEntry) -> Result<AuditRecord, AuditError>;

    /// Appends an intent where none of these limits is reached. It is counted and appended in one step: however many come at the same time,
    /// on however many instances, no limit is passed.
    ///
    /// # Errors
    /// As [`Self::append`]; [`AuditError::LimitReached`] with the one that is free again last. What came before under the same id is a
    /// duplicate, whatever the limits.
    async fn append_within(&self, entry: AuditEntry, limits: &[Limit]) -> Result<AuditRecord, AuditError>;

    /// How much of each limit this person, or somebody's work on this user, has used up at a time (microseconds since 1970). Good for pages:
    /// what decides is [`Self::append_within`].
    ///
    /// # Errors
    /// [`AuditError::Store`].
    async fn usage(&self, person: &StaffId, pool: &str, user_sub: &str, limits: &[Limit], now: i64) -> Result<Vec<Usage>, AuditError>;

    /// The newest actions on a user, at most `size` of them.
    ///
    /// # Errors
    /// [`AuditError::Store`].
    async fn timeline(&self, pool: &str, user_sub: &str, of: TimelineOf, size: u32) -> Result<Timeline, AuditError>;

    /// The newest intents of a pool that were recorded from `since` on (microseconds since 1970), at most `size` of them, newest first.
    ///
    /// # Errors
    /// [`AuditError::Store`].
    async fn lately(&self, pool: &str, since: i64, size: u32) -> Result<Vec<TrailRow>, AuditError>;

    /// All records of one action, in order of sequence; empty where there is none.
    ///
    /// # Errors
    /// [`AuditError::Store`].
    async fn action(&self, action_id: Uuid) -> Result<Vec<AuditRecord>, AuditError>;

    /// All records of these actions, each in order of sequence; those that have none are not among them. What does not read is that action's error alone.
    ///
    /// # Errors
    /// [`AuditError::Store`].
    async fn actions(&self, action_ids: &[Uuid]) -> Result<Actions, AuditError>;

    /// When which contacts of a user were seen, newest first: the first and the last sight of each stretch of records whose marks are the
    /// same, from `since` on (microseconds since 1970), and the last sight before it.
    ///
    /// # Errors
    /// [`AuditError::Store`].
    async fn contact_sightings(&self, pool: &str, user_sub: &str, since: i64) -> Result<Vec<(i64, ContactMarks)>, AuditError>;

    /// Whether a record could be appended now.
    ///
    /// # Errors
    /// [`AuditError::Store`].
    async fn check(&self) -> Result<(), AuditError>;

    /// Intents that are older than `before` (microseconds since 1970) and have no outcome.
    ///
    /// # Errors
    /// [`AuditError::Store`].
    async fn open_intents(&self, before: i64) -> Result<Vec<AuditRecord>, AuditError>;

    /// Actions whose outcome is unknown, was recorded before `before` (microseconds since 1970), and is not reconciled.
    ///
    /// # Errors
    /// [`AuditError::Store`].
    async fn doubts(&self, before: i64) -> Result<Vec<Doubt>, AuditError>;
}

/// What the form says beside the operation itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IntentFacts {
    /// The action's id: the idempotency key that the form carried.
    pub action_id: Uuid,
    /// The action that this one is a part of.
    pub part_of: Option<Uuid>,
    /// The bulk run that it belongs to.
    pub run: Option<Uuid>,
    /// What is asked for to follow it, as an event name.
    pub then: Option<&'static str>,
    /// Where the password comes from, for what sets one.
    pub password_source: Option<&'static str>,
    /// When it was asked for, microseconds since 1970.
    pub occurred_at: i64,
    /// Why.
    pub reason: String,
    /// The desk's ticket.
    pub ticket: Option<String>,
    /// How the caller was verified.
    pub caller_verified_by: Option<String>,
    /// Where the request came from.
    pub origin: RequestOrigin,
    /// What will happen, as the page said it.
    pub note: Option<String>,
    /// Under which role session AWS will see the call; `None` where the console calls with credentials of its own.
    pub role_session: Option<RoleSession>,
    /// The operation's ClientMetadata, as the record keeps it.
    pub client_metadata: KeptMetadata,
    /// What it is held to.
    pub limits: Vec<Limit>,
}

/// Proof that a permit's intent is durable. Only [`record_intent`] makes one; without it no port method with an effect can be called.
#[derive(Debug)]
pub struct Recorded<Op: Operation> {
    permit: Permit<Op>,
    action_id: Uuid,
    part_of: Option<Uuid>,
    run: Option<Uuid>,
}

impl<Op: Operation> Recorded<Op> {
    /// The permit that was recorded.
    pub fn permit(&self) -> &Permit<Op> {
        &self.permit
    }

    /// The action's id in the trail.
    pub fn action_id(&self) -> Uuid {
        self.action_id
    }

    /// The action that this one is a part of.
    pub fn part_of(&self) -> Option<Uuid> {
        self.part_of
    }

    /// The bulk run that it belongs to.
    pub fn run(&self) -> Option<Uuid> {
        self.run
    }
}

/// Writes the intent and gives the proof. Fails closed: without a durable record nothing may be called.
///
/// # Errors
/// As [`AuditLog::append_within`].
pub async fn record_intent<Op: Operation>(log: &Arc<dyn AuditLog>, permit: Permit<Op>, facts: &IntentFacts) -> Result<Recorded<Op>, AuditError> {
    let mut entry = AuditEntry::new(RecordKind::Intent, Op::ACTION.event(), facts.occurred_at, Some(permit.actor()), &facts.origin);
    entry.action_id = facts.action_id;
    entry.part_of = facts.part_of;
    entry.run = facts.run;
    entry.password_source = facts.password_source.map(str::to_owned);
    entry.then = facts.then.map(str::to_owned);
    entry.role = Some(permit.role().name().to_owned());
    entry.basis = Some(permit.basis().name().to_owned());
    entry.target = Some(RecordedTarget::from(permit.target()));
    entry.reason = Some(facts.reason.clone());
    entry.ticket.clone_from(&facts.ticket);
    entry.caller_verified_by.clone_from(&facts.caller_verified_by);
    facts.client_metadata.clone().fill(&mut entry);
    entry.contact = permit.operation().contact().map(|contact| contact.attribute().to_owned());
    entry.state_before = Some(permit.target().user.status.name().to_owned());
    entry.contact_marks.clone_from(&permit.target().contact_marks);
    entry.changed_before = permit.target().user.changed_at.map(to_micros);
    entry.note.clone_from(&facts.note);
    entry.role_session = facts.role_session.as_ref().map(|session| session.as_str().to_owned());
    log.append_within(entry, &facts.limits).await?;
    Ok(Recorded { permit, action_id: facts.action_id, part_of: facts.part_of, run: facts.run })
}
