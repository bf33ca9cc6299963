//@ error: E0599 no method named `clone` found for struct `Recorded<Op>`
//! Two proofs by one record.

use passdesk::domain::operation::SendResetCode;
use passdesk::ports::audit_log::Recorded;

pub fn twice(recorded: Recorded<SendResetCode>) -> (Recorded<SendResetCode>, Recorded<SendResetCode>) {
    (recorded.clone(), recorded)
}
