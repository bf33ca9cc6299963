//! The queue of requests, and the page of one.

mod decision;
mod one;
mod queue;
mod standing_words;

pub use one::EscalationPage;
pub use queue::{EscalationsPage, sees_approvals};
pub(super) use standing_words::name;
