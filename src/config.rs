//! Typed settings: one TOML file, `PASSDESK_…` variables over it, secrets by file. Every fault is named, none stops at the first.

mod audit;
mod bulk;
mod canaries;
mod demands;
mod escalations;
mod faults;
mod hooks;
mod lines;
mod metadata;
mod names;
mod policy;
mod pools;
mod raw;
mod raw_policy;
mod role;
mod sinks;
mod step_up;
mod velocity;

pub use audit::AuditSettings;
pub use faults::ConfigFault;
pub use hooks::HookConfig;
pub use sinks::{SinkPlace, SinkSettings};
pub use velocity::velocity_of;

use crate::adapters::cognito::CognitoPoolSettings;
use crate::domain::actor::Role;
use crate::domain::contact_change::MOST_DAYS;
use crate::domain::desk::{ContactChangeRules, DeskRules, WaitingRules};
use crate::domain::policy::Policy;
use crate::domain::pool::PoolId;
use crate::domain::reason::TicketRule;
use crate::domain::reconcile::ReconcileTimes;
use crate::domain::secret::Secret;
use faults::Faults;
use lines::Lines;
use raw::RawSettings;
use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// How staff sign in.
#[derive(Debug)]
pub struct OidcSettings {
    /// The issuer, exactly as its metadata says it.
    pub issuer: String,
    /// This console's client id there.
    pub client_id: String,
    /// Its secret; absent for a public client.
    pub client_secret: Option<Secret<String>>,
    /// The claim that roles come from.
    pub roles_claim: String,
    /// Scopes beside `openid`.
    pub scopes: Vec<String>,
    /// `acr` values of which one is required; empty: any.
    pub required_acr: Vec<String>,
}

/// All settings, checked.
#[derive(Debug)]
pub struct Settings {
    /// The address that staff open, without a trailing slash.
    pub public_url: String,
    /// Where to listen.
    pub listen: SocketAddr,
    /// `sqlite://…`
    pub database_url: String,
    /// Proxies whose forwarding headers are believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// The pools.
    pub pools: Vec<CognitoPoolSettings>,
    /// Sign-in.
    pub oidc: OidcSettings,
    /// How the trail is sealed, checked and searched.
    pub audit: AuditSettings,
    /// Group to role.
    pub roles: BTreeMap<String, Role>,
    /// The desk's rules.
    pub desk: DeskRules,
    /// Where the console tells that something happened.
    pub hook: Option<HookConfig>,
    /// How the board of who is waiting is read.
    pub waiting: WaitingRules,
    /// When users are read again after a doubt. No setting: tests shorten it.
    pub reconciling: ReconcileTimes,
    /// A session ends after so long without use.
    pub idle: Duration,
    /// A session ends after so long in any case.
    pub absolute: Duration,
}

/// Reads the file (if any) and the variables over it.
///
/// # Errors
/// Every fault found, each with the name of its setting.
pub fn load(file: Option<&Path>, variables: &BTreeMap<String, String>) -> Result<Settings, Vec<ConfigFault>> {
    let mut faults = Faults::default();
    let settings = raw::read(file, variables, &mut faults).and_then(|raw| check(raw, &mut faults));
    match settings {
        Some(settings) if faults.is_empty() => Ok(settings),
        _ => {
            let text = file.and_then(|file| std::fs::read_to_string(file).ok()).unwrap_or_default();
            Err(faults.into_list(&Lines::of(&text)))
        }
    }
}

fn check(raw: RawSettings, faults: &mut Faults) -> Option<Settings> {
    let data_dir = raw.data_dir.unwrap_or_else(|| PathBuf::from("data"));
    let listen = raw.listen.unwrap_or_else(|| "127.0.0.1:4400".into());
    let listen = faults.keep("listen", listen.parse::<SocketAddr>().map_err(|_| format!("`{listen}` is not an address and port, as in 127.0.0.1:4400")));
    let public_url = faults.keep("public_url", check_public_url(raw.public_url));
    let database_url = raw.database_url.unwrap_or_else(|| format!("sqlite://{}", data_dir.join("passdesk.db").display()));
    if !database_url.starts_with("sqlite://") {
        faults.add("database_url", "must begin with sqlite://; other databases are not supported in this version");
    }
    let trusted_proxies =
        raw.trusted_proxies.into_iter().filter_map(|proxy| faults.keep("trusted_proxies", proxy.parse().map_err(|_| format!("`{proxy}` is not an IP address")))).collect();
    let bulk = bulk::check(&raw.bulk, &raw.pools, faults);
    let pools = pools::check(raw.pools, faults);
    let oidc = check_oidc(raw.oidc, faults);
    let idle = Duration::from_secs(60 * faults.within("sessions.idle_minutes", raw.sessions.idle_minutes, 15, 1..=60));
    let absolute = Duration::from_secs(3_600 * faults.within("sessions.absolute_hours", raw.sessions.absolute_hours, 10, 1..=24));
    let database = database_url.strip_prefix("sqlite:").map(|rest| rest.strip_prefix("//").unwrap_or(rest)).unwrap_or_default();
    let usual = AuditSettings::usual(Path::new(database));
    let metadata = metadata::check(&raw.audit.metadata, raw.desk.records_metadata_values.unwrap_or(true), faults);
    let audit = audit::check(raw.audit, usual, faults);
    let waiting = check_waiting(&raw.desk, faults);
    let days = faults.within("desk.contact_change_days", raw.desk.contact_change_days, 7, 0..=u64::from(MOST_DAYS));
    let days = u16::try_from(days).unwrap_or(MOST_DAYS);
    let contact_change_needs_approval = match raw.desk.contact_change.as_deref() {
        None | Some("warn") => false,
        Some("approve") => true,
        Some(other) => {
            faults.add("desk.contact_change", format!("`{other}` is neither warn nor approve"));
            false
        }
    };
    let pool_ids: Vec<PoolId> = pools.iter().map(|pool| pool.pool.id.clone()).collect();
    let policy = policy::check(&raw.policy, &raw.desk, &pool_ids, contact_change_needs_approval, faults);
    let roles = check_roles(raw.roles, &policy, faults);
    let step_up = step_up::check(raw.step_up, oidc.as_ref().map_or(&[], |oidc| oidc.required_acr.as_slice()), faults);
    let escalations = escalations::check(&raw.escalations, faults);
    let (canaries, hook) = (canaries::check(raw.canaries, &pool_ids, faults), hooks::check(raw.hooks, faults));
    let velocity = velocity::check(&raw.velocity, &policy, faults);
    let desk = DeskRules {
        bulk,
        policy: Arc::new(policy),
        contact_changes: ContactChangeRules { days, attribute: raw.desk.contact_changed_attribute },
        ticket: TicketRule { pattern: raw.desk.ticket_pattern.unwrap_or_default(), is_required: raw.desk.ticket_required },
        default_country: check_country(raw.desk.default_country, faults),
        metadata,
        step_up,
        escalations,
        canaries,
        velocity,
        is_sandbox: false,
    };
    Some(Settings {
        public_url: public_url?,
        listen: listen?,
        database_url,
        trusted_proxies,
        pools,
        oidc: oidc?,
        audit,
        roles,
        desk,
        hook,
        waiting,
        reconciling: ReconcileTimes::default(),
        idle,
        absolute,
    })
}

/// A rate above Cognito's own would only be throttled.
fn check_waiting(desk: &raw::RawDesk, faults: &mut Faults) -> WaitingRules {
    let usual = WaitingRules::default();
    let rate = faults.within("desk.waiting_pages_per_second", desk.waiting_pages_per_second, u64::from(usual.pages_per_second), 1..=30);
    let users = faults.within("desk.waiting_users_at_most", desk.waiting_users_at_most, usual.users_at_most as u64, 1..=1_000_000);
    WaitingRules { pages_per_second: u32::try_from(rate).unwrap_or(usual.pages_per_second), users_at_most: usize::try_from(users).unwrap_or(usual.users_at_most) }
}

/// A caller's number without a country code needs one to be understood.
fn check_country(country: Option<String>, faults: &mut Faults) -> String {
    let country = country.unwrap_or_else(|| "US".into());
    if country.parse::<phonenumber::country::Id>().is_err() {
        faults.add("desk.default_country", format!("`{country}` is not a country code of two letters, as in PL"));
    }
    country
}

fn check_public_url(url: Option<String>) -> Result<String, String> {
    let url = url.ok_or("is missing: the address that staff open, as in https://passdesk.example")?;
    let parsed = url::Url::parse(&url).map_err(|error| format!("`{url}` is not an address: {error}"))?;
    match parsed.scheme() {
        "https" => {}
        "http" if is_loopback(&parsed) => {}
        _ => return Err(format!("`{url}` must begin with https:// (http:// works on loopback only)")),
    }
    if parsed.path() != "/" || parsed.query().is_some() || parsed.fragment().is_some() || !parsed.username().is_empty() {
        return Err(format!("`{url}` must be a bare address, without a path"));
    }
    Ok(url.trim_end_matches('/').to_owned())
}

fn is_loopback(url: &url::Url) -> bool {
    matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"))
}

fn check_roles(roles: BTreeMap<String, String>, policy: &Policy, faults: &mut Faults) -> BTreeMap<String, Role> {
    if roles.is_empty() {
        faults.add("roles", "is empty: nobody could get in. Name groups, as in \"cognito-helpdesk\" = \"helpdesk\"");
    }
    let mut checked = BTreeMap::new();
    for (group, role) in roles {
        let names = || policy.roles.keys().map(Role::name).collect::<Vec<_>>().join(", ");
        let found = Role::from_name(&role).filter(|role| policy.roles.contains_key(role));
        if let Some(role) = faults.keep(&format!("roles.{group}"), found.ok_or_else(|| format!("`{role}` is not a role; the roles are {}", names()))) {
            checked.insert(group, role);
        }
    }
    checked
}

fn check_oidc(raw: raw::RawOidc, faults: &mut Faults) -> Option<OidcSettings> {
    let issuer = faults.keep("oidc.issuer", raw.issuer.ok_or_else(|| "is missing: the issuer's address".to_owned()));
    let client_id = faults.keep("oidc.client_id", raw.client_id.ok_or_else(|| "is missing: this console's client id at the issuer".to_owned()));
    if let Some(issuer) = &issuer {
        let is_safe = url::Url::parse(issuer).is_ok_and(|url| url.scheme() == "https" || (url.scheme() == "http" && is_loopback(&url)));
        if !is_safe {
            faults.add("oidc.issuer", format!("`{issuer}` must be an https:// address (http:// works on loopback only)"));
        }
    }
    let from_file = raw.client_secret_file.and_then(|file| {
        let read = std::fs::read_to_string(&file).map_err(|error| format!("{} cannot be read: {error}", file.display()));
        faults.keep("oidc.client_secret_file", read)
    });
    let client_secret = from_file.or(raw.client_secret).map(|secret| Secret::new(secret.trim().to_owned()));
    if client_secret.as_ref().is_some_and(|secret| secret.expose().is_empty()) {
        faults.add("oidc.client_secret", "is empty");
    }
    Some(OidcSettings {
        issuer: issuer?,
        client_id: client_id?,
        client_secret,
        roles_claim: raw.roles_claim.unwrap_or_else(|| "groups".into()),
        scopes: raw.scopes.unwrap_or_else(|| vec!["profile".into(), "email".into()]),
        required_acr: raw.required_acr,
    })
}

#[cfg(test)]
mod tests;
