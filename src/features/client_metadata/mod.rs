//! The ClientMetadata editor.

pub mod editor;

#[cfg(feature = "ssr")]
pub mod fieldset;
