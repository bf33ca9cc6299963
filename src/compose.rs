//! From settings to a running console: every adapter is chosen here and nowhere else.

mod kept;
mod sinks;

pub use sinks::{check_hook, check_sinks};

use crate::adapters::cognito::CognitoDirectory;
use crate::adapters::files::{ArchiveFolder, NewestCheckpointFile, open_signing_key};
use crate::adapters::memory::DraftsWithFallback;
use crate::adapters::oidc::{OidcProvider, OidcSettings};
use crate::adapters::sqlite::{
    self, SqliteAuditLog, SqliteBulk, SqliteDrafts, SqliteEscalations, SqliteFeed, SqliteLocks, SqliteLoginAttempts, SqliteReveals, SqliteSessions, SqliteSignals, SqliteTrailIndex,
};
use crate::config::Settings;
use crate::domain::audit::VerifierKeys;
use crate::domain::clock::{Clock, SystemClock};
use crate::domain::metadata_record::MetadataRecorder;
use crate::domain::secret::Secret;
use crate::domain::session_limits::SessionLimits;
use crate::features::audit_trail::{
    ExportPlaces, FeedTimes, Retention, Sealer, TrailSinks, UNDER_WAY, Verification, prune_regularly, seal_regularly, sweep, sweep_regularly, verify_regularly,
};
use crate::features::bulk::{forget_regularly, work_regularly};
use crate::features::console::{Console, ProvingTimes};
use crate::features::contact_changes::ContactMarker;
use crate::features::escalations::expire_regularly;
use crate::features::layout::Assets;
use crate::features::reconcile::reconcile_regularly;
use crate::features::sign_in::SignInState;
use crate::features::waiting::WaitingReader;
use crate::ports::audit_log::AuditLog;
use crate::ports::identity_provider::IdentityProvider;
use crate::ports::pool_access::PoolAccess;
use crate::ports::signal_log::SignalLog;
use crate::ports::trail_proof::TrailProof;
use crate::ports::user_directory::UserDirectory;
use crate::server::{ServerParts, router};
use axum::Router;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::task::JoinSet;
use tokio_util::task::TaskTracker;

/// Exports that are sent at the same time.
const EXPORTS: usize = 2;

/// A console that is ready to serve.
pub struct Composed {
    /// The web router.
    pub router: Router,
    /// Ports and rules, for the sweeper and for tests.
    pub console: Console,
}

/// What kept the console from starting, in a sentence for the operator.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct ComposeError(String);

/// Opens the database, makes the clients and the router, and closes what a crash left open. Does not ask Cognito or the issuer.
///
/// # Errors
/// [`ComposeError`].
pub async fn compose(settings: &Settings) -> Result<Composed, ComposeError> {
    compose_at(settings, Arc::new(SystemClock)).await
}

/// The same by another clock.
///
/// # Errors
/// [`ComposeError`].
pub async fn compose_at(settings: &Settings, clock: Arc<dyn Clock>) -> Result<Composed, ComposeError> {
    let database = sqlite::connect(&settings.database_url).await.map_err(|error| ComposeError(error.to_string()))?.with_clock(Arc::clone(&clock));
    let limits = SessionLimits { idle: time::Duration::seconds(seconds(settings.idle)), absolute: time::Duration::seconds(seconds(settings.absolute)) };
    let sessions = SqliteSessions::new(database.clone(), limits);
    let drafts = DraftsWithFallback::new(Arc::new(SqliteDrafts::new(database.clone())), Arc::clone(&clock));
    let key = sqlite::console_key(&database, "contact_marks").await.map_err(ComposeError)?;
    let metadata_key = sqlite::console_key(&database, "metadata_values").await.map_err(ComposeError)?;
    let log = SqliteAuditLog::new(database.clone());
    let trail_search = SqliteTrailIndex::open(database.path(), &settings.audit.index_file).await.map_err(ComposeError)?;
    let proof: Arc<dyn TrailProof> = Arc::new(log.clone());
    let sealer = Arc::new(sealer(settings, Arc::clone(&proof), Arc::clone(&clock)).await?);
    let verification = Verification::new(Arc::clone(&proof), Arc::clone(&sealer), kept::outside_checkpoints(&settings.audit, database.path()), Arc::clone(&clock));
    let directory: Arc<dyn UserDirectory> = Arc::new(directory(settings).await?);
    let audit: Arc<dyn AuditLog> = Arc::new(log);
    let signals: Arc<dyn SignalLog> = Arc::new(SqliteSignals::new(database.clone()));
    let mut sinks = settings.audit.sinks.iter().map(sinks::sink).collect::<Result<Vec<_>, _>>()?;
    if let Some(hook) = &settings.hook {
        sinks.push(sinks::hook(hook, &settings.public_url, &audit, &signals, &clock)?);
    }
    let console = Console {
        sinks: Arc::new(TrailSinks::new(sinks, Arc::new(SqliteFeed::new(database.clone())), Arc::clone(&clock), FeedTimes::default())),
        waiting: WaitingReader::new(Arc::clone(&directory), Arc::clone(&clock), settings.waiting),
        directory,
        audit,
        signals,
        proof,
        sealer,
        verification,
        exports: ExportPlaces::new(EXPORTS),
        retention: retention(settings),
        proving: ProvingTimes { seal_every: settings.audit.checkpoint_every, verify_every: settings.audit.check_every },
        trail_search: Arc::new(trail_search),
        sessions: Arc::new(sessions.clone()),
        session_limits: limits,
        locks: Arc::new(SqliteLocks::new(database.clone())),
        roles: settings.roles.iter().map(|(group, role)| (group.clone(), role.clone())).collect(),
        bulk: Arc::new(SqliteBulk::new(database.clone())),
        bulk_desk: Arc::default(),
        escalations: Arc::new(SqliteEscalations::new(database.clone())),
        drafts: Arc::new(drafts),
        reveals: Arc::new(SqliteReveals::new(database.clone())),
        turns: Arc::default(),
        marker: Arc::new(ContactMarker::new(key)),
        metadata: Arc::new(MetadataRecorder::new(settings.desk.metadata.clone(), metadata_key)),
        clock: Arc::clone(&clock),
        rules: Arc::new(settings.desk.clone()),
        reconciling: settings.reconciling,
        pressure: Arc::default(),
        under_way: TaskTracker::new(),
    };
    let closed = sweep(&console, UNDER_WAY).await.map_err(|error| ComposeError(error.to_string()))?;
    if closed > 0 {
        tracing::warn!(closed, "actions that a crash left open became unknown");
    }
    let sign_in = SignInState {
        identity: Arc::new(identity(settings, Arc::clone(&clock))?),
        attempts: Arc::new(SqliteLoginAttempts::new(database)),
        sessions: Arc::clone(&console.sessions),
        handle_of: sqlite::handle_of,
        audit: Arc::clone(&console.audit),
        clock,
        crowd: Arc::default(),
        strangers: Arc::default(),
        step_up: settings.desk.step_up.clone(),
        roles: console.roles.clone(),
        locks: Arc::clone(&console.locks),
    };
    let router = router(ServerParts {
        console: console.clone(),
        sign_in,
        session_store: sessions,
        public_url: settings.public_url.clone(),
        issuer: settings.oidc.issuer.clone(),
        trusted_proxies: settings.trusted_proxies.clone(),
        assets: Arc::new(Assets::find(std::env::var_os("PASSDESK_SITE_DIR").filter(|folder| !folder.is_empty()).map(PathBuf::from))),
    });
    Ok(Composed { router, console })
}

/// Starts what runs beside requests; it ends when what this gives is dropped, or [`finish`] is called.
pub fn start_background(console: &Console) -> Background {
    console.sinks.start();
    let mut tasks = JoinSet::new();
    tasks.spawn(sweep_regularly(console.clone()));
    tasks.spawn(reconcile_regularly(console.clone()));
    tasks.spawn(expire_regularly(console.clone()));
    tasks.spawn(work_regularly(console.clone()));
    tasks.spawn(forget_regularly(console.clone()));
    let (sealer, verifying, proving) = (Arc::clone(&console.sealer), console.clone(), console.proving);
    sealer.expect_every(proving.seal_every);
    tasks.spawn(async move {
        // The first checkpoint before the first verification, which wants one.
        if let Err(error) = sealer.seal().await {
            tracing::error!(%error, "no checkpoint was made at the start");
        }
        tokio::join!(seal_regularly(sealer, proving.seal_every), verify_regularly(verifying, proving.verify_every));
    });
    if let Some(retention) = console.retention.clone() {
        tasks.spawn(prune_regularly(console.clone(), retention));
    }
    Background(tasks)
}

/// What runs beside requests.
#[must_use = "it ends when this is dropped"]
pub struct Background(JoinSet<()>);

/// The last thing a process does for its trail: what was recorded since the last checkpoint is sealed as well, and goes to the sinks.
pub async fn finish(console: &Console, mut background: Background) {
    // Nothing is recorded any more by itself, and what is on its way to the trail is in it: the last checkpoint is over the last record.
    background.0.shutdown().await;
    if let Err(error) = console.audit.check().await {
        tracing::error!(%error, "the trail takes nothing at the end");
    }
    if let Err(error) = console.sealer.seal().await {
        tracing::error!(%error, "no checkpoint was made at the end");
    }
    console.sinks.finish().await;
}

/// The key of the checkpoints, and those before it.
async fn sealer(settings: &Settings, proof: Arc<dyn TrailProof>, clock: Arc<dyn Clock>) -> Result<Sealer, ComposeError> {
    let audit = &settings.audit;
    let has_checkpoints = !proof.newest_checkpoints(1).await.map_err(|error| ComposeError(error.to_string()))?.is_empty();
    if has_checkpoints && !audit.key_file.exists() {
        // A key that is made silently would turn every checkpoint of before into somebody else's.
        let sentence = "is missing, and this trail has checkpoints: put the key back, or make another and add the old verifier key to audit.earlier_keys";
        return Err(ComposeError(format!("audit.key_file: {} {sentence}", audit.key_file.display())));
    }
    let signer = open_signing_key(&audit.key_file, &audit.origin).map_err(|problem| ComposeError(format!("audit.key_file: {problem}")))?;
    tracing::info!(key = %signer.verifier(), "checkpoints of the audit trail verify with this key");
    let newest = Arc::new(NewestCheckpointFile(audit.newest_checkpoint()));
    Ok(Sealer::new(proof, newest, signer, VerifierKeys(audit.earlier_keys.clone()), clock))
}

/// How long records stay in the database, if not for ever.
fn retention(settings: &Settings) -> Option<Retention> {
    let (keep_for, folder) = settings.audit.retention.clone()?;
    Some(Retention { keep_for: time::Duration::seconds(seconds(keep_for)), archive: Arc::new(ArchiveFolder(folder)) })
}

/// The pools, as configured.
///
/// # Errors
/// [`ComposeError`] for a pool whose settings cannot work.
pub async fn directory(settings: &Settings) -> Result<impl UserDirectory + PoolAccess + use<>, ComposeError> {
    CognitoDirectory::connect(&settings.pools).await.map_err(|error| ComposeError(error.to_string()))
}

/// The issuer, as configured.
///
/// # Errors
/// [`ComposeError`] for settings that cannot work.
pub fn identity(settings: &Settings, clock: Arc<dyn Clock>) -> Result<impl IdentityProvider + use<>, ComposeError> {
    let oidc = &settings.oidc;
    let mut registration =
        OidcSettings::new(&oidc.issuer, &oidc.client_id, &format!("{}/auth/callback", settings.public_url), &format!("{}/sign-in?ended=signed_out", settings.public_url));
    registration.client_secret = oidc.client_secret.as_ref().map(|secret| Secret::new(secret.expose().clone()));
    registration.roles_claim.clone_from(&oidc.roles_claim);
    registration.scopes.clone_from(&oidc.scopes);
    registration.required_acr.clone_from(&oidc.required_acr);
    OidcProvider::new(registration, clock).map_err(|error| ComposeError(format!("oidc.{error}")))
}

fn seconds(duration: std::time::Duration) -> i64 {
    i64::try_from(duration.as_secs()).unwrap_or(i64::MAX)
}
