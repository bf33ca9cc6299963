//! Passwords: the pool's rules for them, the generator, how one is read out, and how strong a typed one is.

mod policy;

#[cfg(feature = "ssr")]
mod common;
#[cfg(feature = "ssr")]
mod generator;
#[cfg(feature = "ssr")]
mod new_password;
#[cfg(feature = "ssr")]
mod spoken;
#[cfg(feature = "ssr")]
mod strength;
#[cfg(feature = "ssr")]
mod words;

pub use policy::{LONGEST_PASSWORD, PASSWORD_SYMBOLS, PasswordPolicy, PasswordRule};

#[cfg(feature = "ssr")]
pub use generator::{CAPITALS, DIGITS, PasswordStyle, SEPARATOR, SMALL_LETTERS, allows_words, generate};
#[cfg(feature = "ssr")]
pub use new_password::NewPassword;
#[cfg(feature = "ssr")]
pub use spoken::spoken;
#[cfg(feature = "ssr")]
pub use strength::{Weakness, weakness};
#[cfg(feature = "ssr")]
pub use words::words;
