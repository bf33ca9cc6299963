//! A valid approval as a value: for one request, two people, one user and the actions that were asked for.

use super::{Escalation, Standing};
use crate::domain::actor::Actor;
use crate::domain::audit::{RecordedTarget, canonical_json};
use crate::domain::operation::Action;
use crate::domain::policy::TargetFacts;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// The exact request: what is hashed, shown to whoever decides, and carried out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    /// Everything that it does, what follows a success included, as event names.
    pub actions: Vec<String>,
    /// The tiers that protected the user, by name.
    pub tiers: Vec<String>,
    /// The form as it was filled in, without a password.
    pub form: serde_json::Value,
}

impl Wanted {
    /// The canonical encoding, as records have it.
    pub fn canonical(&self) -> String {
        // A struct of strings and JSON always has a JSON value.
        serde_json::to_value(self).map(|value| canonical_json(&value)).unwrap_or_default()
    }

    /// SHA-256 of a canonical encoding, in hexadecimal digits.
    pub fn hash(canonical: &str) -> String {
        hex::encode(Sha256::digest(canonical))
    }
}

/// Why a request is not carried out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ApprovalFault {
    /// There is no approval that can be used now.
    #[error("the request is not approved, or not any more")]
    NotApproved,
    /// What is kept of it is not what was asked for and approved.
    #[error("what is kept of the request is not what was approved")]
    Altered,
    /// Whoever asked or approved is not the person of that record, or both are one.
    #[error("the two people are not those of the records, or one person")]
    OtherPeople,
}

/// Proof that a request was approved by another person and can be used now. Only [`Approval::redeem`] makes one; what it is for cannot be changed.
#[derive(Debug)]
pub struct Approval {
    request: Uuid,
    asker: Actor,
    approver: Actor,
    actions: Vec<Action>,
    target: RecordedTarget,
    tiers: Vec<String>,
    until: i64,
    carried_out_by: Actor,
}

impl Approval {
    /// Takes an approval for what the records say it is. `kept` is the exact request in its canonical encoding; `asker` and `approver` are the two people
    /// with the roles they have now; `by` is whichever of them carries it out.
    ///
    /// # Errors
    /// [`ApprovalFault`].
    pub fn redeem(escalation: &Escalation, kept: &str, (asker, approver): (Actor, Actor), by: &Actor, now: i64) -> Result<Self, ApprovalFault> {
        let Standing::Approved { until } = escalation.standing(now) else { return Err(ApprovalFault::NotApproved) };
        if escalation.request.entry.request_hash.as_deref() != Some(Wanted::hash(kept).as_str()) {
            return Err(ApprovalFault::Altered);
        }
        let are_theirs = escalation.asked_by().as_ref() == Some(&asker.id) && escalation.decided_by().as_ref() == Some(&approver.id);
        if !are_theirs || asker.is_same_person(&approver) || ![&asker.id, &approver.id].contains(&&by.id) {
            return Err(ApprovalFault::OtherPeople);
        }
        let wanted: Wanted = serde_json::from_str(kept).map_err(|_| ApprovalFault::Altered)?;
        let actions: Option<Vec<Action>> = wanted.actions.iter().map(|event| Action::from_event(event)).collect();
        let target = escalation.request.entry.target.clone().ok_or(ApprovalFault::Altered)?;
        Ok(Self { request: escalation.id(), asker, approver, actions: actions.ok_or(ApprovalFault::Altered)?, target, tiers: wanted.tiers, until, carried_out_by: by.clone() })
    }

    /// The request.
    pub fn request(&self) -> Uuid {
        self.request
    }

    /// Who asked, with the roles they have now.
    pub fn asker(&self) -> &Actor {
        &self.asker
    }

    /// Who approved, with the roles they have now.
    pub fn approver(&self) -> &Actor {
        &self.approver
    }

    /// Until when it can be used, in microseconds since 1970.
    pub fn until(&self) -> i64 {
        self.until
    }

    /// The tiers that protected the user when it was asked for: it is for no other.
    pub fn tiers(&self) -> &[String] {
        &self.tiers
    }

    /// Whether it is for this action on this user by this person.
    pub fn is_for(&self, actor: &Actor, action: Action, target: &TargetFacts) -> bool {
        let (user, wanted) = (&target.user, &self.target);
        let is_user = user.pool.as_str() == wanted.pool && user.sub.as_str() == wanted.sub && user.username.as_str() == wanted.username;
        is_user && self.actions.contains(&action) && actor.id == self.carried_out_by.id
    }
}
