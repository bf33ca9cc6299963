//! The commands of `passdesk`.

mod audit_export;
mod audit_verify;
mod backup;
mod check_config;
mod check_pools;
mod listen;
mod sandbox;
mod serve;

pub use audit_export::{ExportArguments, audit_export};
pub use audit_verify::{VerifyArguments, audit_verify};
pub use backup::{BackupArguments, backup};
pub use check_config::check_config;
pub use sandbox::{sandbox, sandbox_settings};
pub use serve::serve;

use crate::config::{ConfigFault, Settings, load};
use std::collections::BTreeMap;
use std::path::Path;

/// Why a command failed.
#[derive(Debug)]
pub struct Failure {
    /// One line for each reason.
    pub lines: Vec<String>,
    /// The process's exit code.
    pub exit: u8,
}

impl Failure {
    fn one(line: impl std::fmt::Display) -> Self {
        Self::all(vec![line.to_string()])
    }

    fn all(lines: Vec<String>) -> Self {
        Self { lines, exit: 1 }
    }

    /// The same with another exit code.
    fn exit(self, exit: u8) -> Self {
        Self { exit, ..self }
    }
}

fn settings(file: Option<&Path>) -> Result<Settings, Failure> {
    load(file, &variables()).map_err(|faults| Failure::all(faults.iter().map(ConfigFault::to_string).collect()))
}

/// The environment, as far as it is text.
fn variables() -> BTreeMap<String, String> {
    std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?))).collect()
}
