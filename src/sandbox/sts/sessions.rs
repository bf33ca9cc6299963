//! Sessions of roles: temporary credentials, and whose they are.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::sandbox::chance;
use crate::sandbox::clock::Moment;

/// What the access keys of sessions begin with. AWS's begin with `ASIA`.
const PREFIX: &str = "ASIASANDBOX";

/// Who a session is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleSession {
    /// Its ARN.
    pub arn: String,
    /// `RoleSessionName`
    pub name: String,
    /// `SourceIdentity`
    pub source_identity: Option<String>,
    /// `Tags`
    pub tags: BTreeMap<String, String>,
}

/// Temporary credentials.
#[derive(Debug, Clone)]
pub struct Keys {
    /// The access key.
    pub access_key: String,
    /// Its secret.
    pub secret: String,
    /// What comes along with every call, as `X-Amz-Security-Token`.
    pub token: String,
}

/// A session that was given, with its keys.
#[derive(Debug, Clone)]
pub struct GivenSession {
    /// Who it is.
    pub session: RoleSession,
    /// Its keys.
    pub keys: Keys,
    /// Its end, by the sandbox's clock.
    pub expires_at: Moment,
}

/// The sessions that were given, by access key. They are not kept over a restart.
#[derive(Debug, Default)]
pub struct Sessions(Mutex<BTreeMap<String, GivenSession>>);

impl Sessions {
    /// Gives a session its keys; those that have ended long ago are forgotten.
    pub fn add(&self, session: RoleSession, now: Moment, expires_at: Moment) -> Keys {
        let access_key = format!("{PREFIX}{}", chance::letters(9).to_uppercase());
        let keys = Keys { access_key: access_key.clone(), secret: chance::token(), token: chance::token() };
        let mut all = self.lock();
        all.retain(|_, given| given.expires_at.plus_days(1) > now);
        all.insert(access_key, GivenSession { session, keys: keys.clone(), expires_at });
        keys
    }

    /// The session of an access key.
    pub fn of(&self, access_key: &str) -> Option<GivenSession> {
        self.lock().get(access_key).cloned()
    }

    /// Whether an access key can only be a session's: one that is not known was forgotten, and is not believed.
    pub fn is_ours(access_key: &str) -> bool {
        access_key.starts_with(PREFIX)
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, GivenSession>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
