//! Pages of the trail.

mod action;
mod back;
mod chips;
mod count_tables;
mod counts;
mod elsewhere;
mod exports;
mod fault_words;
mod filters;
mod headings;
mod in_short;
mod left_out;
mod list;
mod paper;
mod parts;
mod people;
mod proof;
mod record;
mod rows;
mod sentence;
mod standing_words;
mod state_line;
mod trail;
mod verdict;
mod vouched;
mod words;

pub use action::ActionPage;

pub use people::PeoplePage;
pub use proof::ProofPage;
pub use trail::TrailPage;
pub use words::{grouped, row_ended, row_tone, row_words, who_words};
