//! Credentials of one profile of the shared files: static keys, SSO, `credential_process`, web identity, roles, whatever stands there.

use super::settings::ProfileSource;
use aws_config::profile::ProfileFileCredentialsProvider;
use aws_config::provider_config::ProviderConfig;
use aws_config::{BehaviorVersion, Region};
use aws_credential_types::provider::{ProvideCredentials, future};
use aws_runtime::env_config::file::{EnvConfigFileKind, EnvConfigFiles};
use aws_smithy_runtime_api::client::http::SharedHttpClient;

/// The profile's credentials, and no others. The SDK's chain asks the environment first, so keys that stand there for another pool would win
/// over the profile that was named; and where the profile gives none it goes on to the machine's own role.
#[derive(Debug, Clone)]
pub(super) struct FromProfile {
    profile: ProfileSource,
    /// The Region of STS, where the profile assumes a role.
    region: Region,
    /// The client, where the pool has a proxy of its own.
    http: Option<SharedHttpClient>,
}

impl FromProfile {
    /// Reads nothing yet.
    pub fn new(profile: ProfileSource, region: Region, http: Option<SharedHttpClient>) -> Self {
        Self { profile, region, http }
    }

    /// The SDK keeps what it has read of the files for good, a failure too. So it begins anew each time that it is asked, which is when the
    /// last credentials ran out, and every quarter of an hour for those that do not: keys that were changed in a file need no restart.
    fn provider(&self) -> ProfileFileCredentialsProvider {
        let mut config = ProviderConfig::without_region().with_region(Some(self.region.clone())).with_behavior_version(Some(BehaviorVersion::latest()));
        if let Some(http) = &self.http {
            config = config.with_http_client(http.clone());
        }
        ProfileFileCredentialsProvider::builder().configure(&config).profile_name(&self.profile.name).profile_files(files_of(&self.profile)).build()
    }
}

impl ProvideCredentials for FromProfile {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        let provider = self.provider();
        future::ProvideCredentials::new(async move { provider.provide_credentials().await })
    }
}

/// The files that a profile is looked for in.
pub(super) fn files_of(profile: &ProfileSource) -> EnvConfigFiles {
    let files = EnvConfigFiles::builder();
    let files = match &profile.config_file {
        Some(file) => files.with_file(EnvConfigFileKind::Config, file),
        None => files.include_default_config_file(true),
    };
    match &profile.credentials_file {
        Some(file) => files.with_file(EnvConfigFileKind::Credentials, file),
        None => files.include_default_credentials_file(true),
    }
    .build()
}
