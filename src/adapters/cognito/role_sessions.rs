//! Role sessions of people, for a pool with a role: who acts is who AWS sees. `aws-config` assumes roles too, and knows no source identity.

#![expect(clippy::disallowed_types, reason = "this adapter is the one place that may name the SDK's clients")]

use super::role::{Assumed, LASTS, Role};
use crate::domain::role_session::RoleSession;
use crate::ports::user_directory::{DirectoryError, DirectoryFailure};
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_sdk_sts as sts;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// So long before its end a session is used no more.
const MARGIN: Duration = Duration::from_secs(300);
/// People whose sessions a pool keeps; whoever has not acted for longest makes place.
const KEPT: usize = 256;

/// The sessions of one pool's role.
#[derive(Debug)]
pub(super) struct RoleSessions {
    sts: sts::Client,
    role: Role,
    /// How long somebody waits for a session, all attempts together.
    limit: Duration,
    places: Mutex<Places>,
}

#[derive(Debug, Default)]
struct Places {
    uses: u64,
    of: HashMap<RoleSession, Place>,
}

/// A person's place. Its lock is held while a session is asked for: one at a time, and the others find it there.
#[derive(Debug, Default)]
struct Place {
    last_use: u64,
    session: Arc<tokio::sync::Mutex<Option<Session>>>,
}

#[derive(Debug)]
struct Session {
    credentials: SharedCredentialsProvider,
    asked_at: Instant,
}

impl RoleSessions {
    /// Of this role, through this client.
    pub fn new(sts: sts::Client, role: Role, limit: Duration) -> Self {
        Self { sts, role, limit, places: Mutex::default() }
    }

    /// Credentials of a person's session: those that are kept, or new ones. A failure is not kept.
    ///
    /// # Errors
    /// Whatever it is, nothing was sent to Cognito: access refused, throttled or unreachable.
    pub async fn credentials(&self, name: &RoleSession) -> Result<SharedCredentialsProvider, DirectoryFailure> {
        let place = self.place(name);
        let kept_or_new = async {
            let mut session = place.lock().await;
            if let Some(kept) = session.as_ref().filter(|kept| kept.asked_at.elapsed() < LASTS - MARGIN) {
                return Ok(kept.credentials.clone());
            }
            let asked_at = Instant::now();
            let credentials = SharedCredentialsProvider::new(self.role.assume(&self.sts, name).await?.credentials);
            *session = Some(Session { credentials: credentials.clone(), asked_at });
            Ok(credentials)
        };
        self.within_limit(kept_or_new).await
    }

    /// A new session, which is not kept.
    ///
    /// # Errors
    /// As above.
    pub async fn try_out(&self, name: &RoleSession) -> Result<Assumed, DirectoryFailure> {
        self.within_limit(self.role.assume(&self.sts, name)).await
    }

    /// Forgets a person's session: Cognito refused it.
    pub fn forget(&self, name: &RoleSession) {
        self.places.lock().unwrap_or_else(PoisonError::into_inner).of.remove(name);
    }

    async fn within_limit<T>(&self, asked: impl Future<Output = Result<T, DirectoryFailure>>) -> Result<T, DirectoryFailure> {
        let late = |_| Err(DirectoryError::Unreachable(format!("no role session within {} ms", self.limit.as_millis())).into());
        tokio::time::timeout(self.limit, asked).await.unwrap_or_else(late)
    }

    /// A person's place, made where there is none.
    fn place(&self, name: &RoleSession) -> Arc<tokio::sync::Mutex<Option<Session>>> {
        let mut places = self.places.lock().unwrap_or_else(PoisonError::into_inner);
        let Places { uses, of } = &mut *places;
        *uses += 1;
        if of.len() >= KEPT
            && !of.contains_key(name)
            && let Some(longest_ago) = of.iter().min_by_key(|(_, place)| place.last_use).map(|(name, _)| name.clone())
        {
            of.remove(&longest_ago);
        }
        let place = of.entry(name.clone()).or_default();
        place.last_use = *uses;
        Arc::clone(&place.session)
    }
}

#[cfg(test)]
mod tests {
    use super::super::settings::CognitoPoolSettings;
    use super::*;
    use crate::domain::actor::{Actor, StaffId};
    use crate::domain::pool::{PoolId, ServedPool};
    use std::collections::BTreeSet;

    fn name(number: usize) -> RoleSession {
        let id = StaffId { issuer: "https://id.example.com".to_owned(), sub: number.to_string() };
        RoleSession::of(&Actor { id, name: "Hana".to_owned(), email: None, roles: BTreeSet::new() })
    }

    #[test]
    fn so_many_people_have_a_place_and_whoever_acted_last_keeps_it() {
        let config = sts::Config::builder().behavior_version(sts::config::BehaviorVersion::latest()).build();
        let pool = ServedPool { id: PoolId::try_from("eu-west-1_9aBcDeF12".to_owned()).expect("a pool"), name: String::new() };
        let settings = CognitoPoolSettings { role_arn: Some("arn:aws:iam::123456789012:role/passdesk".to_owned()), ..CognitoPoolSettings::usual(pool) };
        let sessions = RoleSessions::new(sts::Client::from_conf(config), Role::of(&settings).expect("a role"), Duration::ZERO);
        let first = sessions.place(&name(0));
        (1..KEPT).for_each(|number| drop(sessions.place(&name(number))));
        assert!(Arc::ptr_eq(&first, &sessions.place(&name(0))), "one place a person");
        (KEPT..KEPT + 9).for_each(|number| drop(sessions.place(&name(number))));
        assert!(Arc::ptr_eq(&first, &sessions.place(&name(0))));
        let places = sessions.places.lock().unwrap();
        assert_eq!(places.of.len(), KEPT);
        assert!((1..10).all(|number| !places.of.contains_key(&name(number))), "those who had not acted for longest");
    }
}
