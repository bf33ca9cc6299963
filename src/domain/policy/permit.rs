//! A positive decision as a value: for one actor, one operation, one target.

use super::{Denial, Policy, Shown, TargetFacts};
use crate::domain::actor::{Actor, Role};
use crate::domain::clock::to_micros;
use crate::domain::escalation::Approval;
use crate::domain::operation::Operation;
use time::OffsetDateTime;

/// What a right rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// The actor's role alone.
    Role,
    /// Another person's approval beside it.
    Approval,
}

impl Basis {
    /// The word in records.
    pub fn name(self) -> &'static str {
        match self {
            Self::Role => "role",
            Self::Approval => "approval",
        }
    }
}

/// By which roles two people may do something together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RolesOfTwo {
    /// The role by which the one may ask for it.
    pub asks: Role,
    /// The role by which the other may do it alone to users whom nothing protects.
    pub approves: Role,
}

/// Proof that `actor` may carry out this operation on this target. Only [`authorise`] and [`authorise_approved`] make one; it cannot be copied, and
/// neither its operation nor its target can be changed.
#[derive(Debug)]
#[must_use = "a permit that is not recorded permits nothing"]
pub struct Permit<Op: Operation> {
    actor: Actor,
    role: Role,
    basis: Basis,
    target: TargetFacts,
    operation: Op,
}

impl<Op: Operation> Permit<Op> {
    /// Who acts.
    pub fn actor(&self) -> &Actor {
        &self.actor
    }

    /// The role that carries the right.
    pub fn role(&self) -> &Role {
        &self.role
    }

    /// What the right rests on.
    pub fn basis(&self) -> Basis {
        self.basis
    }

    /// Whom the operation is for.
    pub fn target(&self) -> &TargetFacts {
        &self.target
    }

    /// What is to be done.
    pub fn operation(&self) -> &Op {
        &self.operation
    }
}

/// A negative decision, with everything that its record needs.
#[derive(Debug)]
pub struct Denied<Op: Operation> {
    /// Why.
    pub denial: Denial,
    /// Whom it was for.
    pub target: TargetFacts,
    /// What was wanted.
    pub operation: Op,
}

/// Decides whether `actor` may carry out `operation` on `target`, at this time, with what is shown for it.
///
/// # Errors
/// [`Denied`], to be recorded by the caller.
pub fn authorise<Op: Operation>(actor: &Actor, operation: Op, target: TargetFacts, policy: &Policy, at: OffsetDateTime, shown: Shown<'_>) -> Result<Permit<Op>, Box<Denied<Op>>> {
    match policy.decide_on(actor, Op::ACTION, Some(&target), at, shown) {
        Ok(role) => Ok(Permit { actor: actor.clone(), role, basis: Basis::Role, target, operation }),
        Err(denial) => Err(Box::new(Denied { denial, target, operation })),
    }
}

/// Decides whether `actor` may carry out `operation` on `target` since it was approved: the approval must be for this operation on this user, the actor one
/// of its two people, and policy must still allow both of them what they did, with what the asker showed for it. The permit has the role by which the actor,
/// whichever of the two that is, may do their part: it goes on record, and its limits hold.
///
/// # Errors
/// [`Denied`], to be recorded by the caller.
pub fn authorise_approved<Op: Operation>(
    approval: &Approval,
    actor: &Actor,
    operation: Op,
    target: TargetFacts,
    policy: &Policy,
    at: OffsetDateTime,
    shown: Shown<'_>,
) -> Result<Permit<Op>, Box<Denied<Op>>> {
    // What the operation carries beside its action is that of the kept form, which the approval's hash covers.
    let is_in_time = to_micros(at) < approval.until();
    let decided = if is_in_time && approval.is_for(actor, Op::ACTION, &target) && policy.tiers_of(&target) == approval.tiers() {
        policy.decide_for_two(approval.asker(), approval.approver(), Op::ACTION, &target, at, Some(shown))
    } else {
        Err(Denial::NeedsApproval)
    };
    match decided {
        Ok(roles) => {
            let role = if actor.id == approval.approver().id { roles.approves } else { roles.asks };
            Ok(Permit { actor: actor.clone(), role, basis: Basis::Approval, target, operation })
        }
        Err(denial) => Err(Box::new(Denied { denial, target, operation })),
    }
}
