//@ error: E0451 fields `actor`, `role`, `basis`, `target` and `operation` of struct `Permit` are private
//! A permit with everything of another one but the target.

use passdesk::domain::operation::SendResetCode;
use passdesk::domain::policy::{Permit, TargetFacts};

pub fn retarget(permit: Permit<SendResetCode>, target: TargetFacts) -> Permit<SendResetCode> {
    Permit { target, ..permit }
}
