//! One SDK client per pool: Region, endpoint, credentials, time limits, and no retries of the SDK's own. Beside it, for a pool with a
//! role, the sessions of people.

#![expect(clippy::disallowed_types, reason = "this adapter is the one place that may name the SDK's client")]

use super::role_sessions::RoleSessions;
use crate::domain::pool::{PoolId, ServedPool};
use aws_config::retry::RetryConfig;
use aws_config::sts::AssumeRoleProvider;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region};
use aws_sdk_cognitoidentityprovider as cognito;
use aws_sdk_sts as sts;
use std::time::Duration;

/// How one pool is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CognitoPoolSettings {
    /// The pool as staff see it.
    pub pool: ServedPool,
    /// The Region; by default the one that the pool's id begins with.
    pub region: String,
    /// An endpoint other than AWS's own.
    pub endpoint_url: Option<String>,
    /// A role to assume for this pool.
    pub role_arn: Option<String>,
    /// Whether a person's role session has a source identity too; some trust policies cannot allow it.
    pub sets_source_identity: bool,
    /// An endpoint of STS other than AWS's own.
    pub sts_endpoint_url: Option<String>,
    /// Access keys instead of the SDK's chain: only the embedded sandbox sets them, since it is no AWS account.
    pub has_sandbox_credentials: bool,
    /// How long one attempt may take. No setting: tests shorten it.
    pub attempt_limit: Duration,
}

/// A pool's client could not be made.
#[derive(Debug, thiserror::Error)]
#[error("user pool {pool}: {problem}")]
pub struct ConnectError {
    /// The pool.
    pub pool: PoolId,
    /// What is wrong with its settings.
    pub problem: String,
}

/// A pool's client.
#[derive(Debug)]
pub(super) struct PoolClient {
    /// The SDK's client, with the console's own credentials.
    pub sdk: cognito::Client,
    /// Role sessions of people, where the pool has a role.
    pub sessions: Option<RoleSessions>,
}

/// The name of the console's own role session.
const OWN_SESSION: &str = "passdesk";
/// How long to wait for a connection.
const CONNECT_LIMIT: Duration = Duration::from_secs(2);
/// How long one attempt may take: a person has a caller on the line.
pub const ATTEMPT_LIMIT: Duration = Duration::from_secs(6);

/// Makes the client. Does not contact AWS, except that the credentials chain may look for an instance role.
pub(super) async fn connect(settings: &CognitoPoolSettings) -> Result<PoolClient, ConnectError> {
    let region = Region::new(settings.region.clone());
    // The SDK's standard mode would repeat time-outs, and a reset is not idempotent: see `attempts`.
    let mut loader = aws_config::defaults(BehaviorVersion::latest())
        .region(region.clone())
        .retry_config(RetryConfig::disabled())
        .timeout_config(TimeoutConfig::builder().connect_timeout(CONNECT_LIMIT).operation_attempt_timeout(settings.attempt_limit).build());
    if settings.has_sandbox_credentials {
        loader = loader.credentials_provider(cognito::config::Credentials::new("SANDBOX", "sandbox", None, None, "sandbox"));
    }
    let shared = loader.load().await;
    let bad = |setting: &str, error| ConnectError { pool: settings.pool.id.clone(), problem: format!("{setting} is not an address: {error}") };
    let mut config = cognito::config::Builder::from(&shared);
    if let Some(endpoint) = &settings.endpoint_url {
        url::Url::parse(endpoint).map_err(|error| bad("endpoint_url", error))?;
        config = config.endpoint_url(endpoint);
    }
    let mut sessions = None;
    if let Some(role) = &settings.role_arn {
        let mut of_sts = shared.into_builder();
        if let Some(endpoint) = &settings.sts_endpoint_url {
            url::Url::parse(endpoint).map_err(|error| bad("sts_endpoint_url", error))?;
            of_sts.set_endpoint_url(Some(endpoint.clone()));
        }
        let of_sts = of_sts.build();
        // Reads are the console's own: a help desk reads a lot, and CloudTrail does not tell whose page was opened in any case.
        let own = AssumeRoleProvider::builder(role).configure(&of_sts).region(region).session_name(OWN_SESSION).build().await;
        config = config.credentials_provider(own);
        sessions = Some(RoleSessions::new(sts::Client::new(&of_sts), role.clone(), settings.sets_source_identity, settings.attempt_limit / 2));
    }
    Ok(PoolClient { sdk: cognito::Client::from_conf(config.build()), sessions })
}
