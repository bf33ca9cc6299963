//! What is wrong with a user's sign-in, which actions will work and which will not, and what each of them would do: derived from the
//! user and the pool before anything is clicked. One pure function; the page, the forms, the check without sending and the execution
//! all ask it.

mod clocks;
mod diagnosis;
mod effect;
mod help;
mod obstacle;
mod warning;
mod word;

pub use clocks::{CODE_LASTS, code_ends_at, temporary_password_ends_at};
pub use diagnosis::{Diagnosis, Severity};
pub use effect::{Carries, Effect, Message, Sessions, invitation_contact};
pub use help::Help;
pub use obstacle::{Obstacle, obstacle};
pub use warning::Warning;

use super::pool::PoolFacts;
use super::user::User;
use time::OffsetDateTime;

/// One thing that the desk can do, and whether it will work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// What.
    pub help: Help,
    /// What it would do, or why it would be refused.
    pub verdict: Result<Effect, Obstacle>,
}

/// What the user page opens with, and everything that can be done from it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preflight {
    /// What is wrong, and what to do about it.
    pub diagnosis: Diagnosis,
    /// One for each of [`Help::ALL`], in that order.
    pub offers: Vec<Offer>,
}

impl Preflight {
    /// What this action would do.
    ///
    /// # Errors
    /// Why it would be refused.
    pub fn verdict(&self, help: Help) -> Result<&Effect, Obstacle> {
        let offer = self.offers.iter().find(|offer| offer.help == help);
        offer.map_or(Err(Obstacle::State), |offer| offer.verdict.as_ref().map_err(|obstacle| *obstacle))
    }

    /// It will not be refused for the user's state.
    pub fn is_possible(&self, help: Help) -> bool {
        self.verdict(help).is_ok()
    }
}

/// Reads the user's state as Cognito's own table has it. `code_sent_at` is when the last reset code went out, where somebody knows; else
/// a user who waits for one is taken to have got it at their last change.
pub fn preflight(pool: &PoolFacts, user: &User, code_sent_at: Option<OffsetDateTime>, now: OffsetDateTime) -> Preflight {
    let offers = Help::ALL.into_iter().map(|help| {
        let verdict = match obstacle(help, pool, user) {
            Some(obstacle) => Err(obstacle),
            None => Ok(effect::effect(help, pool, user, now)),
        };
        Offer { help, verdict }
    });
    Preflight { diagnosis: diagnosis::diagnose(pool, user, code_sent_at, now), offers: offers.collect() }
}

#[cfg(test)]
mod tests;
