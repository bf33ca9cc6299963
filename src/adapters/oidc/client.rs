//! The two messages of the code flow: the authorization request and the code's exchange.

use super::claims::OtherClaims;
use super::http::HttpFault;
use super::id_token::SignInIdToken;
use super::issuer::{Issuer, IssuerFacts};
use super::metadata::auth_type;
use super::settings::OidcSettings;
use crate::domain::secret::Secret;
use crate::ports::identity_provider::{AskedFor, AuthorizationRequest, IdentityError, LoginAttempt};
use oauth2::{
    AccessToken, AuthorizationCode, ClientId, ClientSecret, CsrfToken, EmptyExtraTokenFields, EndpointMaybeSet, EndpointNotSet, EndpointSet, PkceCodeChallenge, PkceCodeVerifier,
    RedirectUrl, RequestTokenError, Scope, StandardErrorResponse, StandardTokenResponse, TokenResponse as _,
};
use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreAuthenticationFlow, CoreErrorResponseType, CoreGenderClaim, CoreJsonWebKey, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm,
    CoreRevocableToken, CoreRevocationErrorResponse, CoreTokenIntrospectionResponse, CoreTokenType,
};
use openidconnect::{AuthenticationContextClass, Client, IdTokenFields, Nonce, TokenResponse as _};
use std::time::Duration;

/// Random bytes in a state and a nonce: 256 bits each.
const RANDOM_BYTES: u32 = 32;

type SignInTokenFields = IdTokenFields<OtherClaims, EmptyExtraTokenFields, CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm>;
type SignInTokenResponse = StandardTokenResponse<SignInTokenFields, CoreTokenType>;
type TokenErrorResponse = StandardErrorResponse<CoreErrorResponseType>;

type SignInClient = Client<
    OtherClaims,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    TokenErrorResponse,
    SignInTokenResponse,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// What the token endpoint gave.
pub(super) struct Tokens {
    pub(super) id_token: SignInIdToken,
    pub(super) access_token: AccessToken,
}

/// Builds an authorization request (OpenID Connect Core 1.0, section 3.1.2.1; RFC 7636, section 4.3).
pub(super) fn authorization_request(settings: &OidcSettings, facts: &IssuerFacts, asked_for: AskedFor<'_>) -> Result<AuthorizationRequest, IdentityError> {
    let client = client(settings, facts)?;
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let flow = CoreAuthenticationFlow::AuthorizationCode;
    let mut request = client.authorize_url(flow, || CsrfToken::new_random_len(RANDOM_BYTES), || Nonce::new_random_len(RANDOM_BYTES)).set_pkce_challenge(challenge);
    for scope in settings.scopes.iter().filter(|scope| *scope != "openid") {
        request = request.add_scope(Scope::new(scope.clone()));
    }
    let mut acr_values = settings.required_acr.as_slice();
    if let AskedFor::FreshSignIn { acr_values: wanted } = asked_for {
        // Not prompt=login: that one an issuer may leave aside, and it need not say when the person signed in.
        request = request.set_max_age(Duration::ZERO);
        if !wanted.is_empty() {
            acr_values = wanted;
        }
    }
    for acr in acr_values {
        request = request.add_auth_context_value(AuthenticationContextClass::new(acr.clone()));
    }
    let (url, state, nonce) = request.url();
    let attempt = LoginAttempt { state: state.into_secret(), nonce: Secret::new(nonce.secret().clone()), pkce_verifier: Secret::new(verifier.into_secret()) };
    Ok(AuthorizationRequest { url: url.into(), attempt })
}

/// Exchanges the code (RFC 6749, section 4.1.3). Once: a code whose exchange failed halfway may have been used.
#[tracing::instrument(skip_all)]
pub(super) async fn exchange_code(settings: &OidcSettings, issuer: &Issuer, facts: &IssuerFacts, code: &str, verifier: &Secret<String>) -> Result<Tokens, IdentityError> {
    let client = client(settings, facts)?;
    let request = client.exchange_code(AuthorizationCode::new(code.to_owned())).map_err(|_| IdentityError::Unavailable("the metadata has no token_endpoint".to_owned()))?;
    // Exposed to the issuer: this is what the verifier is for.
    let request = request.set_pkce_verifier(PkceCodeVerifier::new(verifier.expose().clone()));
    let response = request.request_async(issuer.http()).await.map_err(fault)?;
    if *response.token_type() != CoreTokenType::Bearer {
        return Err(IdentityError::Unverified("the token_type is not Bearer".to_owned()));
    }
    let id_token = response.id_token().cloned().ok_or_else(|| IdentityError::Unverified("the token response has no id_token".to_owned()))?;
    Ok(Tokens { id_token, access_token: response.access_token().clone() })
}

/// An error code of the protocol as far as it is safe to log; descriptions may repeat what was sent.
pub(super) fn loggable_code(code: &str) -> String {
    let is_plain = !code.is_empty() && code.len() <= 64 && code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    if is_plain { code.to_owned() } else { "an unknown error code".to_owned() }
}

fn client(settings: &OidcSettings, facts: &IssuerFacts) -> Result<SignInClient, IdentityError> {
    // Exposed to the token endpoint only; oauth2's own type keeps it out of Debug.
    let secret = settings.client_secret.as_ref().map(|secret| ClientSecret::new(secret.expose().clone()));
    let redirect_url = RedirectUrl::new(settings.redirect_url.clone()).map_err(|e| IdentityError::Unavailable(format!("redirect_url: {e}")))?;
    let client = Client::from_provider_metadata(facts.metadata.clone(), ClientId::new(settings.client_id.clone()), secret);
    Ok(client.set_auth_type(auth_type(&facts.metadata)).set_redirect_uri(redirect_url))
}

fn fault(error: RequestTokenError<HttpFault, TokenErrorResponse>) -> IdentityError {
    match error {
        RequestTokenError::Request(fault) => IdentityError::Unavailable(fault.to_string()),
        RequestTokenError::ServerResponse(answer) => IdentityError::Refused(loggable_code(answer.error().as_ref())),
        // The reader's complaint would quote the answer, and the answer holds tokens.
        RequestTokenError::Parse(..) | RequestTokenError::Other(_) => IdentityError::Unverified("the token response cannot be read".to_owned()),
    }
}
