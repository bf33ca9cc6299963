//@ error: E0451 fields `permit`, `action_id`, `part_of` and `run` of struct `Recorded` are private
//! A proof of a record that was never written.

use passdesk::domain::operation::SendResetCode;
use passdesk::domain::policy::Permit;
use passdesk::ports::audit_log::Recorded;

pub fn make(permit: Permit<SendResetCode>) -> Recorded<SendResetCode> {
    Recorded { permit, action_id: Default::default(), part_of: None, run: None }
}
