//@ error: E0451 fields `actor`, `role`, `basis`, `target` and `operation` of struct `Permit` are private
//! A permit that no decision has given.

use passdesk::domain::actor::{Actor, Role};
use passdesk::domain::operation::SendResetCode;
use passdesk::domain::policy::{Basis, Permit, TargetFacts};

pub fn make(actor: Actor, target: TargetFacts, operation: SendResetCode) -> Permit<SendResetCode> {
    Permit { actor, role: Role::ADMIN, basis: Basis::Approval, target, operation }
}
