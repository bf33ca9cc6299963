//! Locks: stopping a person, a role or all actions at once, and letting them go on.

pub mod api;

#[cfg(feature = "ssr")]
mod form;
#[cfg(feature = "ssr")]
mod held;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
mod service;

#[cfg(feature = "ssr")]
pub use form::{LockAnswer, LockForm};
#[cfg(feature = "ssr")]
pub use held::{lock_behind, lock_on, standing};
#[cfg(feature = "ssr")]
pub use service::{lift_lock, set_lock};
