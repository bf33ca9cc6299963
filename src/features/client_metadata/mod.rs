//! The ClientMetadata editor.

pub mod editor;

#[cfg(feature = "ssr")]
mod checked;
#[cfg(feature = "ssr")]
pub mod fieldset;

#[cfg(feature = "ssr")]
pub use checked::{check_rows, with_more_rows};
