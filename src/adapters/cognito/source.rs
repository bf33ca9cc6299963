//! Where credentials came from, as far as the SDK tells it.

use super::failure::chain;
use crate::ports::user_directory::{DirectoryError, DirectoryFailure};
use aws_credential_types::credential_feature::AwsCredentialFeature as Feature;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider};
use std::time::Duration;

/// As long as the SDK waits for credentials when a call needs them (`LazyCache`, its usual `load_timeout`).
const LIMIT: Duration = Duration::from_secs(5);

/// Loads the credentials, and says in words where they came from.
///
/// # Errors
/// [`DirectoryError::AccessDenied`] where there are none, with what each source said, or none in time.
pub(super) async fn source_of(credentials: &SharedCredentialsProvider) -> Result<Option<&'static str>, DirectoryFailure> {
    let late = |_| DirectoryError::AccessDenied(format!("no credentials within {} s, which is as long as a call waits for them", LIMIT.as_secs()));
    let loaded = tokio::time::timeout(LIMIT, credentials.provide_credentials()).await.map_err(late)?;
    let loaded = loaded.map_err(|error| DirectoryError::AccessDenied(format!("no credentials: {}", chain(&error))))?;
    Ok(words(loaded.get_property::<Vec<Feature>>().map_or(&[], Vec::as_slice)))
}

/// The SDK notes what took part, for its User-Agent; a profile is among it wherever one was read. Of a role that a profile assumes it does not
/// note whose credentials assumed it.
fn words(features: &[Feature]) -> Option<&'static str> {
    let has = |wanted: &[Feature]| features.iter().any(|feature| wanted.contains(feature));
    let is_profile = has(&[Feature::CredentialsProfile]);
    let told = [
        (&[Feature::CredentialsSso, Feature::CredentialsProfileSso][..], "IAM Identity Center (SSO), by a profile"),
        (&[Feature::CredentialsProcess, Feature::CredentialsProfileProcess], "a credential_process, by a profile"),
        (&[Feature::CredentialsProfileStsWebIdToken], if is_profile { "a web identity token, by a profile" } else { "a web identity token" }),
        (&[Feature::CredentialsHttp], "the container's role"),
        (&[Feature::CredentialsImds], "the instance's role"),
        (&[Feature::CredentialsEnvVars], "the environment"),
        (&[Feature::CredentialsProfile], "a profile of the shared files"),
    ];
    told.into_iter().find(|(wanted, _)| has(wanted)).map(|(_, said)| said)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_source_is_told_and_whether_a_profile_led_to_it() {
        for (features, said) in [
            (vec![Feature::CredentialsEnvVars], Some("the environment")),
            (vec![Feature::CredentialsProfile], Some("a profile of the shared files")),
            (vec![Feature::CredentialsProcess, Feature::CredentialsProfile], Some("a credential_process, by a profile")),
            (vec![Feature::CredentialsSso, Feature::CredentialsProfile], Some("IAM Identity Center (SSO), by a profile")),
            (vec![Feature::CredentialsHttp], Some("the container's role")),
            (vec![Feature::CredentialsProfileStsWebIdToken], Some("a web identity token")),
            (vec![Feature::CredentialsProfileStsWebIdToken, Feature::CredentialsProfile], Some("a web identity token, by a profile")),
            (vec![Feature::CredentialsImds], Some("the instance's role")),
            (vec![], None),
        ] {
            assert_eq!(words(&features), said, "{features:?}");
        }
    }
}
