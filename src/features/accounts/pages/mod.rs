//! The form of an account's standing.

mod form;

pub use form::{AccountFields, AccountFormFor};
