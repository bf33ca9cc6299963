//! The ID token (OpenID Connect Core, section 2).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use openidconnect::core::{CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm};
use openidconnect::{AccessToken, AdditionalClaims, IdToken, IdTokenClaims};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::client::CLIENT_ID;
use super::misbehave::{Misbehaviour, ON_ID_TOKEN};
use super::personas::Persona;
use super::picker::ACR_MFA;
use super::state::{Grant, Issuer};

/// An ID token is for the exchange only.
const SECONDS: i64 = 300;

/// The claims that OpenID Connect Core does not name.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct StaffClaims {
    sid: String,
    groups: Vec<String>,
}

impl AdditionalClaims for StaffClaims {}

type StaffToken = IdToken<StaffClaims, CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm>;

/// Signs the ID token of a grant; nothing if that fails.
pub fn sign(issuer: &Issuer, grant: &Grant, persona: &Persona, access_token: &str) -> Option<String> {
    let now = issuer.clock.now().seconds();
    let session = &grant.session;
    let methods = if session.acr == ACR_MFA { vec!["pwd", "otp", "mfa"] } else { vec!["pwd"] };
    let mut claims = json!({
        "iss": issuer.url,
        "sub": persona.sub,
        "aud": [CLIENT_ID],
        "exp": now + SECONDS,
        "iat": now,
        "auth_time": session.auth_time.seconds(),
        "nonce": grant.request.nonce,
        "acr": session.acr,
        "amr": methods,
        "sid": session.sid,
        "name": persona.name,
        "email": persona.email,
        "email_verified": true,
        "groups": persona.groups,
    });
    let misbehaviour = Misbehaviour::take(issuer, ON_ID_TOKEN);
    if let Some(misbehaviour) = misbehaviour {
        misbehaviour.distort(&mut claims, now);
    }
    let shown = match misbehaviour {
        Some(Misbehaviour::WrongAtHash) => "another access token",
        _ => access_token,
    };
    let claims: IdTokenClaims<StaffClaims, CoreGenderClaim> = serde_json::from_value(claims).ok()?;
    let token = StaffToken::new(claims, &issuer.key.signing, CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256, Some(&AccessToken::new(shown.to_owned())), None);
    let token = token.ok()?.to_string();
    match misbehaviour {
        Some(Misbehaviour::BadSignature) => {
            let (input, _) = token.rsplit_once('.')?;
            Some(format!("{input}.{}", URL_SAFE_NO_PAD.encode([7_u8; 256])))
        }
        Some(Misbehaviour::Unsigned) => {
            let claims = token.split('.').nth(1)?;
            Some(format!("{}.{claims}.", URL_SAFE_NO_PAD.encode(r#"{"alg":"none"}"#)))
        }
        _ => Some(token),
    }
}
