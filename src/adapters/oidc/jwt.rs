//! A signed token that is not an ID token: its parts, and its signature by one of the issuer's keys (RFC 7515, section 5.2).

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use openidconnect::core::{CoreJsonWebKey, CoreJwsSigningAlgorithm};
use openidconnect::{JsonWebKey, JsonWebKeySet};
use serde::Deserialize;
use serde_json::{Map, Value};

/// No honest token of this kind is larger.
const LARGEST_TOKEN: usize = 16_384;

#[derive(Debug, Deserialize)]
struct Header {
    alg: String,
    #[serde(default)]
    kid: Option<String>,
    #[serde(default)]
    typ: Option<String>,
    #[serde(default)]
    crit: Option<Value>,
}

/// Why a token's signature is not accepted.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum JwtFault {
    /// Its key is not among the issuer's known ones; newer keys may help.
    UnknownKey,
    /// It is wrong. Holds no part of the token.
    Wrong(&'static str),
}

/// A token taken apart. Nothing in it is true until [`Jwt::verified_claims`] has said so.
pub(super) struct Jwt<'a> {
    header: Header,
    algorithm: CoreJwsSigningAlgorithm,
    signed: &'a str,
    payload: &'a str,
    signature: Vec<u8>,
}

impl<'a> Jwt<'a> {
    /// Takes a token apart, and refuses what need not be verified: other algorithms, critical extensions.
    pub(super) fn parse(token: &'a str, allowed: &[CoreJwsSigningAlgorithm]) -> Result<Self, JwtFault> {
        if token.len() > LARGEST_TOKEN {
            return Err(JwtFault::Wrong("the token is too large"));
        }
        let (signed, signature) = token.rsplit_once('.').ok_or(JwtFault::Wrong("not three parts"))?;
        let (header, payload) = signed.split_once('.').filter(|(_, payload)| !payload.contains('.')).ok_or(JwtFault::Wrong("not three parts"))?;
        let header: Header = serde_json::from_slice(&decode(header)?).map_err(|_| JwtFault::Wrong("the header cannot be read"))?;
        // RFC 7515, section 4.1.11: nothing critical is understood here.
        if header.crit.is_some() {
            return Err(JwtFault::Wrong("the header has critical extensions"));
        }
        let algorithm = serde_json::from_value(Value::String(header.alg.clone())).map_err(|_| JwtFault::Wrong("unknown algorithm"))?;
        if !allowed.contains(&algorithm) {
            return Err(JwtFault::Wrong("the algorithm is not allowed"));
        }
        Ok(Self { header, algorithm, signed, payload, signature: decode(signature)? })
    }

    /// The media type in `typ`, lower case and without `application/` (RFC 7515, section 4.1.9).
    pub(super) fn typ(&self) -> Option<String> {
        let typ = self.header.typ.as_ref()?.to_ascii_lowercase();
        Some(typ.strip_prefix("application/").unwrap_or(&typ).to_owned())
    }

    /// The claims, once one of these keys has verified the signature over them.
    pub(super) fn verified_claims(&self, keys: &JsonWebKeySet<CoreJsonWebKey>) -> Result<Map<String, Value>, JwtFault> {
        let mut candidates = keys.keys().iter().filter(|key| self.header.kid.is_none() || key.key_id().map(|id| id.as_str()) == self.header.kid.as_deref()).peekable();
        if candidates.peek().is_none() {
            return Err(JwtFault::UnknownKey);
        }
        // The key, too, must be of the algorithm's kind: verify_signature refuses any other.
        if !candidates.any(|key| key.verify_signature(&self.algorithm, self.signed.as_bytes(), &self.signature).is_ok()) {
            return Err(JwtFault::Wrong("the signature is wrong"));
        }
        serde_json::from_slice(&decode(self.payload)?).map_err(|_| JwtFault::Wrong("the claims cannot be read"))
    }
}

fn decode(part: &str) -> Result<Vec<u8>, JwtFault> {
    BASE64_URL_SAFE_NO_PAD.decode(part).map_err(|_| JwtFault::Wrong("not base64url"))
}
