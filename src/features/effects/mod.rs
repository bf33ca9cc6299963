//! What every operation with an effect on a user has in common: why it is done, the decision, the record before, the record after.
//! In that order, for every one of them.

mod begin;
mod close;
mod permitted;
mod velocity;
mod why;

pub use begin::{Plan, begin};
pub use close::close;
pub use permitted::{Attempt, permitted, stopped};
pub use velocity::{in_the_way, is_only_user_at_limit, is_user_at_limit, usage};
pub use why::{Why, check_why, ticket_rules};
