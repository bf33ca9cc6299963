//! The desk's own rules, as configured.

use super::bulk::BulkRules;
use super::canary::Canaries;
use super::metadata_record::MetadataRules;
use super::policy::Policy;
use super::reason::TicketRule;
use super::step_up::StepUpRules;
use super::velocity::VelocityRules;
use std::sync::Arc;
use time::Duration;

/// How changes of contacts are found; what follows from one is in the policy's rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactChangeRules {
    /// For how many days a change counts; 0: nobody looks.
    pub days: u16,
    /// An attribute of the pools' own that says when a contact last changed.
    pub attribute: Option<String>,
}

/// The desk's own rules.
#[derive(Debug, Clone)]
pub struct DeskRules {
    /// Who may do what to whom.
    pub policy: Arc<Policy>,
    /// What is made of contacts that changed lately.
    pub contact_changes: ContactChangeRules,
    /// How tickets look.
    pub ticket: TicketRule,
    /// ISO 3166 code for phone numbers without a country code.
    pub default_country: String,
    /// What the trail keeps of ClientMetadata.
    pub metadata: MetadataRules,
    /// What asks for a fresh sign-in.
    pub step_up: StepUpRules,
    /// How approvals go.
    pub escalations: EscalationRules,
    /// How bulk runs go.
    pub bulk: BulkRules,
    /// Users whom nobody has a reason to look for.
    pub canaries: Canaries,
    /// How often effects may be had.
    pub velocity: VelocityRules,
    /// The console runs on its embedded sandbox and says so on every page.
    pub is_sandbox: bool,
}

/// How approvals go; who may ask for what, and who decides, is in the policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EscalationRules {
    /// So long a request waits for a decision, and so long an approval can be used.
    pub lasts: Duration,
    /// Who carries an approved request out, and so sees a generated password: whoever approved it, and not whoever asked.
    pub approver_carries_out: bool,
}

impl Default for EscalationRules {
    fn default() -> Self {
        Self { lasts: Duration::minutes(30), approver_carries_out: false }
    }
}

/// How the board of who is waiting is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WaitingRules {
    /// Pages of `ListUsers` a second, all pools together: Cognito has 30 for the whole account and Region.
    pub pages_per_second: u32,
    /// Users of a pool that are read and kept in memory.
    pub users_at_most: usize,
}

impl Default for WaitingRules {
    fn default() -> Self {
        Self { pages_per_second: 5, users_at_most: 20_000 }
    }
}
