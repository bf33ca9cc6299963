//! What every service works with, and who is asking. Both reach pages and server functions as context.

use crate::domain::actor::{Actor, RequestOrigin, StaffId};
use crate::domain::clock::Clock;
use crate::domain::desk::DeskRules;
use crate::domain::escalation::Approval;
use crate::domain::locks::{Lock, Wish, forbidding};
use crate::domain::metadata_record::MetadataRecorder;
use crate::domain::operation::Action;
use crate::domain::policy::Policy;
use crate::domain::pool::{PoolId, ServedPool};
use crate::domain::reconcile::ReconcileTimes;
use crate::domain::session_limits::{SessionEnds, SessionLimits};
use crate::features::audit_trail::{ExportPlaces, Retention, Sealer, TrailSinks, Verification};
use crate::features::bulk::BulkDesk;
use crate::features::contact_changes::ContactMarker;
use crate::features::forms::UserTurns;
use crate::features::led_by::LedBy;
use crate::features::pressure::Pressure;
use crate::features::sign_in::RoleMap;
use crate::features::waiting::WaitingReader;
use crate::ports::audit_log::AuditLog;
use crate::ports::bulk_store::BulkStore;
use crate::ports::draft_store::DraftStore;
use crate::ports::escalation_store::EscalationStore;
use crate::ports::lock_store::LockStore;
use crate::ports::reveal_store::RevealStore;
use crate::ports::session_store::{SessionDirectory, StaffSession};
use crate::ports::signal_log::SignalLog;
use crate::ports::trail_proof::TrailProof;
use crate::ports::trail_search::TrailSearch;
use crate::ports::user_directory::UserDirectory;
use crate::wire::{ApiError, ErrorCode};
use sha2::{Digest, Sha256};
use std::sync::Arc;
use std::time::Duration;
use time::OffsetDateTime;
use tokio_util::task::TaskTracker;
use uuid::Uuid;

/// How often the trail is sealed, and how often all of it is verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ProvingTimes {
    /// A checkpoint, also when nothing happened.
    pub seal_every: Duration,
    /// A verification of the whole.
    pub verify_every: Duration,
}

/// The console's ports and rules.
#[derive(Clone)]
pub struct Console {
    /// The user pools.
    pub directory: Arc<dyn UserDirectory>,
    /// The trail.
    pub audit: Arc<dyn AuditLog>,
    /// What proves the trail.
    pub proof: Arc<dyn TrailProof>,
    /// Signs checkpoints.
    pub sealer: Arc<Sealer>,
    /// Places for exports that are being sent; whoever finds none is asked to come again.
    pub exports: ExportPlaces,
    /// Verifies the whole trail.
    pub verification: Verification,
    /// How long records stay in the database, if not for ever.
    pub retention: Option<Retention>,
    /// How often the trail is sealed, and how often it is verified.
    pub proving: ProvingTimes,
    /// Finding actions in the trail.
    pub trail_search: Arc<dyn TrailSearch>,
    /// Second places for the trail.
    pub sinks: Arc<TrailSinks>,
    /// Staff sessions.
    pub sessions: Arc<dyn SessionDirectory>,
    /// How long they hold.
    pub session_limits: SessionLimits,
    /// What signs of misuse are derived from.
    pub signals: Arc<dyn SignalLog>,
    /// Locks on people, roles and all actions.
    pub locks: Arc<dyn LockStore>,
    /// Which of the issuer's groups is which role now.
    pub roles: RoleMap,
    /// Bulk runs.
    pub bulk: Arc<dyn BulkStore>,
    /// Who works at bulk runs, and at which pace.
    pub bulk_desk: Arc<BulkDesk>,
    /// Requests for an approval.
    pub escalations: Arc<dyn EscalationStore>,
    /// Forms that came back.
    pub drafts: Arc<dyn DraftStore>,
    /// Keys of passwords that wait to be shown.
    pub reveals: Arc<dyn RevealStore>,
    /// Whose form is on its way.
    pub turns: Arc<UserTurns>,
    /// Marks contacts in records.
    pub marker: Arc<ContactMarker>,
    /// What records keep of ClientMetadata.
    pub metadata: Arc<MetadataRecorder>,
    /// Who is waiting, as it was last read.
    pub waiting: Arc<WaitingReader>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// The desk's rules.
    pub rules: Arc<DeskRules>,
    /// When users are read again after a doubt.
    pub reconciling: ReconcileTimes,
    /// Whether people wait: set by the server.
    pub pressure: Arc<Pressure>,
    /// Actions that go on whatever becomes of their browser; waited for before the process ends.
    pub under_way: TaskTracker,
}

impl Console {
    /// The current time, UTC.
    pub fn now(&self) -> OffsetDateTime {
        self.clock.now()
    }

    /// The served pool with this id; with an empty id the first one.
    ///
    /// # Errors
    /// [`ErrorCode::PoolUnknown`]: pools come from configuration only.
    pub fn pool(&self, id: &str, caller: &Caller) -> Result<&ServedPool, ApiError> {
        let pools = self.directory.pools();
        let found = if id.is_empty() { pools.first() } else { pools.iter().find(|pool| pool.id.as_str() == id) };
        found.ok_or_else(|| caller.error(ErrorCode::PoolUnknown))
    }

    /// The name of a served pool, for pages.
    pub fn pool_name(&self, id: &PoolId) -> String {
        self.directory.pools().iter().find(|pool| pool.id == *id).map_or_else(|| id.to_string(), |pool| pool.name.clone())
    }
}

/// Who is asking, and from where.
#[derive(Debug, Clone, Default)]
pub struct Caller {
    /// The signed-in person.
    pub staff: Option<StaffSession>,
    /// Whose session this browser held until it ended, by time or by someone: what they send now is kept for them, and does
    /// nothing else.
    pub expired: Option<StaffId>,
    /// The public handle of their session.
    pub session_handle: String,
    /// When their session ends.
    pub session_ends: Option<SessionEnds>,
    /// The approval that is being carried out.
    pub approval: Option<Arc<Approval>>,
    /// The bulk run whose rows are carried out; nobody is at a browser then.
    pub run: Option<Uuid>,
    /// The locks that stood when the request came.
    pub locks: Arc<[Lock]>,
    /// Who led their browser here.
    pub led_by: LedBy,
    /// Address, user agent and reference of this request.
    pub origin: RequestOrigin,
    /// `light`, `dark`, or empty for the browser's own choice.
    pub theme: &'static str,
    /// The policy in force, for buttons and links.
    pub policy: Arc<Policy>,
}

impl Caller {
    /// An error with this request's reference.
    pub fn error(&self, code: ErrorCode) -> ApiError {
        ApiError::new(code, self.origin.request_id.clone())
    }

    /// The signed-in person.
    ///
    /// # Errors
    /// [`ErrorCode::NotSignedIn`].
    pub fn actor(&self) -> Result<&Actor, ApiError> {
        self.staff.as_ref().map(|staff| &staff.actor).ok_or_else(|| self.error(ErrorCode::NotSignedIn))
    }

    /// Whether this person may do this to anyone at all: for buttons and links.
    pub fn may(&self, action: Action) -> bool {
        self.has_right(action) && self.lock_on(action).is_none()
    }

    /// Whether policy gives this person the right, whatever is locked now.
    pub fn has_right(&self, action: Action) -> bool {
        self.staff.as_ref().is_some_and(|staff| self.policy.has_right(&staff.actor, action))
    }

    /// Whether one of these asks for a fresh sign-in, and this person's is none.
    pub fn must_sign_in_again(&self, console: &Console, actions: &[Action]) -> bool {
        let proof = self.staff.as_ref().map(|staff| staff.proof.clone()).unwrap_or_default();
        actions.iter().any(|action| console.rules.step_up.wants_sign_in(*action, &proof, console.now()))
    }

    /// Whether a protected user asks for a fresh sign-in, and this person's is none.
    pub fn must_sign_in_again_for_protected(&self, console: &Console) -> bool {
        let proof = self.staff.as_ref().map(|staff| staff.proof.clone()).unwrap_or_default();
        console.rules.step_up.wants_sign_in_for_protected(&proof, console.now())
    }

    /// Whether this person may do this to somebody, alone or with an approval: for buttons and links.
    pub fn may_ask(&self, action: Action) -> bool {
        self.staff.as_ref().is_some_and(|staff| self.policy.has_right_to_ask(&staff.actor, action)) && self.lock_on(action).is_none()
    }

    /// The lock that forbids this to them, as things stood when the request came.
    pub fn lock_on(&self, action: Action) -> Option<&Lock> {
        let actor = self.staff.as_ref().map(|staff| &staff.actor)?;
        forbidding(&self.locks, &actor.id, &actor.roles, Wish::of(action, &self.policy, actor))
    }

    /// An idempotency key that follows from what a form shows: the same for two tabs that show the same. Nobody else can foretell it,
    /// since it hangs on this session and its ID token, which the server keeps to itself.
    pub fn form_key(&self, shows: &[&str]) -> String {
        let mut digest = Sha256::new_with_prefix("passdesk form");
        let secret = self.staff.as_ref().map(|staff| staff.id_token.as_str()).unwrap_or_default();
        for part in [secret, &self.session_handle].into_iter().chain(shows.iter().copied()) {
            digest.update([0]);
            digest.update(part);
        }
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&digest.finalize()[..16]);
        uuid::Builder::from_random_bytes(bytes).into_uuid().to_string()
    }

    /// Who owns drafts: issuer and `sub`.
    pub fn draft_owner(&self) -> String {
        let owner = self.staff.as_ref().map(|staff| &staff.actor.id).or(self.expired.as_ref());
        owner.map(|id| format!("{} {}", id.issuer, id.sub)).unwrap_or_default()
    }
}

/// The console and the caller of the request that is being answered.
///
/// # Errors
/// [`ErrorCode::Internal`] outside a request.
pub fn here() -> Result<(Console, Caller), ApiError> {
    let console = leptos::prelude::use_context::<Console>();
    let caller = leptos::prelude::use_context::<Caller>();
    console.zip(caller).ok_or_else(|| ApiError::new(ErrorCode::Internal, ""))
}
