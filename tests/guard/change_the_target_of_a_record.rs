//@ error: E0308 types differ in mutability
//! Recording one user and acting on another.

use passdesk::domain::operation::SendResetCode;
use passdesk::domain::policy::TargetFacts;
use passdesk::ports::audit_log::Recorded;

pub fn retarget(recorded: &mut Recorded<SendResetCode>, other: TargetFacts) {
    let target: &mut TargetFacts = recorded.permit().target();
    *target = other;
}
