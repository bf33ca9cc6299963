//@ error: E0594 cannot assign to data in a `&` reference
//! Deciding about one message and sending another.

use passdesk::domain::operation::SendResetCode;
use passdesk::domain::policy::Permit;

pub fn change(permit: Permit<SendResetCode>, other: SendResetCode) {
    *permit.operation() = other;
}
