//! `passdesk sandbox`: the console with an embedded Cognito and OpenID provider, through the same code as in production.

use super::listen::{bind, serve_until_stopped};
use super::{Failure, variables};
use crate::adapters::cognito::{CognitoPoolSettings, CredentialSource};
use crate::compose::{compose, start_background};
use crate::config::{AuditSettings, OidcSettings, Settings, SinkPlace, SinkSettings, velocity_of};
use crate::domain::actor::Role;
use crate::domain::audit::{FeedFrom, FeedOf};
use crate::domain::bulk::BulkRules;
use crate::domain::canary::{Canaries, Canary, CanaryBy};
use crate::domain::desk::{ContactChangeRules, DeskRules, EscalationRules, WaitingRules};
use crate::domain::metadata_record::{MetadataRules, ValueRecord};
use crate::domain::policy::{Members, Policy, ProtectedTier};
use crate::domain::pool::{PoolId, ServedPool};
use crate::domain::reason::TicketRule;
use crate::domain::reconcile::ReconcileTimes;
use crate::domain::secret::Secret;
use crate::domain::step_up::StepUpRules;
use crate::domain::velocity::VelocityRules;
use crate::sandbox::{Sandbox, SandboxSettings};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// Where the sandbox's console listens unless `PASSDESK_LISTEN` says otherwise; Cognito and the issuer take the next two ports.
const LISTEN: &str = "127.0.0.1:4400";

/// Where its checkpoints are kept as well.
const CHECKPOINTS: &str = "checkpoints.ndjson";
/// The newest one, beside the key.
const NEWEST: &str = "audit-key.checkpoint";

/// The sandbox's sessions end after so long without use.
const IDLE: Duration = Duration::from_secs(15 * 60);

/// Starts all three on loopback and prints where they are and who may sign in.
///
/// # Errors
/// What kept them from starting.
pub async fn sandbox(fresh: bool) -> Result<(), Failure> {
    let variables = variables();
    let listen = variables.get("PASSDESK_LISTEN").map_or(LISTEN, String::as_str);
    let listen: SocketAddr = listen.parse().map_err(|_| Failure::one(format!("PASSDESK_LISTEN: `{listen}` is not an address and port, as in {LISTEN}")))?;
    if !listen.ip().is_loopback() {
        return Err(Failure::one(format!("PASSDESK_LISTEN: the sandbox listens on loopback only, not on {listen}")));
    }
    let data_dir = variables.get("PASSDESK_DATA_DIR").map_or_else(|| PathBuf::from("data"), PathBuf::from);
    let next = |step: u16| SocketAddr::new(listen.ip(), listen.port().checked_add(step).filter(|_| listen.port() != 0).unwrap_or(0));
    let listener = bind(listen).await?;
    let address = listener.local_addr().map_err(Failure::one)?;
    let public_url = format!("http://{address}");
    if fresh {
        forget(&data_dir)?;
    }
    let sandbox = Sandbox::start(SandboxSettings { data_dir: data_dir.clone(), fresh, cognito_listen: next(1), issuer_listen: next(2), console_url: public_url.clone() })
        .await
        .map_err(Failure::one)?;
    let mut settings = sandbox_settings(&sandbox, public_url.clone(), address, &data_dir)?;
    settings.desk.velocity = velocity_of(&variables).map_err(|faults| Failure::all(faults.iter().map(ToString::to_string).collect()))?;
    settings.audit.sinks.push(checkpoints_beside(&data_dir));
    let composed = compose(&settings).await.map_err(Failure::one)?;
    let background = start_background(&composed.console);
    announce(&sandbox, &public_url, &data_dir);
    let ended = serve_until_stopped(listener, composed, background).await;
    sandbox.shutdown().await;
    ended
}

/// Settings that lead the console to the sandbox. Everything but the addresses is as an operator would write it.
///
/// # Errors
/// A pool id of the sandbox that is none.
pub fn sandbox_settings(sandbox: &Sandbox, public_url: String, listen: SocketAddr, data_dir: &Path) -> Result<Settings, Failure> {
    let pools = sandbox.pools().into_iter().map(|pool| {
        let id = PoolId::try_from(pool.id.clone()).map_err(|problem| Failure::one(format!("{}: {problem}", pool.id)))?;
        Ok(CognitoPoolSettings {
            region: pool.region.clone(),
            endpoint_url: Some(sandbox.cognito_url()),
            credentials: CredentialSource::Sandbox,
            sts_endpoint_url: Some(sandbox.cognito_url()),
            ..CognitoPoolSettings::usual(ServedPool { id, name: pool.name.clone() })
        })
    });
    let database = data_dir.join("passdesk.db");
    Ok(Settings {
        audit: AuditSettings::usual(&database),
        public_url,
        listen,
        database_url: format!("sqlite://{}", database.display()),
        trusted_proxies: Vec::new(),
        pools: pools.collect::<Result<_, Failure>>()?,
        oidc: OidcSettings {
            issuer: sandbox.issuer_url(),
            client_id: sandbox.client_id().to_owned(),
            client_secret: Some(Secret::new(sandbox.client_secret().to_owned())),
            roles_claim: "groups".into(),
            scopes: vec!["profile".into(), "email".into()],
            required_acr: Vec::new(),
        },
        roles: Role::OWN.into_iter().map(|role| (format!("passdesk-{}", role.name()), role)).collect(),
        desk: DeskRules {
            policy: Arc::new(Policy { tiers: vec![protected(&["admins", "finance-approvers"])], ..Policy::default() }),
            contact_changes: ContactChangeRules { days: 7, attribute: None },
            ticket: TicketRule { pattern: "INC-######".into(), is_required: false },
            default_country: "GB".into(),
            step_up: StepUpRules::default(),
            canaries: canaries(sandbox),
            velocity: VelocityRules::default(),
            metadata: MetadataRules::for_all(ValueRecord::Whole),
            escalations: EscalationRules::default(),
            bulk: BulkRules::default(),
            is_sandbox: true,
        },
        hook: None,
        waiting: WaitingRules::default(),
        reconciling: ReconcileTimes::default(),
        idle: IDLE,
        absolute: Duration::from_secs(10 * 3_600),
    })
}

/// Whom nobody helps alone.
fn protected(groups: &[&str]) -> ProtectedTier {
    ProtectedTier { name: "protected".to_owned(), members: Members { groups: groups.iter().map(|group| (*group).to_owned()).collect(), ..Members::default() } }
}

/// Whoever is put into this group of the first pool: nobody is, to begin with.
fn canaries(sandbox: &Sandbox) -> Canaries {
    let pool = sandbox.pools().into_iter().next().and_then(|pool| PoolId::try_from(pool.id).ok());
    Canaries(pool.into_iter().map(|pool| Canary { pool, by: CanaryBy::Group("cohort-7".to_owned()) }).collect())
}

/// A second place for the trail's checkpoints, to try verifying against them. It lies in the same folder, where it protects nothing.
fn checkpoints_beside(data_dir: &Path) -> SinkSettings {
    SinkSettings { name: "checkpoints".to_owned(), place: SinkPlace::File(data_dir.join(CHECKPOINTS)), what: vec![FeedOf::Checkpoints], from: FeedFrom::Start }
}

/// The console's own database begins anew together with the sandbox's state.
fn forget(data_dir: &Path) -> Result<(), Failure> {
    for name in ["passdesk.db", "passdesk.db-wal", "passdesk.db-shm", "passdesk-index.db", "passdesk-index.db-wal", "passdesk-index.db-shm", CHECKPOINTS, NEWEST] {
        match std::fs::remove_file(data_dir.join(name)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(Failure::one(format!("{}: {error}", data_dir.join(name).display()))),
            _ => {}
        }
    }
    Ok(())
}

fn announce(sandbox: &Sandbox, public_url: &str, data_dir: &Path) {
    println!("\npassdesk sandbox: nothing here reaches AWS.\n");
    println!("  console          {public_url}");
    println!("  outbox, faults   {}/sandbox/", sandbox.cognito_url());
    println!("  issuer           {}", sandbox.issuer_url());
    println!("  checkpoints      {}\n", data_dir.join(CHECKPOINTS).display());
    println!("Sign in as:");
    for persona in Sandbox::personas() {
        println!("  {:<22} {}", persona.name, persona.description);
    }
    println!("\nCtrl-C ends it; what happened stays until `passdesk sandbox --fresh`.");
}
