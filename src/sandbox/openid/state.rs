//! What the issuer remembers: live sessions on disk, and short-lived grants in memory.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::keys::Key;
use super::misbehave::Misbehaviour;
use super::request::AuthorizationRequest;
use crate::sandbox::chance;
use crate::sandbox::clock::{Clock, Moment};
use crate::sandbox::settings::SandboxError;
use crate::sandbox::store::{Change, Store};

/// So many requests may wait at the picker; nobody has more tabs than that.
const WAITING: usize = 1_000;

/// A persona who is signed in at the issuer.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Session {
    /// The `sid` claim.
    pub sid: String,
    /// The persona's `sub`.
    pub sub: String,
    /// When the persona was last chosen.
    pub auth_time: Moment,
    /// The strength of that.
    pub acr: String,
    /// Digest of the browser's cookie.
    pub browser: String,
}

/// What a code stands for.
#[derive(Debug, Clone)]
pub struct Grant {
    /// The request that was answered.
    pub request: AuthorizationRequest,
    /// The session at that moment.
    pub session: Session,
    /// Codes live for a minute.
    pub expires_at: Moment,
    /// The digest of the access token the code was exchanged for.
    pub spent_for: Option<String>,
}

/// An access token.
#[derive(Debug, Clone)]
pub struct Access {
    /// The persona.
    pub sub: String,
    /// The session it belongs to.
    pub sid: String,
    /// Its end.
    pub expires_at: Moment,
}

/// Everything that changes.
#[derive(Debug, Default)]
pub struct Memory {
    /// Requests at the picker, with the moment at which they are forgotten.
    pub waiting: HashMap<String, (AuthorizationRequest, Moment)>,
    /// Grants by the digest of their code.
    pub grants: HashMap<String, Grant>,
    /// Access tokens by digest.
    pub access: HashMap<String, Access>,
    /// Sessions by `sid`.
    pub sessions: BTreeMap<String, Session>,
    /// What the issuer does wrong next.
    pub misbehaviour: Option<Misbehaviour>,
}

impl Memory {
    /// Forgets what is over.
    pub fn tidy(&mut self, now: Moment) {
        self.waiting.retain(|_, (_, until)| now < *until);
        if self.waiting.len() >= WAITING {
            self.waiting.clear();
        }
        // A spent code is remembered for a while: its second use revokes what the first one gave.
        self.grants.retain(|_, grant| now < grant.expires_at.plus_seconds(600));
        self.access.retain(|_, access| now < access.expires_at);
    }

    /// The session of a browser.
    pub fn session_of(&self, cookie: Option<&str>) -> Option<&Session> {
        let browser = chance::digest(cookie?);
        self.sessions.values().filter(|session| session.browser == browser).max_by_key(|session| session.auth_time)
    }
}

/// The OpenID provider.
#[derive(Debug)]
pub struct Issuer {
    /// The issuer's URL, exactly as in its metadata.
    pub url: String,
    /// The console's secret.
    pub client_secret: String,
    /// The signing key.
    pub key: Key,
    /// The issuer's own clock.
    pub clock: Clock,
    /// For back-channel logout.
    pub http: reqwest::Client,
    memory: Mutex<Memory>,
}

impl Issuer {
    /// Reads key, secret and sessions out of the data folder, or makes them.
    pub async fn open(folder: &Path, store: &Store, url: String) -> Result<Self, SandboxError> {
        let client_secret = match store.one::<String>("client_secret", "").await? {
            Some(secret) => secret,
            None => {
                let secret = chance::token();
                store.commit(vec![Change::put("client_secret", "", &secret)?]).await?;
                secret
            }
        };
        let sessions = store.all::<Session>("issuer_session").await?;
        let memory = Memory { sessions: sessions.into_iter().map(|session| (session.sid.clone(), session)).collect(), ..Memory::default() };
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(Duration::from_secs(5))
            .no_proxy()
            .build()
            .map_err(|error| SandboxError::Key(error.to_string()))?;
        Ok(Self { url, client_secret, key: Key::open(folder)?, clock: Clock::default(), http, memory: Mutex::new(memory) })
    }

    /// What changes; never held across an await.
    pub fn memory(&self) -> MutexGuard<'_, Memory> {
        self.memory.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends a session and gives it back. Codes and access tokens of the session end with it.
    pub async fn end_session(&self, store: &Store, sid: &str) -> Option<Session> {
        let ended = {
            let mut memory = self.memory();
            let ended = memory.sessions.remove(sid)?;
            memory.grants.retain(|_, grant| grant.session.sid != sid);
            memory.access.retain(|_, access| access.sid != sid);
            ended
        };
        let change = Change::Drop { kind: "issuer_session", id: sid.to_owned() };
        if let Err(error) = store.commit(vec![change]).await {
            tracing::error!(%error, "the sandbox issuer cannot write its sessions");
        }
        Some(ended)
    }

    /// Keeps a session, and forgets those of yesterday.
    pub async fn keep_session(&self, store: &Store, session: Session) {
        let oldest = session.auth_time.plus_days(-1);
        let put = Change::put("issuer_session", session.sid.clone(), &session);
        let mut changes = Vec::new();
        {
            let mut memory = self.memory();
            memory.sessions.insert(session.sid.clone(), session);
            memory.sessions.retain(|sid, session| {
                let is_kept = session.auth_time >= oldest;
                if !is_kept {
                    changes.push(Change::Drop { kind: "issuer_session", id: sid.clone() });
                }
                is_kept
            });
        }
        let kept = match put {
            Ok(put) => {
                changes.push(put);
                store.commit(changes).await
            }
            Err(error) => Err(error),
        };
        if let Err(error) = kept {
            tracing::error!(%error, "the sandbox issuer cannot write its sessions");
        }
    }
}
