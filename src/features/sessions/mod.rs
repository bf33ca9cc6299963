//! Who is signed in: one's own sessions, and for supervisors everyone's.

pub mod api;

#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
mod service;

#[cfg(feature = "ssr")]
pub use service::{end_others, end_session, list};
