//! One folder per outside world; each implements ports and nothing else.

pub mod cognito;
pub mod files;
pub mod memory;
pub mod oidc;
pub mod sinks;
pub mod sqlite;
