//! What an operator says about the issuer, and which of it cannot work.

use super::address::AddressRule;
use crate::domain::secret::Secret;
use openidconnect::core::CoreJwsSigningAlgorithm;
use openidconnect::url::Url;

/// The issuer and this console's registration there.
#[derive(Debug)]
pub struct OidcSettings {
    /// The issuer's URL, compared character by character with what the issuer says of itself.
    pub issuer: String,
    /// This console's `client_id`.
    pub client_id: String,
    /// This console's `client_secret`; a public client has none and relies on PKCE.
    pub client_secret: Option<Secret<String>>,
    /// The callback's public address.
    pub redirect_url: String,
    /// Where the issuer sends the browser after a sign-out.
    pub post_logout_url: String,
    /// The claim that lists the person's groups.
    pub roles_claim: String,
    /// Scopes beside `openid`.
    pub scopes: Vec<String>,
    /// Accepted `acr` values; empty accepts any, and none.
    pub required_acr: Vec<String>,
    /// Accepted signature algorithms; never a shared-secret one, never `none`.
    pub allowed_algorithms: Vec<CoreJwsSigningAlgorithm>,
    /// How far the issuer's clock may be from ours.
    pub clock_skew: time::Duration,
    /// The limit of one HTTP exchange with the issuer, body included.
    pub timeout: std::time::Duration,
}

/// A setting that cannot work.
#[derive(Debug, thiserror::Error)]
#[error("{name}: {reason}")]
pub struct OidcSettingsError {
    /// The setting's name.
    pub name: &'static str,
    /// What is wrong with it.
    pub reason: String,
}

impl OidcSettings {
    /// Settings with the defaults for all that has one.
    pub fn new(issuer: &str, client_id: &str, redirect_url: &str, post_logout_url: &str) -> Self {
        Self {
            issuer: issuer.to_owned(),
            client_id: client_id.to_owned(),
            client_secret: None,
            redirect_url: redirect_url.to_owned(),
            post_logout_url: post_logout_url.to_owned(),
            roles_claim: "groups".to_owned(),
            scopes: vec!["profile".to_owned(), "email".to_owned()],
            required_acr: Vec::new(),
            allowed_algorithms: default_algorithms(),
            clock_skew: time::Duration::seconds(60),
            timeout: std::time::Duration::from_secs(5),
        }
    }

    /// The rule for the issuer's addresses: plain http only where the issuer itself is on loopback.
    pub(super) fn address_rule(&self) -> AddressRule {
        AddressRule::for_issuer(&self.issuer)
    }

    /// Finds what cannot work, without asking the issuer.
    pub(super) fn validate(&self) -> Result<(), OidcSettingsError> {
        let fault = |name, reason: &str| Err(OidcSettingsError { name, reason: reason.to_owned() });
        if self.client_id.is_empty() {
            return fault("client_id", "is empty");
        }
        if self.roles_claim.is_empty() {
            return fault("roles_claim", "is empty");
        }
        let has_weak = |algorithm: &CoreJwsSigningAlgorithm| {
            use CoreJwsSigningAlgorithm as Alg;
            matches!(algorithm, Alg::None | Alg::HmacSha256 | Alg::HmacSha384 | Alg::HmacSha512)
        };
        if self.allowed_algorithms.is_empty() || self.allowed_algorithms.iter().any(has_weak) {
            return fault("allowed_algorithms", "needs at least one, and only public-key algorithms");
        }
        let issuer = parse("issuer", &self.issuer)?;
        // OpenID Connect Discovery 1.0, section 3: neither query nor fragment.
        if issuer.query().is_some() || issuer.fragment().is_some() {
            return fault("issuer", "has a query or a fragment");
        }
        for (name, text) in [("issuer", &self.issuer), ("redirect_url", &self.redirect_url), ("post_logout_url", &self.post_logout_url)] {
            // Each against its own host: a console on loopback may have a remote issuer, and the other way round.
            if let Err(reason) = AddressRule::for_issuer(text).check(&parse(name, text)?) {
                return fault(name, reason);
            }
        }
        Ok(())
    }
}

fn default_algorithms() -> Vec<CoreJwsSigningAlgorithm> {
    use CoreJwsSigningAlgorithm as Alg;
    vec![Alg::RsaSsaPkcs1V15Sha256, Alg::RsaSsaPssSha256, Alg::EcdsaP256Sha256, Alg::EdDsa]
}

fn parse(name: &'static str, text: &str) -> Result<Url, OidcSettingsError> {
    Url::parse(text).map_err(|e| OidcSettingsError { name, reason: format!("is no URL: {e}") })
}
