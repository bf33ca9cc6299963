//! Requests as documents: what `--cli-input-json` and `--cli-input-yaml` read fills in a form here. Nothing is done by that.

pub mod api;
mod pasted;

#[cfg(feature = "ssr")]
mod form;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
mod read;
#[cfg(feature = "ssr")]
mod skeleton;
#[cfg(feature = "ssr")]
mod whom;

pub use pasted::PastedDocument;

#[cfg(feature = "ssr")]
pub use form::{RequestAnswer, RequestForm};
#[cfg(feature = "ssr")]
pub use read::read_request;
#[cfg(feature = "ssr")]
pub use skeleton::skeleton;
