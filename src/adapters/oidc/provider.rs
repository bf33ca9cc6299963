//! The port, put together.

use super::client::{authorization_request, exchange_code, loggable_code};
use super::http::IssuerHttp;
use super::id_token::{Expected, IdTokenFault, SignInIdToken};
use super::issuer::{Issuer, IssuerFacts, KEPT_FOR};
use super::jwt::JwtFault;
use super::logout_token;
use super::metadata::check_fit;
use super::settings::{OidcSettings, OidcSettingsError};
use crate::domain::clock::Clock;
use crate::ports::identity_provider::{AskedFor, AuthorizationRequest, CallbackParameters, IdentityError, IdentityProvider, LoginAttempt, LogoutClaims, VerifiedIdentity};
use async_trait::async_trait;
use openidconnect::{ClientId, IssuerUrl, LogoutRequest, PostLogoutRedirectUrl};
use std::str::FromStr;
use std::sync::Arc;
use time::Duration;

/// A check may be asked for every few seconds, by readiness probes; the issuer need not hear of each.
const CHECK_KEPT_FOR: Duration = Duration::seconds(10);
/// Servers and proxies refuse long addresses; the hint is only a hint.
const LONGEST_HINT: usize = 4_096;

/// The OpenID Connect relying party.
pub struct OidcProvider {
    settings: Arc<OidcSettings>,
    issuer_url: IssuerUrl,
    issuer: Issuer,
    clock: Arc<dyn Clock>,
}

impl OidcProvider {
    /// A relying party with these settings. Does not contact the issuer: the console starts, and heals, without it.
    ///
    /// # Errors
    /// [`OidcSettingsError`] where a setting cannot work.
    pub fn new(settings: OidcSettings, clock: Arc<dyn Clock>) -> Result<Self, OidcSettingsError> {
        settings.validate()?;
        let issuer_url = IssuerUrl::new(settings.issuer.clone()).map_err(|e| OidcSettingsError { name: "issuer", reason: e.to_string() })?;
        let http = IssuerHttp::new(settings.address_rule(), settings.timeout).map_err(|e| OidcSettingsError { name: "issuer", reason: format!("no HTTP client: {e}") })?;
        let settings = Arc::new(settings);
        let issuer = Issuer::new(issuer_url.clone(), http, settings.clone(), clock.clone());
        Ok(Self { settings, issuer_url, issuer, clock })
    }

    /// RFC 9207, section 2.4: the answer must come from the issuer that was asked, or the code belongs to someone else.
    fn check_callback_issuer(&self, callback: &CallbackParameters, facts: &IssuerFacts) -> Result<(), IdentityError> {
        let is_required = facts.metadata.additional_metadata().additional_metadata.authorization_response_iss_parameter_supported;
        match callback.iss.as_deref() {
            Some(iss) if iss == self.settings.issuer => Ok(()),
            Some(_) => Err(IdentityError::Unverified("iss of the callback is another issuer".to_owned())),
            None if is_required => Err(IdentityError::Unverified("iss is missing from the callback".to_owned())),
            None => Ok(()),
        }
    }
}

#[async_trait]
impl IdentityProvider for OidcProvider {
    fn issuer(&self) -> &str {
        &self.settings.issuer
    }

    #[tracing::instrument(skip_all)]
    async fn authorization_request(&self, asked_for: AskedFor<'_>) -> Result<AuthorizationRequest, IdentityError> {
        let facts = self.issuer.facts(KEPT_FOR).await?;
        authorization_request(&self.settings, &facts, asked_for)
    }

    #[tracing::instrument(skip_all)]
    async fn redeem(&self, attempt: &LoginAttempt, callback: &CallbackParameters) -> Result<VerifiedIdentity, IdentityError> {
        let facts = self.issuer.facts(KEPT_FOR).await?;
        // Before anything else is believed, and before the code goes anywhere.
        self.check_callback_issuer(callback, &facts)?;
        if let Some(error) = &callback.error {
            return Err(IdentityError::Refused(loggable_code(error)));
        }
        let code = callback.code.as_deref().ok_or_else(|| IdentityError::Unverified("the callback has no code".to_owned()))?;
        let tokens = exchange_code(&self.settings, &self.issuer, &facts, code, &attempt.pkce_verifier).await?;
        let verify = |facts: &IssuerFacts| {
            let expected = Expected {
                settings: &self.settings,
                issuer: &self.issuer_url,
                keys: &facts.keys,
                // Compared with the token's own: this is what the nonce is for.
                nonce: attempt.nonce.expose(),
                access_token: &tokens.access_token,
                now: self.clock.now(),
            };
            expected.verify(&tokens.id_token)
        };
        let verified = match verify(&facts) {
            Err(IdTokenFault::UnknownKey) => verify(&*self.issuer.with_newer_keys(&facts).await?),
            other => other,
        };
        verified.map_err(|fault| match fault {
            IdTokenFault::UnknownKey => IdentityError::Unverified("the ID token's key is unknown".to_owned()),
            IdTokenFault::Wrong(reason) => IdentityError::Unverified(reason),
        })
    }

    #[tracing::instrument(skip_all)]
    async fn end_session_url(&self, id_token_hint: &str) -> Option<String> {
        // Signing out must not wait for an issuer that is down, if its address is known.
        let facts = match self.issuer.last_known().await {
            Some(facts) => facts,
            None => self.issuer.facts(KEPT_FOR).await.ok()?,
        };
        let endpoint = facts.metadata.additional_metadata().end_session_endpoint.clone()?;
        let back = PostLogoutRedirectUrl::new(self.settings.post_logout_url.clone()).ok()?;
        let mut request = LogoutRequest::from(endpoint).set_client_id(ClientId::new(self.settings.client_id.clone())).set_post_logout_redirect_uri(back);
        if let Some(hint) = SignInIdToken::from_str(id_token_hint).ok().filter(|_| id_token_hint.len() <= LONGEST_HINT) {
            request = request.set_id_token_hint(&hint);
        }
        Some(request.http_get_url().into())
    }

    #[tracing::instrument(skip_all)]
    async fn verify_logout_token(&self, token: &str) -> Result<LogoutClaims, IdentityError> {
        let facts = self.issuer.facts(KEPT_FOR).await?;
        let verify = |facts: &IssuerFacts| logout_token::verify(token, &self.settings, &facts.keys, self.clock.now());
        let verified = match verify(&facts) {
            Err(JwtFault::UnknownKey) => verify(&*self.issuer.with_newer_keys(&facts).await?),
            other => other,
        };
        verified.map_err(|fault| match fault {
            JwtFault::UnknownKey => IdentityError::Unverified("the logout token's key is unknown".to_owned()),
            JwtFault::Wrong(reason) => IdentityError::Unverified(reason.to_owned()),
        })
    }

    #[tracing::instrument(skip_all)]
    async fn check(&self) -> Result<(), IdentityError> {
        let facts = self.issuer.facts(CHECK_KEPT_FOR).await?;
        check_fit(&facts.metadata, &self.settings).map_err(IdentityError::Unavailable)
    }
}
