//! `[policy]` as written.

use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct RawPolicy {
    pub roles: Vec<RawPolicyRole>,
    pub tiers: Vec<RawTier>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct RawPolicyRole {
    pub name: String,
    pub like: Option<String>,
    pub may: Vec<String>,
    pub may_not: Vec<String>,
    pub with_approval: Vec<String>,
    pub alone: BTreeMap<String, Vec<String>>,
    pub pools: Vec<String>,
    pub groups: Vec<String>,
    pub attributes: BTreeMap<String, Vec<String>>,
    pub verified_by: BTreeMap<String, Vec<String>>,
    pub ticket_pattern: Option<String>,
    pub hours: Option<String>,
    pub time_zone: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct RawTier {
    pub name: String,
    pub groups: Vec<String>,
    pub attributes: BTreeMap<String, Vec<String>>,
    pub pools: Vec<String>,
}
