//@ error: E0594 cannot assign to data in a `&` reference
//! Deciding about one user and acting on another.

use passdesk::domain::operation::SendResetCode;
use passdesk::domain::policy::Permit;
use passdesk::domain::user::Username;

pub fn retarget(permit: &mut Permit<SendResetCode>, other: Username) {
    permit.target().user.username = other;
}
