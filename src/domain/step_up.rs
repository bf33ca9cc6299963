//! Which actions ask for a fresh sign-in, and which sign-in is fresh (OpenID Connect Core 1.0, sections 2 and 3.1.2.1; in the spirit of
//! RFC 9470). Who may do something is policy's business and not asked here.

use super::operation::Action;
use serde::{Deserialize, Serialize};
use time::{Duration, OffsetDateTime};

/// How far the issuer's clock may be behind ours: a sign-in that looks older than the question for it by no more than this was an answer to it.
const CLOCK_DIFFERENCE: Duration = Duration::seconds(30);
/// How far ahead it may be: as far as at every sign-in, or somebody who has just signed in would be asked again.
const AHEAD: Duration = Duration::minutes(1);

/// When and how somebody proved who they are, by the ID token's own word.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SignInProof {
    /// `auth_time`, seconds since 1970; absent where the token had none, and then nobody can tell.
    pub auth_time: Option<i64>,
    /// `acr`.
    pub acr: Option<String>,
}

/// What is asked before which actions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepUpRules {
    /// Actions that ask for a fresh sign-in; all of them among [`Self::POSSIBLE`].
    pub actions: Vec<Action>,
    /// How old a sign-in may be.
    pub max_age: Duration,
    /// Whether every effect on a protected user asks for it.
    pub protected: bool,
    /// `acr` values of which such a sign-in has one; empty: any.
    pub acr_values: Vec<String>,
}

/// Why a sign-in is none that was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepUpFault {
    /// `auth_time` is missing, or before the question: the issuer vouched for an earlier sign-in.
    NotFresh,
    /// `acr` is missing, or none of those that are asked for.
    TooWeak,
}

impl Default for StepUpRules {
    fn default() -> Self {
        Self { actions: Self::USUAL.to_vec(), max_age: Duration::minutes(5), protected: true, acr_values: Vec::new() }
    }
}

impl StepUpRules {
    /// What asks for it unless the settings say otherwise: what gives a lasting password to whoever sits here, and what takes the trail
    /// away, what lets others do what they may not do alone, and what is done to many at once.
    pub const USUAL: [Action; 5] = [Action::SetPermanentPassword, Action::TypePassword, Action::ExportTrail, Action::DecideEscalation, Action::RunBulk];

    /// What can ask for it: everything with an effect on a user, exports, approvals and the start of bulk runs. Reading has no form that could be kept meanwhile.
    pub const POSSIBLE: [Action; 12] = [
        Action::SendResetCode,
        Action::SetTemporaryPassword,
        Action::SetPermanentPassword,
        Action::TypePassword,
        Action::ResendInvitation,
        Action::ConfirmSignUp,
        Action::EnableUser,
        Action::MarkContactVerified,
        Action::SignOutEverywhere,
        Action::ExportTrail,
        Action::DecideEscalation,
        Action::RunBulk,
    ];

    /// Whether this action wants another sign-in first. One from the future is none: clocks are wrong, or somebody lies.
    pub fn wants_sign_in(&self, action: Action, proof: &SignInProof, now: OffsetDateTime) -> bool {
        self.actions.contains(&action) && self.is_none(proof, now)
    }

    /// Whether an effect on a protected user wants another sign-in first.
    pub fn wants_sign_in_for_protected(&self, proof: &SignInProof, now: OffsetDateTime) -> bool {
        self.protected && self.is_none(proof, now)
    }

    fn is_none(&self, proof: &SignInProof, now: OffsetDateTime) -> bool {
        let is_early = proof.auth_time.is_some_and(|at| at > (now + AHEAD).unix_timestamp());
        is_early || !self.is_strong_enough(proof) || self.fresh_until(proof).is_none_or(|until| now >= until)
    }

    /// Until when these actions need no other sign-in; `None` where they do now, whatever the time.
    pub fn fresh_until(&self, proof: &SignInProof) -> Option<OffsetDateTime> {
        let signed_in_at = OffsetDateTime::from_unix_timestamp(proof.auth_time?).ok()?;
        signed_in_at.checked_add(self.max_age).filter(|_| self.is_strong_enough(proof))
    }

    /// Whether a sign-in answers the question that began at this time: what the issuer was asked for, it need not have done.
    ///
    /// # Errors
    /// Why it does not.
    pub fn check_answer(&self, proof: &SignInProof, began_at: OffsetDateTime) -> Result<(), StepUpFault> {
        let oldest = (began_at - CLOCK_DIFFERENCE).unix_timestamp();
        if proof.auth_time.is_none_or(|at| at < oldest) {
            return Err(StepUpFault::NotFresh);
        }
        if self.is_strong_enough(proof) { Ok(()) } else { Err(StepUpFault::TooWeak) }
    }

    fn is_strong_enough(&self, proof: &SignInProof) -> bool {
        self.acr_values.is_empty() || proof.acr.as_ref().is_some_and(|acr| self.acr_values.contains(acr))
    }
}

#[cfg(test)]
mod tests;
