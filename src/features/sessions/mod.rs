//! Who is signed in: one's own sessions, and for supervisors everyone's.

pub mod api;

#[cfg(feature = "ssr")]
mod admit;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
mod service;
#[cfg(feature = "ssr")]
mod time_left;

#[cfg(feature = "ssr")]
pub use admit::admit;
#[cfg(feature = "ssr")]
pub use service::{Listed, end_others, end_person, end_person_of_lock, end_session, list};
#[cfg(feature = "ssr")]
pub use time_left::{TimeLeft, time_left};
