//! The file as written, with `PASSDESK_…` variables laid over it; unknown names are faults.

use super::bulk::RawBulk;
use super::canaries::RawCanary;
use super::escalations::RawEscalations;
use super::faults::Faults;
use super::hooks::RawHooks;
use super::names::{FREE, KNOWN, NO_KEYS, NUMBERS, VARIABLES, is_key_of_aws};
use super::pools::RawPool;
use super::raw_policy::RawPolicy;
use super::step_up::RawStepUp;
use super::velocity::RawVelocity;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use toml::{Table, Value};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct RawSettings {
    pub public_url: Option<String>,
    pub listen: Option<String>,
    pub database_url: Option<String>,
    pub data_dir: Option<PathBuf>,
    pub trusted_proxies: Vec<String>,
    pub pools: Vec<RawPool>,
    pub oidc: RawOidc,
    pub roles: BTreeMap<String, String>,
    pub desk: RawDesk,
    pub policy: RawPolicy,
    pub sessions: RawSessions,
    pub step_up: RawStepUp,
    pub escalations: RawEscalations,
    pub bulk: RawBulk,
    pub velocity: RawVelocity,
    pub hooks: RawHooks,
    pub canaries: Vec<RawCanary>,
    pub audit: RawAudit,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct RawOidc {
    pub issuer: Option<String>,
    pub client_id: Option<String>,
    pub client_secret: Option<String>,
    pub client_secret_file: Option<PathBuf>,
    pub roles_claim: Option<String>,
    pub scopes: Option<Vec<String>>,
    pub required_acr: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct RawDesk {
    pub protected_groups: Vec<String>,
    pub ticket_pattern: Option<String>,
    pub ticket_required: bool,
    pub default_country: Option<String>,
    pub records_metadata_values: Option<bool>,
    pub contact_change: Option<String>,
    pub contact_change_days: Option<u64>,
    pub contact_changed_attribute: Option<String>,
    pub waiting_pages_per_second: Option<u64>,
    pub waiting_users_at_most: Option<u64>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct RawSessions {
    pub idle_minutes: Option<u64>,
    pub absolute_hours: Option<u64>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct RawAudit {
    pub origin: Option<String>,
    pub key_file: Option<PathBuf>,
    pub earlier_keys: Vec<String>,
    pub checkpoint_minutes: Option<u64>,
    pub check_hours: Option<u64>,
    pub index_file: Option<PathBuf>,
    pub sinks: Vec<RawSink>,
    pub metadata: Vec<RawMetadataRule>,
    pub retention_days: Option<u64>,
    pub archive_dir: Option<PathBuf>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct RawSink {
    pub name: String,
    pub kind: String,
    pub what: Option<Vec<String>>,
    pub path: Option<PathBuf>,
    pub address: Option<String>,
    pub url: Option<String>,
    pub token_file: Option<PathBuf>,
    pub ca_file: Option<PathBuf>,
    pub from: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct RawMetadataRule {
    pub keys: Option<String>,
    pub values: Option<String>,
}

/// The file's table with the variables laid over it.
///
/// `None` where the document cannot be read at all: what else would be said of it would be about nothing.
pub(super) fn read(file: Option<&Path>, variables: &BTreeMap<String, String>, faults: &mut Faults) -> Option<RawSettings> {
    let mut table = match file {
        Some(file) => read_file(file, faults)?,
        None => Table::new(),
    };
    name_unknown(&table, faults);
    for (name, value) in variables.iter().filter(|(name, _)| name.starts_with("PASSDESK_") && !is_of_kubernetes(name)) {
        match VARIABLES.iter().find(|(known, _)| known == name) {
            Some((_, "")) => {}
            Some((_, "pools")) => lay_pools(&mut table, value),
            Some((_, path)) if NUMBERS.contains(path) => match value.trim().parse() {
                Ok(number) => lay(&mut table, path, Value::Integer(number)),
                Err(_) => faults.add(name, format!("`{value}` is not a whole number")),
            },
            Some((_, path)) => lay(&mut table, path, Value::String(value.clone())),
            None => faults.add(name, "is not a variable of this console; see the table in README.md"),
        }
    }
    match Value::Table(table).try_into() {
        Ok(settings) => Some(settings),
        Err(error) => {
            faults.add("configuration", error.message());
            None
        }
    }
}

/// Kubernetes gives every container the addresses of all services: for one named `passdesk` in variables that look like ours.
fn is_of_kubernetes(name: &str) -> bool {
    name.starts_with("PASSDESK_SERVICE_") || name.starts_with("PASSDESK_PORT")
}

fn read_file(file: &Path, faults: &mut Faults) -> Option<Table> {
    let name = file.display().to_string();
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) => {
            faults.add(&name, format!("cannot be read: {error}"));
            return None;
        }
    };
    match text.parse() {
        Ok(table) => Some(table),
        Err(error) => {
            let error: toml::de::Error = error;
            // The line and the message only: the text itself may hold a secret.
            let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
            faults.add(&name, format!("line {}: {}", before.matches('\n').count() + 1, error.message()));
            None
        }
    }
}

fn name_unknown(table: &Table, faults: &mut Faults) {
    name_unknown_in("", table, faults);
}

/// A section's names and, below them, those of the tables that stand in it.
fn name_unknown_in(section: &str, table: &Table, faults: &mut Faults) {
    let known = KNOWN.iter().find(|(name, _)| *name == section).map_or(&[][..], |(_, names)| names);
    for (key, value) in table {
        let path = if section.is_empty() { key.clone() } else { format!("{section}.{key}") };
        if !known.contains(&key.as_str()) {
            faults.add(&path, if is_key_of_aws(key) { NO_KEYS } else { "is not a setting of this console; see the table in README.md" });
            continue;
        }
        let inner: Vec<&Table> = match value {
            Value::Table(inner) if !FREE.contains(&path.as_str()) => vec![inner],
            Value::Array(items) => items.iter().filter_map(Value::as_table).collect(),
            _ => vec![],
        };
        for inner in inner {
            name_unknown_in(&path, inner, faults);
        }
    }
}

fn lay(table: &mut Table, path: &str, value: Value) {
    match path.split_once('.') {
        Some((section, name)) => {
            let section = table.entry(section).or_insert_with(|| Value::Table(Table::new()));
            if let Some(section) = section.as_table_mut() {
                section.insert(name.to_owned(), value);
            }
        }
        None => {
            table.insert(path.to_owned(), value);
        }
    }
}

fn lay_pools(table: &mut Table, ids: &str) {
    let pools = ids.split(',').map(str::trim).filter(|id| !id.is_empty());
    let pools = pools.map(|id| Value::Table(Table::from_iter([("id".to_owned(), Value::String(id.to_owned()))]))).collect();
    table.insert("pools".to_owned(), Value::Array(pools));
}
