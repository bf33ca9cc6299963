//! Everything outside the routes, in memory, each with a way to fail.

use crate::domain::actor::{Actor, StaffId};
use crate::domain::audit::{AuditEntry, AuditRecord};
use crate::domain::clock::Clock;
use crate::domain::secret::Secret;
use crate::domain::step_up::SignInProof;
use crate::domain::velocity::{Limit, Usage};
use crate::features::sign_in::STAFF_KEY;
use crate::ports::audit_log::{Actions, AuditError, AuditLog, Doubt, Timeline, TimelineOf, TrailRow};
use crate::ports::identity_provider::{
    AskedFor, AuthorizationRequest, CallbackParameters, IdentityError, IdentityProvider, KeptAttempt, LoginAttempt, LoginAttemptStore, LogoutClaims, StepUpFor, VerifiedIdentity,
};
use crate::ports::session_store::{PersonFacts, SessionChoice, SessionDirectory, SessionEnd, SessionFacts, SessionStoreError, StaffSession};
use async_trait::async_trait;
use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use time::OffsetDateTime;
use tower_sessions::SessionStore;
use tower_sessions::session::{Id, Record};
use tower_sessions::session_store::{Error, Result as StoreResult};
use uuid::Uuid;

pub(super) const ISSUER: &str = "https://id.example";

pub(super) fn handle_of(id: &Id) -> String {
    format!("handle of {id}")
}

pub(super) struct FakeClock;

impl Clock for FakeClock {
    fn now(&self) -> OffsetDateTime {
        OffsetDateTime::UNIX_EPOCH
    }
}

/// An issuer that vouches for Ana, in these groups, unless it is told to vouch for somebody else, is down, or unconvinced.
#[derive(Default)]
pub(super) struct FakeIdentity {
    pub(super) sub: Mutex<Option<&'static str>>,
    pub(super) auth_time: Mutex<Option<i64>>,
    pub(super) groups: Mutex<Option<Vec<String>>>,
    pub(super) fault: Mutex<Option<fn() -> IdentityError>>,
    pub(super) has_end_session: AtomicBool,
}

impl FakeIdentity {
    fn answer<T>(&self, value: T) -> Result<T, IdentityError> {
        self.fault.lock().expect("lock").map_or(Ok(value), |fault| Err(fault()))
    }
}

#[async_trait]
impl IdentityProvider for FakeIdentity {
    fn issuer(&self) -> &str {
        ISSUER
    }

    async fn authorization_request(&self, asked_for: AskedFor<'_>) -> Result<AuthorizationRequest, IdentityError> {
        let attempt = LoginAttempt { state: "state-1".into(), nonce: Secret::new("n".into()), pkce_verifier: Secret::new("v".into()) };
        let fresh = if asked_for == AskedFor::SignIn { "" } else { "&max_age=0" };
        self.answer(AuthorizationRequest { url: format!("{ISSUER}/authorize?state=state-1{fresh}"), attempt })
    }

    async fn redeem(&self, _: &LoginAttempt, callback: &CallbackParameters) -> Result<VerifiedIdentity, IdentityError> {
        if let Some(error) = &callback.error {
            return Err(IdentityError::Refused(error.clone()));
        }
        let groups = self.groups.lock().expect("lock").clone().unwrap_or_else(|| vec!["desk".into()]);
        self.answer(VerifiedIdentity {
            issuer: ISSUER.into(),
            sub: self.sub.lock().expect("lock").unwrap_or("ana").into(),
            name: "Ana".into(),
            email: None,
            groups,
            sid: Some("sid-1".into()),
            issued_at: 7,
            proof: SignInProof { auth_time: *self.auth_time.lock().expect("lock"), acr: None },
            id_token: "the-id-token".into(),
        })
    }

    async fn end_session_url(&self, id_token_hint: &str) -> Option<String> {
        self.has_end_session.load(Ordering::Relaxed).then(|| format!("{ISSUER}/end?id_token_hint={id_token_hint}"))
    }

    async fn verify_logout_token(&self, token: &str) -> Result<LogoutClaims, IdentityError> {
        self.answer(LogoutClaims { sid: Some("sid-1".into()), sub: None, jti: token.to_owned() })
    }

    async fn check(&self) -> Result<(), IdentityError> {
        self.answer(())
    }
}

/// Where an attempt leads back to, and whose step-up it is.
pub(super) type Kept = (String, Option<StepUpFor>);

#[derive(Default)]
pub(super) struct FakeAttempts {
    pub(super) kept: Mutex<HashMap<(String, String), Kept>>,
    pub(super) seen: Mutex<HashSet<String>>,
    pub(super) is_down: AtomicBool,
}

impl FakeAttempts {
    fn answer<T>(&self, value: T) -> Result<T, SessionStoreError> {
        if self.is_down.load(Ordering::Relaxed) { Err(SessionStoreError("down".into())) } else { Ok(value) }
    }
}

#[async_trait]
impl LoginAttemptStore for FakeAttempts {
    async fn keep(&self, attempt: &LoginAttempt, browser: &str, return_to: &str, step_up: Option<&StepUpFor>) -> Result<(), SessionStoreError> {
        self.kept.lock().expect("lock").insert((attempt.state.clone(), browser.to_owned()), (return_to.to_owned(), step_up.cloned()));
        self.answer(())
    }

    async fn take(&self, state: &str, browser: &str) -> Result<Option<KeptAttempt>, SessionStoreError> {
        let kept = self.kept.lock().expect("lock").remove(&(state.to_owned(), browser.to_owned()));
        let attempt = LoginAttempt { state: state.to_owned(), nonce: Secret::new("n".into()), pkce_verifier: Secret::new("v".into()) };
        self.answer(kept.map(|(return_to, step_up)| KeptAttempt { attempt, return_to, began_at: 0, step_up }))
    }

    async fn is_new_logout_token(&self, jti: &str) -> Result<bool, SessionStoreError> {
        self.answer(self.seen.lock().expect("lock").insert(jti.to_owned()))
    }
}

/// Sessions: tower-sessions' store and our directory over the same records.
#[derive(Debug, Default, Clone)]
pub(super) struct FakeStore {
    pub(super) records: Arc<Mutex<HashMap<Id, Record>>>,
    pub(super) ended: Arc<Mutex<Vec<&'static str>>>,
    pub(super) forgotten: Arc<Mutex<Vec<String>>>,
    pub(super) cannot_create: Arc<AtomicBool>,
    pub(super) cannot_end: Arc<AtomicBool>,
}

#[async_trait]
impl SessionStore for FakeStore {
    async fn create(&self, record: &mut Record) -> StoreResult<()> {
        if self.cannot_create.load(Ordering::Relaxed) {
            return Err(Error::Backend("down".into()));
        }
        self.save(record).await
    }

    async fn save(&self, record: &Record) -> StoreResult<()> {
        self.records.lock().expect("lock").insert(record.id, record.clone());
        Ok(())
    }

    async fn load(&self, id: &Id) -> StoreResult<Option<Record>> {
        Ok(self.records.lock().expect("lock").get(id).cloned())
    }

    async fn delete(&self, id: &Id) -> StoreResult<()> {
        self.records.lock().expect("lock").remove(id);
        Ok(())
    }
}

#[async_trait]
impl SessionDirectory for FakeStore {
    async fn list(&self, _: Option<(&str, &str)>) -> Result<Vec<SessionFacts>, SessionStoreError> {
        Ok(Vec::new())
    }

    async fn end(&self, choice: &SessionChoice, end: SessionEnd) -> Result<Vec<SessionFacts>, SessionStoreError> {
        if self.cannot_end.load(Ordering::Relaxed) {
            return Err(SessionStoreError("down".into()));
        }
        let staff = |record: &Record| record.data.get(STAFF_KEY).and_then(|value| serde_json::from_value::<StaffSession>(value.clone()).ok());
        let is_chosen = |record: &Record| match choice {
            SessionChoice::Handle(handle) => handle_of(&record.id) == *handle,
            SessionChoice::Issuer { issuer, sid, .. } => staff(record).is_some_and(|staff| staff.actor.id.issuer == *issuer && staff.sid == *sid),
            SessionChoice::OthersOf { .. } | SessionChoice::Person { .. } => false,
        };
        let mut records = self.records.lock().expect("lock");
        let chosen: Vec<Record> = records.values().filter(|record| is_chosen(record)).cloned().collect();
        let facts =
            |actor: Actor| SessionFacts { handle: String::new(), actor, groups: Vec::new(), address: String::new(), user_agent: String::new(), created_at: 0, last_seen_at: 0 };
        for record in &chosen {
            records.remove(&record.id);
            self.ended.lock().expect("lock").push(end.name());
        }
        Ok(chosen.iter().filter_map(staff).map(|staff| facts(staff.actor)).collect())
    }

    async fn owner_of_ended(&self, _: &str) -> Result<Option<crate::domain::actor::StaffId>, SessionStoreError> {
        Ok(None)
    }

    async fn people(&self) -> Result<Vec<PersonFacts>, SessionStoreError> {
        Ok(Vec::new())
    }

    async fn forget_groups(&self, person: &StaffId) -> Result<(), SessionStoreError> {
        self.forgotten.lock().expect("lock").push(person.sub.clone());
        Ok(())
    }

    async fn shut_out(&self, _: &str) -> Result<Option<SessionEnd>, SessionStoreError> {
        Ok(None)
    }

    async fn touch(&self, _: &str) -> Result<(), SessionStoreError> {
        Ok(())
    }
}

#[derive(Default)]
pub(super) struct FakeTrail {
    entries: Mutex<Vec<AuditEntry>>,
    pub(super) is_down: AtomicBool,
}

impl FakeTrail {
    /// Each record as `event outcome code-or-note who`.
    pub(super) fn lines(&self) -> Vec<String> {
        let line = |entry: &AuditEntry| {
            let who = entry.actor.as_ref().map_or("", |actor| actor.sub.as_str());
            let why = entry.code.as_deref().or(entry.note.as_deref()).unwrap_or_default();
            format!("{} {} {why} {who}", entry.event, entry.outcome.map_or("", |outcome| outcome.name())).split_whitespace().collect::<Vec<_>>().join(" ")
        };
        self.entries.lock().expect("lock").iter().map(line).collect()
    }

    pub(super) fn text(&self) -> String {
        format!("{:?}", self.entries.lock().expect("lock"))
    }
}

#[async_trait]
impl AuditLog for FakeTrail {
    async fn contact_sightings(&self, _: &str, _: &str, _: i64) -> Result<Vec<(i64, crate::domain::contact_change::ContactMarks)>, AuditError> {
        Ok(Vec::new())
    }

    async fn check(&self) -> Result<(), AuditError> {
        Ok(())
    }

    async fn append(&self, entry: AuditEntry) -> Result<AuditRecord, AuditError> {
        if self.is_down.load(Ordering::Relaxed) {
            return Err(AuditError::Store("disk full".into()));
        }
        let mut entries = self.entries.lock().expect("lock");
        if entries.iter().any(|other| (other.action_id, other.kind) == (entry.action_id, entry.kind)) {
            return Err(AuditError::Duplicate(entry.action_id));
        }
        entries.push(entry.clone());
        Ok(AuditRecord { sequence: 1, previous_hash: [0; 32], hash: [0; 32], entry })
    }

    async fn append_within(&self, entry: AuditEntry, _: &[Limit]) -> Result<AuditRecord, AuditError> {
        self.append(entry).await
    }

    async fn usage(&self, _: &StaffId, _: &str, _: &str, _: &[Limit], _: i64) -> Result<Vec<Usage>, AuditError> {
        Ok(Vec::new())
    }

    async fn timeline(&self, _: &str, _: &str, _: TimelineOf, _: u32) -> Result<Timeline, AuditError> {
        Ok(Timeline::default())
    }

    async fn lately(&self, _: &str, _: i64, _: u32) -> Result<Vec<TrailRow>, AuditError> {
        Ok(Vec::new())
    }

    async fn action(&self, _: Uuid) -> Result<Vec<AuditRecord>, AuditError> {
        Ok(Vec::new())
    }

    async fn actions(&self, _: &[Uuid]) -> Result<Actions, AuditError> {
        Ok(Actions::new())
    }

    async fn open_intents(&self, _: i64) -> Result<Vec<AuditRecord>, AuditError> {
        Ok(Vec::new())
    }

    async fn doubts(&self, _: i64) -> Result<Vec<Doubt>, AuditError> {
        Ok(Vec::new())
    }
}
