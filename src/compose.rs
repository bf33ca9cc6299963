//! From settings to a running console: every adapter is chosen here and nowhere else.

use crate::adapters::cognito::CognitoDirectory;
use crate::adapters::memory::DraftsWithFallback;
use crate::adapters::oidc::{OidcProvider, OidcSettings};
use crate::adapters::sqlite::{self, SessionLimits, SqliteAuditLog, SqliteDrafts, SqliteLoginAttempts, SqliteReveals, SqliteSessions};
use crate::config::Settings;
use crate::domain::clock::{Clock, SystemClock};
use crate::domain::secret::Secret;
use crate::features::audit_trail::{UNDER_WAY, sweep, sweep_regularly};
use crate::features::console::Console;
use crate::features::contact_changes::ContactMarker;
use crate::features::reconcile::reconcile_regularly;
use crate::features::sign_in::SignInState;
use crate::features::waiting::WaitingReader;
use crate::ports::identity_provider::IdentityProvider;
use crate::ports::user_directory::UserDirectory;
use crate::server::{ServerParts, router};
use axum::Router;
use std::path::PathBuf;
use std::sync::Arc;
use tokio_util::task::TaskTracker;

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
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let database = sqlite::connect(&settings.database_url).await.map_err(|error| ComposeError(error.to_string()))?.with_clock(Arc::clone(&clock));
    let limits = SessionLimits { idle: time::Duration::seconds(seconds(settings.idle)), absolute: time::Duration::seconds(seconds(settings.absolute)) };
    let sessions = SqliteSessions::new(database.clone(), limits);
    let drafts = DraftsWithFallback::new(Arc::new(SqliteDrafts::new(database.clone())), Arc::clone(&clock));
    let key = sqlite::console_key(&database, "contact_marks").await.map_err(ComposeError)?;
    let directory: Arc<dyn UserDirectory> = Arc::new(directory(settings).await?);
    let console = Console {
        waiting: WaitingReader::new(Arc::clone(&directory), Arc::clone(&clock), settings.waiting),
        directory,
        audit: Arc::new(SqliteAuditLog::new(database.clone())),
        sessions: Arc::new(sessions.clone()),
        drafts: Arc::new(drafts),
        reveals: Arc::new(SqliteReveals::new(database.clone())),
        turns: Arc::default(),
        marker: Arc::new(ContactMarker::new(key)),
        clock: Arc::clone(&clock),
        rules: Arc::new(settings.desk.clone()),
        reconciling: settings.reconciling,
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
        roles: settings.roles.iter().map(|(group, role)| (group.clone(), *role)).collect(),
    };
    let router = router(ServerParts {
        console: console.clone(),
        sign_in,
        session_store: sessions,
        public_url: settings.public_url.clone(),
        issuer: settings.oidc.issuer.clone(),
        trusted_proxies: settings.trusted_proxies.clone(),
        site_dir: std::env::var_os("PASSDESK_SITE_DIR").map_or_else(|| PathBuf::from("target/site"), PathBuf::from),
    });
    Ok(Composed { router, console })
}

/// Starts what runs beside requests, for as long as the process lives.
pub fn start_background(console: &Console) {
    tokio::spawn(sweep_regularly(console.clone()));
    tokio::spawn(reconcile_regularly(console.clone()));
}

/// The pools, as configured.
///
/// # Errors
/// [`ComposeError`] for a pool whose settings cannot work.
pub async fn directory(settings: &Settings) -> Result<impl UserDirectory + use<>, ComposeError> {
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
