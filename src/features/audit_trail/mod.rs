//! The audit trail: its list, a record's page, a user's timeline, the sweeper that closes what stayed open, and the sinks.

mod events;
mod feed;
mod filter;
pub mod pages;
mod read;
mod seal;
mod sweeper;
mod verification;

pub use feed::{FeedTimes, Sink, SinkState, TrailSinks};
pub use filter::TrailQuery;
pub use read::{count_trail, effects_on, last_effect_of, read_action, read_trail, timeline};
pub use seal::{SealError, Sealer, seal_regularly};
pub use sweeper::{UNDER_WAY, sweep, sweep_regularly};
pub use verification::{OutsideCheckpoints, Running, State as VerificationState, Verdict, Verification, verify_regularly};
