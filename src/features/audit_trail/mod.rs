//! The audit trail: its list, a record's page, a user's timeline, the sweeper that closes what stayed open, and the sinks.

mod action;
mod address;
mod events;
mod export;
mod feed;
mod filter;
mod misread;
pub mod pages;
mod people;
mod prove;
mod read;
mod results;
mod retention;
mod routes;
mod seal;
mod standing;
mod sweeper;
mod verification;
mod verifier;
mod vouching;

pub use address::without_empty_fields;
pub use events::{done_words, event_words};
pub use export::{ExportFormat, ExportPlaces, csv_line, export_of_everything};
pub use feed::{FeedTimes, Sink, SinkState, TrailSinks};
pub use filter::TrailQuery;
pub use people::{People, read_people};
pub use read::{Counted, ReadTrail, effects_on, last_effect_of, read_action, read_trail, time_of, timeline};
pub use results::verify_regularly;
pub use retention::{Retention, prune, prune_regularly};
pub use routes::routes;
pub use seal::{SealError, Sealer, seal_regularly};
pub use sweeper::{UNDER_WAY, sweep, sweep_regularly};
pub use verification::{OutsideCheckpoints, Running, State as VerificationState, Verdict, Verification};
