//! One SDK client per pool: Region, endpoint, credentials, time limits, and no retries of the SDK's own. Beside it, for a pool with a
//! role, the sessions of people.

#![expect(clippy::disallowed_types, reason = "this adapter is the one place that may name the SDK's clients")]

use super::profile::{FromProfile, files_of};
use super::proxy;
use super::role::Role;
use super::role_sessions::RoleSessions;
use super::settings::{CognitoPoolSettings, CredentialSource};
use crate::domain::pool::PoolId;
use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{BehaviorVersion, Region, SdkConfig};
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_sdk_cognitoidentityprovider as cognito;
use aws_sdk_sts as sts;
use std::time::Duration;

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
    /// The SDK's client, with the credentials that the console reads with.
    pub sdk: cognito::Client,
    /// Role sessions of people, where the pool has a role.
    pub sessions: Option<RoleSessions>,
    /// Who the console is for AWS.
    pub callers: Callers,
}

/// STS under each name that the console itself has on a pool, to be asked for that name.
#[derive(Debug)]
pub(super) struct Callers {
    /// The console's credentials, before any role of the pool.
    pub credentials: Option<SharedCredentialsProvider>,
    /// With them. `None` where no STS is known: an endpoint of one's own for Cognito stands for something else than AWS, and the console
    /// has no business at AWS then.
    pub host: Option<sts::Client>,
    /// With the console's own session of the pool's role.
    pub own: Option<sts::Client>,
}

/// How long to wait for a connection.
const CONNECT_LIMIT: Duration = Duration::from_secs(2);

/// Makes the client. Does not contact AWS, except that the credentials chain may look for an instance role.
pub(super) async fn connect(settings: &CognitoPoolSettings) -> Result<PoolClient, ConnectError> {
    let bad = |setting: &str, problem: String| ConnectError { pool: settings.pool.id.clone(), problem: format!("{setting} is not an address: {problem}") };
    for (setting, address) in [("endpoint_url", &settings.endpoint_url), ("sts_endpoint_url", &settings.sts_endpoint_url)] {
        address.as_ref().map_or(Ok(()), |address| url::Url::parse(address).map(|_| ())).map_err(|error| bad(setting, error.to_string()))?;
    }
    let region = Region::new(settings.region.clone());
    let host = host(settings, &region).await.map_err(|problem| bad("proxy", problem))?;
    let mut of_sts = host.to_builder();
    if let Some(endpoint) = &settings.sts_endpoint_url {
        of_sts.set_endpoint_url(Some(endpoint.clone()));
    }
    let of_sts = of_sts.build();
    let mut config = cognito::config::Builder::from(&host);
    if let Some(endpoint) = &settings.endpoint_url {
        config = config.endpoint_url(endpoint);
    }
    let role = Role::of(settings);
    let knows_sts = role.is_some() || settings.sts_endpoint_url.is_some() || settings.endpoint_url.is_none();
    let mut callers = Callers { credentials: host.credentials_provider(), host: knows_sts.then(|| sts::Client::new(&of_sts)), own: None };
    let mut sessions = None;
    if let Some(role) = role {
        // Reads are the console's own: a help desk reads a lot, and CloudTrail does not tell whose page was opened in any case.
        let own = SharedCredentialsProvider::new(role.own(&of_sts, region).await);
        config = config.credentials_provider(own.clone());
        callers.own = Some(sts::Client::from_conf(sts::config::Builder::from(&of_sts).credentials_provider(own).build()));
        sessions = Some(RoleSessions::new(sts::Client::new(&of_sts), role, settings.attempt_limit / 2));
    }
    Ok(PoolClient { sdk: cognito::Client::from_conf(config.build()), sessions, callers })
}

/// What all clients of the pool have in common, with the console's credentials before any role of the pool.
async fn host(settings: &CognitoPoolSettings, region: &Region) -> Result<SdkConfig, String> {
    // The SDK's standard mode would repeat time-outs, and a reset is not idempotent: see `attempts`.
    let mut loader = aws_config::defaults(BehaviorVersion::latest())
        .region(region.clone())
        .retry_config(RetryConfig::disabled())
        .timeout_config(TimeoutConfig::builder().connect_timeout(CONNECT_LIMIT).operation_attempt_timeout(settings.attempt_limit).build());
    let http = settings.proxy.as_deref().map(proxy::through).transpose()?;
    if let Some(http) = &http {
        loader = loader.http_client(http.clone());
    }
    loader = match &settings.credentials {
        CredentialSource::Chain => loader,
        CredentialSource::Sandbox => loader.credentials_provider(cognito::config::Credentials::new("SANDBOX", "sandbox", None, None, "sandbox")),
        CredentialSource::Profile(profile) => {
            loader.profile_name(&profile.name).profile_files(files_of(profile)).credentials_provider(FromProfile::new(profile.clone(), region.clone(), http))
        }
    };
    Ok(loader.load().await)
}
