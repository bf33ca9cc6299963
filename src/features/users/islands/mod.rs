//! The search as you type.

mod live_search;

pub use live_search::LiveSearch;
