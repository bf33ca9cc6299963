//! The ClientMetadata editor.

pub mod editor;

#[cfg(feature = "ssr")]
mod checked;
#[cfg(feature = "ssr")]
pub mod fieldset;
#[cfg(feature = "ssr")]
mod pairs;

#[cfg(feature = "ssr")]
pub use checked::{check_rows, with_more_rows};
#[cfg(feature = "ssr")]
pub use pairs::MetadataPairs;
