//! The desk's own rules, as configured.

use super::policy::PolicyRules;
use super::reason::TicketRule;

/// The desk's own rules.
#[derive(Debug, Clone)]
pub struct DeskRules {
    /// What the policy needs beside its table.
    pub policy: PolicyRules,
    /// How tickets look.
    pub ticket: TicketRule,
    /// ISO 3166 code for phone numbers without a country code.
    pub default_country: String,
    /// ClientMetadata values go into the trail; else only their lengths.
    pub keeps_metadata_values: bool,
    /// A session ends after so many seconds without use.
    pub idle_seconds: u64,
    /// The console runs on its embedded sandbox and says so on every page.
    pub is_sandbox: bool,
}
