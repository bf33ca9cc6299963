//@ error: E0451 fields `actor`, `role`, `target` and `operation` of struct `Permit` are private
//! A permit that no decision has given.

use passdesk::domain::actor::{Actor, Role};
use passdesk::domain::operation::SendResetCode;
use passdesk::domain::policy::{Permit, TargetFacts};

pub fn make(actor: Actor, target: TargetFacts, operation: SendResetCode) -> Permit<SendResetCode> {
    Permit { actor, role: Role::ADMIN, target, operation }
}
