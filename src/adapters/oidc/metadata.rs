//! The issuer's metadata (OpenID Connect Discovery 1.0, section 3), and what the console demands of it.

use super::address::AddressRule;
use super::settings::OidcSettings;
use openidconnect::core::{
    CoreAuthDisplay, CoreClaimName, CoreClaimType, CoreClientAuthMethod, CoreGrantType, CoreJsonWebKey, CoreJweContentEncryptionAlgorithm, CoreJweKeyManagementAlgorithm,
    CoreResponseMode, CoreResponseType, CoreSubjectIdentifierType,
};
use openidconnect::url::Url;
use openidconnect::{AdditionalProviderMetadata, AuthType, LogoutProviderMetadata, ProviderMetadata};
use serde::{Deserialize, Serialize};

/// Metadata beyond Discovery 1.0 and RP-Initiated Logout 1.0.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct CodeFlowMetadata {
    /// RFC 9207, section 3.
    #[serde(default)]
    pub(super) authorization_response_iss_parameter_supported: bool,
    /// RFC 8414, section 2.
    #[serde(default)]
    pub(super) code_challenge_methods_supported: Option<Vec<String>>,
}

impl AdditionalProviderMetadata for CodeFlowMetadata {}

/// The whole metadata document.
pub(super) type IssuerMetadata = ProviderMetadata<
    LogoutProviderMetadata<CodeFlowMetadata>,
    CoreAuthDisplay,
    CoreClientAuthMethod,
    CoreClaimName,
    CoreClaimType,
    CoreGrantType,
    CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm,
    CoreJsonWebKey,
    CoreResponseMode,
    CoreResponseType,
    CoreSubjectIdentifierType,
>;

/// Refuses metadata that names endpoints which must not be used. The issuer's own name was compared at discovery.
pub(super) fn check_endpoints(metadata: &IssuerMetadata, rule: AddressRule) -> Result<(), String> {
    let token_endpoint = metadata.token_endpoint().ok_or("the metadata has no token_endpoint")?;
    let mut endpoints: Vec<(&str, &Url)> =
        vec![("authorization_endpoint", metadata.authorization_endpoint().url()), ("token_endpoint", token_endpoint.url()), ("jwks_uri", metadata.jwks_uri().url())];
    if let Some(endpoint) = &metadata.additional_metadata().end_session_endpoint {
        endpoints.push(("end_session_endpoint", endpoint.url()));
    }
    endpoints.into_iter().try_for_each(|(name, url)| rule.check(url).map_err(|reason| format!("{name} {reason}")))
}

/// Says where metadata and configuration cannot work together.
pub(super) fn check_fit(metadata: &IssuerMetadata, settings: &OidcSettings) -> Result<(), String> {
    let signs_acceptably = metadata.id_token_signing_alg_values_supported().iter().any(|algorithm| settings.allowed_algorithms.contains(algorithm));
    if !signs_acceptably {
        return Err("the issuer signs ID tokens with none of the allowed algorithms".to_owned());
    }
    let methods = metadata.additional_metadata().additional_metadata.code_challenge_methods_supported.as_ref();
    if methods.is_some_and(|methods| !methods.iter().any(|method| method == "S256")) {
        return Err("the issuer does not support PKCE with S256".to_owned());
    }
    Ok(())
}

/// How the console authenticates at the token endpoint: `client_secret_basic`, unless the issuer takes only `client_secret_post`.
pub(super) fn auth_type(metadata: &IssuerMetadata) -> AuthType {
    let methods = metadata.token_endpoint_auth_methods_supported();
    let takes = |wanted: CoreClientAuthMethod| methods.is_some_and(|methods| methods.contains(&wanted));
    if takes(CoreClientAuthMethod::ClientSecretPost) && !takes(CoreClientAuthMethod::ClientSecretBasic) { AuthType::RequestBody } else { AuthType::BasicAuth }
}
