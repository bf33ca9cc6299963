//! The pools: where each is, and with whose credentials it is called.

use super::faults::Faults;
use super::role;
use crate::adapters::cognito::{CognitoPoolSettings, CredentialSource, OWN_SESSION, ProfileSource};
use crate::domain::pool::{PoolId, ServedPool};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::PathBuf;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct RawPool {
    pub id: String,
    pub name: Option<String>,
    pub region: Option<String>,
    pub endpoint_url: Option<String>,
    pub profile: Option<String>,
    pub config_file: Option<PathBuf>,
    pub credentials_file: Option<PathBuf>,
    pub role_arn: Option<String>,
    pub external_id: Option<String>,
    pub session_tags: BTreeMap<String, String>,
    pub role_session_name: Option<String>,
    pub source_identity: Option<bool>,
    pub sts_endpoint_url: Option<String>,
    pub proxy: Option<String>,
    pub rate: Option<u64>,
    pub read_rate: Option<u64>,
}

/// The pools, as far as they can be understood.
pub(super) fn check(pools: Vec<RawPool>, faults: &mut Faults) -> Vec<CognitoPoolSettings> {
    if pools.is_empty() {
        faults.add("pools", "is empty: name at least one user pool, by [[pools]] or PASSDESK_POOLS");
    }
    let mut checked: Vec<CognitoPoolSettings> = Vec::new();
    for (place, pool) in pools.into_iter().enumerate() {
        let key = |name: &str| format!("pools[{place}].{name}");
        let Some(id) = faults.keep(&key("id"), PoolId::try_from(pool.id.clone()).map_err(|problem| format!("`{}`: {problem}", pool.id))) else { continue };
        if checked.iter().any(|known| known.pool.id == id) {
            faults.add(&key("id"), format!("`{id}` is named twice"));
        }
        for (name, address) in [("endpoint_url", &pool.endpoint_url), ("sts_endpoint_url", &pool.sts_endpoint_url)] {
            if let Some(address) = address.as_ref().filter(|address| url::Url::parse(address).is_err()) {
                faults.add(&key(name), format!("`{address}` is not an address"));
            }
        }
        role::check(&pool, &key, faults);
        let credentials = credentials(&pool, &key, faults);
        let proxy = pool.proxy.as_deref().and_then(|proxy| faults.keep(&key("proxy"), proxy_of(proxy)));
        let usual = CognitoPoolSettings::usual(ServedPool { name: pool.name.unwrap_or_else(|| id.to_string()), id });
        checked.push(CognitoPoolSettings {
            region: pool.region.unwrap_or_else(|| usual.region.clone()),
            endpoint_url: pool.endpoint_url,
            credentials,
            role_arn: pool.role_arn,
            external_id: pool.external_id,
            session_tags: pool.session_tags,
            role_session_name: pool.role_session_name.unwrap_or_else(|| OWN_SESSION.to_owned()),
            sets_source_identity: pool.source_identity.unwrap_or(true),
            sts_endpoint_url: pool.sts_endpoint_url,
            proxy,
            ..usual
        });
    }
    checked
}

/// The profile, if one is named. Whether it is in the files, and what it gives, is asked by `check-config`: files of credentials come and go.
fn credentials(pool: &RawPool, key: &impl Fn(&str) -> String, faults: &mut Faults) -> CredentialSource {
    for (name, file) in [("config_file", &pool.config_file), ("credentials_file", &pool.credentials_file)] {
        match file {
            Some(_) if pool.profile.is_none() => faults.add(&key(name), "is nothing without profile: it says in which file the profile stands"),
            Some(file) if !file.is_absolute() => faults.add(&key(name), format!("`{}` must be an absolute path", file.display())),
            _ => {}
        }
    }
    let Some(name) = pool.profile.clone() else { return CredentialSource::Chain };
    if name.trim().is_empty() {
        faults.add(&key("profile"), "is empty: name a profile of the shared config or credentials file, or leave it out");
    }
    CredentialSource::Profile(ProfileSource { name, config_file: pool.config_file.clone(), credentials_file: pool.credentials_file.clone() })
}

/// A proxy's address. What it holds is not repeated: it may be a password.
fn proxy_of(proxy: &str) -> Result<String, String> {
    const SHAPE: &str = "must be the address of a proxy, as in http://proxy.example.com:3128";
    let parsed = url::Url::parse(proxy).map_err(|_| SHAPE.to_owned())?;
    if !parsed.username().is_empty() || parsed.password().is_some() {
        return Err("holds a name or a password, which do not stand in this file: give the whole address by HTTPS_PROXY in the environment".to_owned());
    }
    let is_bare = matches!(parsed.path(), "" | "/") && parsed.query().is_none() && parsed.fragment().is_none();
    if matches!(parsed.scheme(), "http" | "https") && parsed.has_host() && is_bare { Ok(proxy.to_owned()) } else { Err(SHAPE.to_owned()) }
}

#[cfg(test)]
mod tests;
