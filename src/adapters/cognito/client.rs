//! One SDK client per pool: Region, endpoint, credentials, time limits, and no retries of the SDK's own.

#![expect(clippy::disallowed_types, reason = "this adapter is the one place that may name the SDK's client")]

use crate::domain::pool::{PoolId, ServedPool};
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region};
use aws_sdk_cognitoidentityprovider as cognito;
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
#[derive(Debug, Clone)]
pub(super) struct PoolClient {
    /// The SDK's client.
    pub sdk: cognito::Client,
}

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
    let mut config = cognito::config::Builder::from(&shared);
    if let Some(endpoint) = &settings.endpoint_url {
        url::Url::parse(endpoint).map_err(|error| ConnectError { pool: settings.pool.id.clone(), problem: format!("endpoint_url is not an address: {error}") })?;
        config = config.endpoint_url(endpoint);
    }
    if let Some(role) = &settings.role_arn {
        let assumed = aws_config::sts::AssumeRoleProvider::builder(role).configure(&shared).region(region).session_name("passdesk").build().await;
        config = config.credentials_provider(assumed);
    }
    Ok(PoolClient { sdk: cognito::Client::from_conf(config.build()) })
}
