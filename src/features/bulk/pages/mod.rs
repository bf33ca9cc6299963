//! The pages of bulk runs.

mod cards;
mod form;
mod one;
mod outlook;
mod passwords;
mod rows;
mod runs;
mod start;
mod tally;
mod words;

pub use one::RunPage;
pub use runs::RunsPage;
