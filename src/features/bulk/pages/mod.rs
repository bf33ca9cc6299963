//! The pages of bulk runs.

mod cards;
mod form;
mod one;
mod rows;
mod runs;
mod words;

pub use one::RunPage;
pub use runs::RunsPage;
