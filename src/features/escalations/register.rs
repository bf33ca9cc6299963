//! The register of requests: what may follow what. The trail decides who was first; nothing here is decided twice.

use crate::domain::actor::{Actor, StaffId};
use crate::domain::audit::{AuditEntry, RecordKind};
use crate::domain::clock::{Clock, to_micros};
use crate::domain::escalation::{APPROVE, Approval, ApprovalFault, EXPIRE, Escalation, REJECT, REQUEST, Standing, WITHDRAW, Wanted, decision_id, end_id};
use crate::features::console::Console;
use crate::ports::audit_log::{Actions, AuditError, AuditLog};
use crate::ports::escalation_store::{EscalationStore, EscalationStoreError, Keeping, KeptRequest};
use std::sync::Arc;
use time::Duration;
use uuid::Uuid;

/// Requests of one person that may wait at once.
const WAITING_OF_ONE: u32 = 10;
/// So long a request that is over stays in the list; in the trail it stays.
const LISTED: Duration = Duration::days(7);

/// The trail or the store failed: nobody can say where a request stands.
#[derive(Debug, thiserror::Error)]
pub enum RegisterError {
    /// The trail.
    #[error(transparent)]
    Trail(#[from] AuditError),
    /// The store.
    #[error(transparent)]
    Store(#[from] EscalationStoreError),
}

/// What came of asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// It is asked.
    Now,
    /// The same was asked under this id before.
    Before,
    /// The id stands for something else.
    Reused,
    /// Too many of this person's are waiting.
    TooMany,
}

/// Requests, in the trail and in their store.
pub struct Register {
    audit: Arc<dyn AuditLog>,
    store: Arc<dyn EscalationStore>,
    clock: Arc<dyn Clock>,
    lasts: Duration,
}

impl Register {
    /// Over these; a request, and then an approval, `lasts` so long.
    pub fn new(audit: Arc<dyn AuditLog>, store: Arc<dyn EscalationStore>, clock: Arc<dyn Clock>, lasts: Duration) -> Self {
        Self { audit, store, clock, lasts }
    }

    /// The console's.
    pub fn of(console: &Console) -> Self {
        Self::new(Arc::clone(&console.audit), Arc::clone(&console.escalations), Arc::clone(&console.clock), console.rules.escalations.lasts)
    }

    /// The time, in microseconds since 1970.
    pub fn now(&self) -> i64 {
        to_micros(self.clock.now())
    }

    /// The request with this id, as the trail has it.
    ///
    /// # Errors
    /// [`RegisterError`].
    pub async fn load(&self, id: Uuid) -> Result<Option<Escalation>, RegisterError> {
        let mut actions = self.audit.actions(&places(id)).await?;
        escalation(&mut actions, id).map_err(RegisterError::from)
    }

    /// These requests, as the trail has them, all read at once. One whose records do not read is left out, and must not hold up the others.
    async fn load_all(&self, kept: Vec<KeptRequest>) -> Result<Vec<(KeptRequest, Option<Escalation>)>, RegisterError> {
        let ids: Vec<Uuid> = kept.iter().flat_map(|kept| places(kept.id)).collect();
        let mut actions = self.audit.actions(&ids).await?;
        let read = |kept: KeptRequest| match escalation(&mut actions, kept.id) {
            Ok(escalation) => Some((kept, escalation)),
            Err(error) => {
                tracing::error!(request = %kept.id, %error, "a request's records do not read: it is left out");
                None
            }
        };
        Ok(kept.into_iter().filter_map(read).collect())
    }

    /// What is kept of a request; empty where nothing can become of it any more.
    ///
    /// # Errors
    /// [`RegisterError`].
    pub async fn kept(&self, id: Uuid) -> Result<String, RegisterError> {
        Ok(self.store.find(id).await?.map(|kept| kept.wanted).unwrap_or_default())
    }

    /// Asks. `record` says who, for whom and why; what is asked for is bound to it by a hash.
    ///
    /// # Errors
    /// [`RegisterError`]: then nothing was asked.
    pub async fn ask(&self, id: Uuid, asked_by: &StaffId, wanted: &Wanted, record: AuditEntry) -> Result<Asked, RegisterError> {
        let now = self.now();
        let canonical = wanted.canonical();
        let expires_at = now + micros(self.lasts);
        let request = KeptRequest { id, asked_by: asked_by.clone(), wanted: canonical.clone(), asked_at: now, expires_at };
        let hash = Wanted::hash(&canonical);
        let is_same = |before: &Escalation| before.request.entry.request_hash.as_deref() == Some(hash.as_str()) && before.asked_by().as_ref() == Some(asked_by);
        let keeping = self.store.keep(&request, WAITING_OF_ONE).await?;
        if keeping == Keeping::TooMany {
            return Ok(Asked::TooMany);
        }
        if keeping == Keeping::Before {
            if let Some(before) = self.load(id).await? {
                return Ok(if is_same(&before) { Asked::Before } else { Asked::Reused });
            }
            // Kept by a process that died, or by one that is about to record it: the record is what counts.
            if self.store.find(id).await?.is_none_or(|kept| kept.wanted != canonical || kept.asked_by != *asked_by) {
                return Ok(Asked::Reused);
            }
        }
        let entry = AuditEntry {
            action_id: id,
            kind: RecordKind::Escalation,
            event: REQUEST.to_owned(),
            occurred_at: now,
            request_hash: Some(hash.clone()),
            expires_at: Some(expires_at),
            ..record
        };
        match self.audit.append(entry).await {
            Ok(_) => Ok(Asked::Now),
            Err(AuditError::Duplicate(_)) => match self.load(id).await? {
                Some(before) if is_same(&before) => Ok(Asked::Before),
                Some(_) => Ok(Asked::Reused),
                None => {
                    self.store.finish(id).await?;
                    Ok(Asked::Reused)
                }
            },
            Err(error) => {
                // What is not on record waits for nothing. Should that fail too, it counts until it expires.
                let _ = self.store.finish(id).await;
                Err(error.into())
            }
        }
    }

    /// Decides, if nobody has yet and it is time. `false`: it is over, or somebody was first.
    ///
    /// # Errors
    /// [`RegisterError`]: then nothing was decided.
    pub async fn decide(&self, escalation: &Escalation, approves: bool, record: AuditEntry) -> Result<bool, RegisterError> {
        let now = self.now();
        if !matches!(escalation.standing(now), Standing::Open { .. }) {
            return Ok(false);
        }
        let until = now + micros(self.lasts);
        if approves {
            // First the time, then the decision: without the decision the time lets nothing through.
            self.store.prolong(escalation.id(), until).await?;
        }
        let event = if approves { APPROVE } else { REJECT };
        let entry = AuditEntry { expires_at: approves.then_some(until), ..self.follow(escalation, decision_id(escalation.id()), event, now, record) };
        let did = self.take_place(entry).await?;
        if did && !approves {
            // It waits for nothing any more. What fails here is left to the tidying.
            let _ = self.store.finish(escalation.id()).await;
        }
        Ok(did)
    }

    /// Takes a request back, decided on or not. `false`: it is over, or being carried out.
    ///
    /// # Errors
    /// [`RegisterError`]: then it stands.
    pub async fn withdraw(&self, escalation: &Escalation, record: AuditEntry) -> Result<bool, RegisterError> {
        if escalation.standing(self.now()).is_over() {
            return Ok(false);
        }
        self.end(escalation, WITHDRAW, record).await
    }

    /// Records that nobody decided on it, or used the approval, in time. `false`: it is not time yet, or it is over.
    ///
    /// # Errors
    /// [`RegisterError`].
    pub async fn expire(&self, escalation: &Escalation, record: AuditEntry) -> Result<bool, RegisterError> {
        if escalation.standing(self.now()) != Standing::Expired {
            return Ok(false);
        }
        self.end(escalation, EXPIRE, record).await
    }

    /// In the first place that is free.
    async fn end(&self, escalation: &Escalation, event: &str, record: AuditEntry) -> Result<bool, RegisterError> {
        let now = self.now();
        let place = match (escalation.standing(now), &escalation.decision) {
            (Standing::Open { .. }, _) | (Standing::Expired, None) => decision_id(escalation.id()),
            (Standing::Approved { .. }, _) => end_id(escalation.id()),
            (Standing::Expired, Some(decision)) if decision.entry.event == APPROVE && escalation.end.is_empty() => end_id(escalation.id()),
            _ => return Ok(false),
        };
        let did = self.take_place(self.follow(escalation, place, event, now, record)).await?;
        if did {
            let _ = self.store.finish(escalation.id()).await;
        }
        Ok(did)
    }

    /// Takes the approval for use now.
    ///
    /// # Errors
    /// [`RegisterError`]; why it cannot be used.
    pub async fn redeem(&self, escalation: &Escalation, people: (Actor, Actor), by: &Actor) -> Result<Result<Approval, ApprovalFault>, RegisterError> {
        let kept = self.kept(escalation.id()).await?;
        Ok(Approval::redeem(escalation, &kept, people, by, self.now()))
    }

    /// The newest requests, of one person or of everybody, newest first.
    ///
    /// # Errors
    /// [`RegisterError`].
    pub async fn newest(&self, of: Option<&StaffId>, size: u32) -> Result<Vec<Escalation>, RegisterError> {
        let loaded = self.load_all(self.store.newest(of, size).await?).await?;
        Ok(loaded.into_iter().filter_map(|(_, escalation)| escalation).collect())
    }

    /// The requests of which something may become yet, and those whose time has come, of one person or of everybody, oldest first, at most `size`.
    ///
    /// # Errors
    /// [`RegisterError`].
    pub async fn unfinished(&self, of: Option<&StaffId>, size: u32) -> Result<Vec<Escalation>, RegisterError> {
        let loaded = self.load_all(self.store.unfinished(of, size).await?).await?;
        Ok(loaded.into_iter().filter_map(|(_, escalation)| escalation).collect())
    }

    /// Forgets the content of requests of which nothing can become any more, and of those that never got into the trail; after some days the requests themselves.
    ///
    /// # Errors
    /// [`RegisterError`].
    pub async fn tidy(&self) -> Result<(), RegisterError> {
        let now = self.now();
        for (kept, escalation) in self.load_all(self.store.unfinished(None, u32::MAX).await?).await? {
            let is_over = match escalation {
                Some(escalation) => {
                    escalation.standing(now).is_over() && (!escalation.end.is_empty() || escalation.decision.as_ref().is_some_and(|decision| decision.entry.event != APPROVE))
                }
                None => kept.expires_at <= now,
            };
            if is_over {
                self.store.finish(kept.id).await?;
            }
        }
        Ok(self.store.forget(now - micros(LISTED)).await?)
    }

    fn follow(&self, escalation: &Escalation, place: Uuid, event: &str, now: i64, record: AuditEntry) -> AuditEntry {
        let request = &escalation.request.entry;
        AuditEntry {
            action_id: place,
            part_of: Some(escalation.id()),
            kind: RecordKind::Escalation,
            event: event.to_owned(),
            occurred_at: now,
            target: request.target.clone(),
            then: request.then.clone(),
            ticket: request.ticket.clone(),
            request_hash: request.request_hash.clone(),
            ..record
        }
    }

    /// The trail takes one record for a place.
    async fn take_place(&self, entry: AuditEntry) -> Result<bool, RegisterError> {
        match self.audit.append(entry).await {
            Ok(_) => Ok(true),
            Err(AuditError::Duplicate(_)) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }
}

/// Where a request's records stand: its own, its decision's, its end's.
fn places(id: Uuid) -> [Uuid; 3] {
    [id, decision_id(id), end_id(id)]
}

/// The request of these records; `None` where it is not among them.
fn escalation(actions: &mut Actions, id: Uuid) -> Result<Option<Escalation>, AuditError> {
    let [request, decision, end] = places(id).map(|place| actions.remove(&place).unwrap_or_else(|| Ok(Vec::new())));
    Ok(Escalation::of(&request?, &decision?, end?))
}

fn micros(duration: Duration) -> i64 {
    i64::try_from(duration.whole_microseconds()).unwrap_or(i64::MAX)
}
