//! The audit trail: its list, a record's page, a user's timeline, and the sweeper that closes what stayed open.

mod filter;
pub mod pages;
mod read;
mod sweeper;

pub use filter::TrailQuery;
pub use read::{effects_on, last_effect_of, read_action, read_trail, timeline};
pub use sweeper::{UNDER_WAY, sweep, sweep_regularly};
