//! How one pool is reached, and with whose credentials.

use crate::domain::pool::ServedPool;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

/// How long one attempt may take: a person has a caller on the line.
pub(super) const ATTEMPT_LIMIT: Duration = Duration::from_secs(6);
/// The name of the console's own role session, unless it is called otherwise.
pub const OWN_SESSION: &str = "passdesk";

/// How one pool is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CognitoPoolSettings {
    /// The pool as staff see it.
    pub pool: ServedPool,
    /// The Region; by default the one that the pool's id begins with.
    pub region: String,
    /// An endpoint other than AWS's own.
    pub endpoint_url: Option<String>,
    /// Where the console's credentials come from.
    pub credentials: CredentialSource,
    /// A role to assume for this pool.
    pub role_arn: Option<String>,
    /// What the role's trust policy asks for under `sts:ExternalId`. No secret.
    pub external_id: Option<String>,
    /// Session tags of every session of the role, by key.
    pub session_tags: BTreeMap<String, String>,
    /// The name of the console's own session of the role. People's are made of their names.
    pub role_session_name: String,
    /// Whether a person's role session has a source identity too; some trust policies cannot allow it.
    pub sets_source_identity: bool,
    /// An endpoint of STS other than AWS's own.
    pub sts_endpoint_url: Option<String>,
    /// A proxy for this pool, in the place of those of the environment.
    pub proxy: Option<String>,
    /// How long one attempt may take. No setting: tests shorten it.
    pub attempt_limit: Duration,
}

impl CognitoPoolSettings {
    /// A pool without any settings of its own, as AWS has it.
    pub fn usual(pool: ServedPool) -> Self {
        Self {
            region: pool.id.region().to_owned(),
            pool,
            endpoint_url: None,
            credentials: CredentialSource::Chain,
            role_arn: None,
            external_id: None,
            session_tags: BTreeMap::new(),
            role_session_name: OWN_SESSION.to_owned(),
            sets_source_identity: true,
            sts_endpoint_url: None,
            proxy: None,
            attempt_limit: ATTEMPT_LIMIT,
        }
    }
}

/// Where the console's credentials for a pool come from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CredentialSource {
    /// The SDK's standard chain: environment, shared files, web identity, container, instance.
    Chain,
    /// One profile of the shared files, and nothing in its place where it gives none.
    Profile(ProfileSource),
    /// The embedded sandbox's own keys, since it is no AWS account. No setting.
    Sandbox,
}

/// A profile of the shared config and credentials files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileSource {
    /// Its name.
    pub name: String,
    /// A config file in the place of `~/.aws/config` and `AWS_CONFIG_FILE`.
    pub config_file: Option<PathBuf>,
    /// A credentials file in the place of `~/.aws/credentials` and `AWS_SHARED_CREDENTIALS_FILE`.
    pub credentials_file: Option<PathBuf>,
}
