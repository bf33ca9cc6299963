//! Metadata and keys (OpenID Connect Discovery 1.0), in the `openidconnect` crate's own types.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use openidconnect::core::{
    CoreAuthDisplay, CoreClaimName, CoreClaimType, CoreClientAuthMethod, CoreGrantType, CoreJsonWebKey, CoreJsonWebKeySet, CoreJweContentEncryptionAlgorithm,
    CoreJweKeyManagementAlgorithm, CoreJwsSigningAlgorithm, CoreResponseMode, CoreResponseType, CoreSubjectIdentifierType,
};
use openidconnect::{AdditionalProviderMetadata, AuthUrl, AuthenticationContextClass, IssuerUrl, JsonWebKeySetUrl, ProviderMetadata, ResponseTypes, Scope, TokenUrl, UserInfoUrl};
use serde::{Deserialize, Serialize};

use super::picker::{ACR_MFA, ACR_PASSWORD};
use crate::sandbox::shared::Shared;

/// What later specifications added to the metadata.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LaterMetadata {
    /// RFC 9207.
    authorization_response_iss_parameter_supported: bool,
    /// RFC 7636.
    code_challenge_methods_supported: Vec<String>,
    /// RP-Initiated Logout 1.0.
    end_session_endpoint: String,
    /// Back-Channel Logout 1.0.
    backchannel_logout_supported: bool,
    /// Back-Channel Logout 1.0.
    backchannel_logout_session_supported: bool,
    /// Initiating User Registration 1.0.
    prompt_values_supported: Vec<String>,
}

impl AdditionalProviderMetadata for LaterMetadata {}

type Metadata = ProviderMetadata<
    LaterMetadata,
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

/// `GET /.well-known/openid-configuration`
pub async fn metadata(State(shared): State<Arc<Shared>>) -> Result<Json<Metadata>, StatusCode> {
    // The URL comes from a bound socket, so this cannot fail; if it did, it would not be silent.
    described(&shared.issuer.url).map(Json).map_err(|_| StatusCode::INTERNAL_SERVER_ERROR)
}

fn described(issuer: &str) -> Result<Metadata, url::ParseError> {
    let at = |path: &str| format!("{issuer}{path}");
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let later = LaterMetadata {
        authorization_response_iss_parameter_supported: true,
        code_challenge_methods_supported: words(&["S256"]),
        end_session_endpoint: at("/logout"),
        backchannel_logout_supported: true,
        backchannel_logout_session_supported: true,
        prompt_values_supported: words(&["none", "login", "select_account"]),
    };
    let metadata = Metadata::new(
        IssuerUrl::new(issuer.to_owned())?,
        AuthUrl::new(at("/authorize"))?,
        JsonWebKeySetUrl::new(at("/jwks"))?,
        vec![ResponseTypes::new(vec![CoreResponseType::Code])],
        vec![CoreSubjectIdentifierType::Public],
        vec![CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256],
        later,
    )
    .set_token_endpoint(Some(TokenUrl::new(at("/token"))?))
    .set_userinfo_endpoint(Some(UserInfoUrl::new(at("/userinfo"))?))
    .set_scopes_supported(Some(["openid", "profile", "email", "groups"].map(|it| Scope::new(it.to_owned())).into()))
    .set_response_modes_supported(Some(vec![CoreResponseMode::Query]))
    .set_grant_types_supported(Some(vec![CoreGrantType::AuthorizationCode]))
    .set_acr_values_supported(Some([ACR_MFA, ACR_PASSWORD].map(|it| AuthenticationContextClass::new(it.to_owned())).into()))
    .set_token_endpoint_auth_methods_supported(Some(vec![CoreClientAuthMethod::ClientSecretBasic, CoreClientAuthMethod::ClientSecretPost]))
    .set_claims_supported(Some(
        ["iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "at_hash", "acr", "amr", "sid", "name", "email", "email_verified", "groups"]
            .map(|it| CoreClaimName::new(it.to_owned()))
            .into(),
    ))
    .set_request_parameter_supported(Some(false))
    .set_request_uri_parameter_supported(Some(false))
    .set_claims_parameter_supported(Some(false));
    Ok(metadata)
}

/// `GET /jwks` (RFC 7517)
pub async fn keys(State(shared): State<Arc<Shared>>) -> Json<CoreJsonWebKeySet> {
    Json(CoreJsonWebKeySet::new(vec![shared.issuer.key.public()]))
}
