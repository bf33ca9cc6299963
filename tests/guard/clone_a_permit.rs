//@ error: E0599 no method named `clone` found for struct `Permit<Op>`
//! Two actions by one decision.

use passdesk::domain::operation::SendResetCode;
use passdesk::domain::policy::Permit;

pub fn twice(permit: Permit<SendResetCode>) -> (Permit<SendResetCode>, Permit<SendResetCode>) {
    (permit.clone(), permit)
}
