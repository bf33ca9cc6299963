//! Pages of the trail.

mod action;
mod trail;
mod words;

pub use super::events::event_words;
pub use action::ActionPage;
pub use trail::TrailPage;
pub use words::{row_ended, row_tone, row_words, who_words};
