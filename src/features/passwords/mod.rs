//! Passwords: sending a reset code, and how it ended.

pub mod api;
pub mod wire;

#[cfg(feature = "ssr")]
mod checked;
#[cfg(feature = "ssr")]
pub mod draft;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
mod reset;

#[cfg(feature = "ssr")]
pub use reset::{ResetAnswer, send_reset_code};
