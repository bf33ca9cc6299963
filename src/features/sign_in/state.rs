//! What signing in needs.

use super::crowd::Crowd;
use super::roles::RoleMap;
use super::strangers::StrangersBudget;
use crate::domain::clock::Clock;
use crate::domain::step_up::StepUpRules;
use crate::ports::audit_log::AuditLog;
use crate::ports::identity_provider::{IdentityProvider, LoginAttemptStore};
use crate::ports::lock_store::LockStore;
use crate::ports::session_store::SessionDirectory;
use std::sync::Arc;
use tower_sessions::session::Id;

/// The public handle of a session id, as the session store makes it.
pub type SessionHandle = fn(&Id) -> String;

/// The state of the sign-in routes.
#[derive(Clone)]
pub struct SignInState {
    /// The OpenID provider.
    pub identity: Arc<dyn IdentityProvider>,
    /// Login attempts between request and callback.
    pub attempts: Arc<dyn LoginAttemptStore>,
    /// Ends sessions: a replaced one, and those the issuer ends.
    pub sessions: Arc<dyn SessionDirectory>,
    /// The store's handle of a session id, to end the session that a new sign-in replaces.
    pub handle_of: SessionHandle,
    /// The trail.
    pub audit: Arc<dyn AuditLog>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// How many sign-ins one address may begin.
    pub crowd: Arc<Crowd>,
    /// How many failures of strangers are recorded.
    pub strangers: Arc<StrangersBudget>,
    /// What a fresh sign-in must show.
    pub step_up: StepUpRules,
    /// Which of the issuer's groups is which role.
    pub roles: RoleMap,
    /// Who is locked out.
    pub locks: Arc<dyn LockStore>,
}
