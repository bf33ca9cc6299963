//! The standing of an account: its invitation, its sign-up, whether it is enabled, which contacts count, and its sessions.

pub mod api;
pub mod wire;

#[cfg(feature = "ssr")]
mod act;
#[cfg(feature = "ssr")]
mod afterwards;
#[cfg(feature = "ssr")]
#[cfg(feature = "ssr")]
mod operations;
#[cfg(feature = "ssr")]
pub mod pages;

#[cfg(feature = "ssr")]
pub use act::act;
