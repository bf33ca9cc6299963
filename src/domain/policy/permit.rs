//! A positive decision as a value: for one actor, one operation, one target.

use super::{Denial, Policy, TargetFacts};
use crate::domain::actor::{Actor, Role};
use crate::domain::operation::Operation;
use time::OffsetDateTime;

/// Proof that `actor` may carry out this operation on this target. Only [`authorise`] makes one; it cannot be copied, and
/// neither its operation nor its target can be changed.
#[derive(Debug)]
#[must_use = "a permit that is not recorded permits nothing"]
pub struct Permit<Op: Operation> {
    actor: Actor,
    role: Role,
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

/// Decides whether `actor` may carry out `operation` on `target`, at this time.
///
/// # Errors
/// [`Denied`], to be recorded by the caller.
pub fn authorise<Op: Operation>(actor: &Actor, operation: Op, target: TargetFacts, policy: &Policy, at: OffsetDateTime) -> Result<Permit<Op>, Box<Denied<Op>>> {
    match policy.decide(actor, Op::ACTION, Some(&target), at) {
        Ok(role) => Ok(Permit { actor: actor.clone(), role, target, operation }),
        Err(denial) => Err(Box::new(Denied { denial, target, operation })),
    }
}
