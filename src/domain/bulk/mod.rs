//! Bulk runs: one way to help, for many users, row by row. Each row is decided on by itself, and is an action of its own in the trail.

mod estimate;
mod lane;
pub mod sheet;
mod standing;

pub use estimate::{Estimate, lasts_words};
pub use lane::Lane;
pub use standing::{PauseCause, RowStanding, RunState};

use super::actor::StaffId;
use super::operation::Action;
use super::part::part_id;
use super::pool::PoolId;
use super::preflight::Help;
use std::collections::BTreeMap;
use time::Duration;
use uuid::Uuid;

/// What can be done for many users at once. Not among them: what gives somebody a way in that lasts, or vouches for a contact.
pub const BULK_HELP: [Help; 5] = [Help::ResetCode, Help::Invitation, Help::TemporaryPassword, Help::SignOut, Help::Enable];

/// How bulk runs go, as configured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BulkRules {
    /// How much of Cognito's rate a run may use, in percent; the rest is for people.
    pub share_percent: u8,
    /// Requests a second that Cognito allows for changes, for pools that are not at its own defaults.
    pub rates: BTreeMap<PoolId, u32>,
    /// The same for what reads users: the lowest of `ListUsers`, `AdminGetUser` and `AdminListGroupsForUser`.
    pub read_rates: BTreeMap<PoolId, u32>,
    /// A list has at most so many rows.
    pub rows_at_most: usize,
    /// A run for more users than this takes a second person's confirmation.
    pub second_person_above: u32,
    /// Lists and results are deleted so long after a run ended, or was last touched.
    pub keep_for: Duration,
}

impl Default for BulkRules {
    fn default() -> Self {
        Self { share_percent: 50, rates: BTreeMap::new(), read_rates: BTreeMap::new(), rows_at_most: 100_000, second_person_above: 50, keep_for: Duration::days(7) }
    }
}

/// Requests of a kind that Cognito counts together, for each account and Region (developer guide, "Quotas").
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RateOf {
    /// `UserList`: `ListUsers`.
    List,
    /// `UserResourceRead`: `AdminListGroupsForUser`.
    Groups,
    /// `UserRead`: `AdminGetUser`.
    Read,
    /// What an action changes.
    Effect(Action),
    /// The beginning of a row of that action: at the same rate, before its user is read, so that what was read is fresh when the effect may go.
    Begin(Action),
}

impl RateOf {
    /// Of the requests that Cognito counts together, the one that stands for all.
    #[must_use]
    pub fn counted_as(self) -> Self {
        match self {
            Self::Effect(Action::SetTemporaryPassword | Action::SetPermanentPassword) => Self::Effect(Action::SendResetCode),
            Self::Effect(Action::MarkContactVerified) => Self::Effect(Action::EnableUser),
            Self::Begin(Action::SetTemporaryPassword | Action::SetPermanentPassword) => Self::Begin(Action::SendResetCode),
            other => other,
        }
    }

    /// Cognito's own rate, in requests a second, where nobody has raised it.
    pub fn usual(self) -> u32 {
        match self {
            Self::List => 30,
            Self::Groups => 50,
            Self::Read => 120,
            // `UserCreation`
            Self::Effect(Action::ResendInvitation) | Self::Begin(Action::ResendInvitation) => 50,
            // `UserAccountRecovery`
            Self::Effect(action) | Self::Begin(action) if matches!(action, Action::SendResetCode | Action::SetTemporaryPassword | Action::SetPermanentPassword) => 30,
            // `UserUpdate`, and what the guide does not name: the lowest of them.
            Self::Effect(_) | Self::Begin(_) => 25,
        }
    }
}

impl BulkRules {
    /// How many requests of this kind a run may make in a second on this pool. Never none.
    pub fn rate(&self, pool: &PoolId, of: RateOf) -> f64 {
        let whole = match of {
            RateOf::Effect(_) | RateOf::Begin(_) => self.rates.get(pool).copied().unwrap_or_else(|| of.usual()),
            _ => self.read_rates.get(pool).copied().unwrap_or_else(|| of.usual()),
        };
        f64::from(whole.max(1)) * f64::from(self.share_percent.clamp(1, 100)) / 100.0
    }
}

/// The id under which a row is carried out: always the same one for the same try, so that nothing is done twice, whoever starts again after
/// a crash. A next try, after one that provably never reached Cognito, has the next.
pub fn row_action_id(run: Uuid, line: u32, attempt: u32) -> Uuid {
    part_id(run, &format!("row {line} try {attempt}"))
}

/// The id of what somebody decided about a run: recorded once for each person in each of the run's turns, however often it is sent.
pub fn step_id(run: Uuid, event: &str, turn: i64, person: Option<&StaffId>) -> Uuid {
    let person = person.map(|id| format!("{}\n{}", id.issuer, id.sub)).unwrap_or_default();
    part_id(run, &format!("{event} {turn}\n{person}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_has_one_id_for_each_try() {
        let (run, other) = (Uuid::from_u128(1), Uuid::from_u128(2));
        assert_eq!(row_action_id(run, 3, 1), row_action_id(run, 3, 1));
        for id in [row_action_id(run, 3, 2), row_action_id(run, 31, 1), row_action_id(other, 3, 1)] {
            assert_ne!(row_action_id(run, 3, 1), id);
        }
    }

    #[test]
    fn a_run_uses_half_of_what_cognito_allows_unless_said_otherwise() {
        let pool = PoolId::try_from("eu-west-1_Nw4Customers".to_owned()).expect("a pool");
        let mut rules = BulkRules::default();
        let reset = RateOf::Effect(Action::SendResetCode);
        assert!((rules.rate(&pool, reset) - 15.0).abs() < 1e-9);
        assert!((rules.rate(&pool, RateOf::Effect(Action::EnableUser)) - 12.5).abs() < 1e-9);
        rules.rates.insert(pool.clone(), 200);
        rules.share_percent = 25;
        assert!((rules.rate(&pool, reset) - 50.0).abs() < 1e-9);
        assert!((rules.rate(&pool, RateOf::List) - 7.5).abs() < 1e-9);
    }
}
