//! What the sandbox is told at start, and what it answers when it cannot start.

use std::net::SocketAddr;
use std::path::PathBuf;

/// How one sandbox is started.
#[derive(Debug, Clone)]
pub struct SandboxSettings {
    /// The folder in which `sandbox/` is kept.
    pub data_dir: PathBuf,
    /// Forget the state of earlier runs and seed anew.
    pub fresh: bool,
    /// Loopback address of the Cognito endpoint; port 0 lets the system choose.
    pub cognito_listen: SocketAddr,
    /// Loopback address of the OpenID provider; port 0 lets the system choose.
    pub issuer_listen: SocketAddr,
    /// The console's public URL without a trailing slash, as in `http://127.0.0.1:4400`.
    pub console_url: String,
}

/// Why a sandbox could not start.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// The sandbox hands out reset codes and signs anybody in: it never leaves the machine.
    #[error("the sandbox listens on loopback only, and {0} is not a loopback address")]
    NotLoopback(SocketAddr),
    /// The address is taken, or may not be used.
    #[error("the sandbox cannot listen on {address}: {source}")]
    Listen {
        /// The address that was asked for.
        address: SocketAddr,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// The data folder cannot be read or written.
    #[error("the sandbox's data folder {path}: {source}")]
    DataFolder {
        /// The file or folder.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// The database in the data folder cannot be used.
    #[error("the sandbox's database: {0}")]
    Store(#[from] super::store::StoreError),
    /// The issuer's signing key cannot be made or read.
    #[error("the sandbox issuer's signing key: {0}")]
    Key(String),
    /// The console's URL is not an absolute http(s) URL.
    #[error("the console's URL {0:?} is not an absolute URL")]
    ConsoleUrl(String),
}

/// A user pool of the sandbox, as far as a configuration needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PoolSummary {
    /// The user pool's id, as in `eu-west-1_Nw4Customers`.
    pub id: String,
    /// The user pool's name.
    pub name: String,
    /// The AWS Region in which the user pool is found.
    pub region: String,
}
