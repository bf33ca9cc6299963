//! The whole ID-token check (OpenID Connect Core 1.0, section 3.1.3.7), including what openidconnect leaves open.

use super::claims::{OtherClaims, shown_name};
use super::settings::OidcSettings;
use crate::domain::step_up::SignInProof;
use crate::ports::identity_provider::VerifiedIdentity;
use openidconnect::core::{CoreGenderClaim, CoreJsonWebKey, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm};
use openidconnect::{
    AccessToken, AccessTokenHash, ClaimsVerificationError, ClientId, IdToken, IdTokenClaims, IdTokenVerifier, IssuerUrl, JsonWebKeySet, Nonce, SignatureVerificationError,
};
use std::time::SystemTime;
use time::{Duration, OffsetDateTime};

/// An ID token was made for this sign-in, so it is younger than this.
pub(super) const OLDEST: Duration = Duration::minutes(10);
/// OpenID Connect Core 1.0, section 2.
const LONGEST_SUB: usize = 255;

pub(super) type SignInIdToken = IdToken<OtherClaims, CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm>;
type SignInClaims = IdTokenClaims<OtherClaims, CoreGenderClaim>;

/// What an ID token is held against.
pub(super) struct Expected<'a> {
    pub(super) settings: &'a OidcSettings,
    pub(super) issuer: &'a IssuerUrl,
    pub(super) keys: &'a JsonWebKeySet<CoreJsonWebKey>,
    pub(super) nonce: &'a str,
    pub(super) access_token: &'a AccessToken,
    pub(super) now: OffsetDateTime,
}

/// Why an ID token is not accepted.
#[derive(Debug)]
pub(super) enum IdTokenFault {
    /// Its key is not among the issuer's known ones; newer keys may help.
    UnknownKey,
    /// It is wrong. Names claims and their values, never the token.
    Wrong(String),
}

impl From<ClaimsVerificationError> for IdTokenFault {
    fn from(error: ClaimsVerificationError) -> Self {
        match error {
            ClaimsVerificationError::SignatureVerification(SignatureVerificationError::NoMatchingKey) => Self::UnknownKey,
            ClaimsVerificationError::SignatureVerification(reason) => Self::Wrong(format!("signature: {reason}")),
            other => Self::Wrong(other.to_string()),
        }
    }
}

impl Expected<'_> {
    /// Checks everything, and says who signed in.
    pub(super) fn verify(&self, id_token: &SignInIdToken) -> Result<VerifiedIdentity, IdTokenFault> {
        let verifier = self.verifier();
        let claims = id_token.claims(&verifier, &Nonce::new(self.nonce.to_owned()))?;
        self.check_authorized_party(claims)?;
        self.check_auth_time(claims)?;
        self.check_not_before(claims)?;
        self.check_access_token_hash(id_token, claims, &verifier)?;
        let sub = claims.subject().as_str();
        if sub.is_empty() || sub.len() > LONGEST_SUB {
            return wrong("sub is empty or longer than 255 bytes");
        }
        Ok(VerifiedIdentity {
            issuer: self.settings.issuer.clone(),
            sub: sub.to_owned(),
            name: shown_name(claims),
            email: claims.email().map(|email| email.to_string()).filter(|email| !email.is_empty()),
            groups: claims.additional_claims().groups(&self.settings.roles_claim),
            sid: claims.additional_claims().sid(),
            issued_at: claims.issue_time().timestamp(),
            proof: SignInProof { auth_time: claims.auth_time().map(|at| at.timestamp()), acr: claims.auth_context_ref().map(|acr| acr.as_str().to_owned()) },
            id_token: id_token.to_string(),
        })
    }

    /// Signature, `iss`, `aud`, `exp`, `iat`, `nonce` and `acr`. A public client's verifier: no algorithm with a shared secret is ever accepted.
    fn verifier(&self) -> IdTokenVerifier<'_, CoreJsonWebKey> {
        let skew = self.settings.clock_skew;
        let newest = (self.now + skew).unix_timestamp();
        let oldest = (self.now - OLDEST - skew).unix_timestamp();
        let expiry_time = SystemTime::from(self.now - skew);
        IdTokenVerifier::new_public_client(ClientId::new(self.settings.client_id.clone()), self.issuer.clone(), self.keys.clone())
            .set_allowed_algs(self.settings.allowed_algorithms.iter().cloned())
            // Other audiences are tolerated only together with `azp`, below.
            .set_other_audience_verifier_fn(|_| true)
            .set_time_fn(move || expiry_time.into())
            .set_issue_time_verifier_fn(move |iat| match iat.timestamp() {
                at if at > newest => Err("iat is in the future".to_owned()),
                at if at < oldest => Err("iat is too old".to_owned()),
                _ => Ok(()),
            })
            .set_auth_context_verifier_fn(|acr| {
                let required = &self.settings.required_acr;
                let is_enough = required.is_empty() || acr.is_some_and(|acr| required.iter().any(|wanted| wanted.as_str() == acr.as_str()));
                if is_enough { Ok(()) } else { Err("acr is none of the required ones".to_owned()) }
            })
    }

    /// `azp` names this client: always where it is present, and it must be where the token is for others too.
    fn check_authorized_party(&self, claims: &SignInClaims) -> Result<(), IdTokenFault> {
        match claims.authorized_party() {
            Some(party) if party.as_str() == self.settings.client_id => Ok(()),
            Some(_) => wrong("azp is another client"),
            None if claims.audiences().len() > 1 => wrong("aud has several audiences, and azp is missing"),
            None => Ok(()),
        }
    }

    /// Nobody authenticates in the future, nor after the token that tells of it.
    fn check_auth_time(&self, claims: &SignInClaims) -> Result<(), IdTokenFault> {
        let Some(at) = claims.auth_time().map(|at| at.timestamp()) else { return Ok(()) };
        let latest = claims.issue_time().timestamp().min(self.now.unix_timestamp()) + self.settings.clock_skew.whole_seconds();
        if at > 0 && at <= latest { Ok(()) } else { wrong("auth_time is not before iat") }
    }

    /// RFC 7519, section 4.1.5: OpenID Connect does not name `nbf`, and an issuer that writes it means it.
    fn check_not_before(&self, claims: &SignInClaims) -> Result<(), IdTokenFault> {
        let latest = self.now.unix_timestamp() + self.settings.clock_skew.whole_seconds();
        if claims.additional_claims().not_before().is_none_or(|at| at <= latest) { Ok(()) } else { wrong("nbf is in the future") }
    }

    /// `at_hash` binds the access token to the ID token (section 3.1.3.8).
    fn check_access_token_hash(&self, id_token: &SignInIdToken, claims: &SignInClaims, verifier: &IdTokenVerifier<'_, CoreJsonWebKey>) -> Result<(), IdTokenFault> {
        let Some(claimed) = claims.access_token_hash() else { return Ok(()) };
        let algorithm = id_token.signing_alg().map_err(ClaimsVerificationError::SignatureVerification)?;
        let key = id_token.signing_key(verifier).map_err(ClaimsVerificationError::SignatureVerification)?;
        let actual = AccessTokenHash::from_token(self.access_token, algorithm, key).map_err(|e| IdTokenFault::Wrong(format!("at_hash: {e}")))?;
        if actual == *claimed { Ok(()) } else { wrong("at_hash is of another access token") }
    }
}

fn wrong<T>(reason: &str) -> Result<T, IdTokenFault> {
    Err(IdTokenFault::Wrong(reason.to_owned()))
}
