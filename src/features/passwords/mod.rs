//! Passwords: sending a reset code, setting a password, and how it ended.

pub mod api;
mod typed;
pub mod wire;

#[cfg(feature = "ssr")]
mod check;
#[cfg(feature = "ssr")]
mod chosen;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
mod reset;
#[cfg(feature = "ssr")]
mod reveal;
#[cfg(feature = "ssr")]
mod set;
#[cfg(feature = "ssr")]
mod sign_out;

pub use typed::TypedPassword;

#[cfg(feature = "ssr")]
pub use check::check_password;
#[cfg(feature = "ssr")]
pub use reset::send_reset_code;
#[cfg(feature = "ssr")]
pub use reveal::RevealCookie;
#[cfg(feature = "ssr")]
pub use set::set_password;
