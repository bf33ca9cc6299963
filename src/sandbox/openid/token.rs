//! `/token`: a code for tokens (RFC 6749 section 4.1.3, RFC 7636 section 4.6).

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use serde_json::json;

use super::parameters::Parameters;
use super::personas::persona;
use super::state::{Access, Grant, Issuer};
use super::{client, id_token};
use crate::sandbox::chance;
use crate::sandbox::shared::Shared;

/// An access token is for `/userinfo` only.
const ACCESS_SECONDS: i64 = 300;

/// `POST /token`
pub async fn exchange(State(shared): State<Arc<Shared>>, headers: HeaderMap, body: Bytes) -> Response {
    let issuer = &shared.issuer;
    let parameters = Parameters::parse(&body);
    let is_form = headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"application/x-www-form-urlencoded"));
    if !is_form || parameters.repeated.is_some() {
        return refused("invalid_request");
    }
    if !client::is_authenticated(&headers, &parameters, &issuer.client_secret) {
        return refused("invalid_client");
    }
    if parameters.get("grant_type") != Some("authorization_code") {
        return refused("unsupported_grant_type");
    }
    let access_token = chance::token();
    let grant = match spend(issuer, &parameters, &access_token) {
        Ok(grant) => grant,
        Err(error) => return refused(error),
    };
    let signed = persona(&grant.session.sub).and_then(|persona| id_token::sign(issuer, &grant, persona, &access_token));
    match signed {
        None => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
        Some(id_token) => answer(
            StatusCode::OK,
            json!({
                "access_token": access_token,
                "token_type": "Bearer",
                "expires_in": ACCESS_SECONDS,
                "scope": "openid profile email groups",
                "id_token": id_token,
            }),
        ),
    }
}

/// Takes the grant of a code, once. A wrong redirect URI or verifier spends the code too.
fn spend(issuer: &Issuer, parameters: &Parameters, access_token: &str) -> Result<Grant, &'static str> {
    let code = parameters.get("code").ok_or("invalid_request")?;
    let now = issuer.clock.now();
    let mut memory = issuer.memory();
    memory.tidy(now);
    let access = chance::digest(access_token);
    let grant = memory.grants.get_mut(&chance::digest(code)).ok_or("invalid_grant")?;
    if let Some(earlier) = grant.spent_for.replace(access.clone()) {
        // A code that comes twice may have been stolen: what it gave is taken back.
        memory.access.remove(&earlier);
        return Err("invalid_grant");
    }
    let grant = grant.clone();
    let is_its_own = now < grant.expires_at
        && parameters.get("redirect_uri") == Some(grant.request.redirect_uri.as_str())
        && parameters.get("code_verifier").is_some_and(|verifier| opens(verifier, &grant.request.code_challenge));
    if !is_its_own {
        return Err("invalid_grant");
    }
    let expires_at = now.plus_seconds(ACCESS_SECONDS);
    let (sub, sid) = (grant.session.sub.clone(), grant.session.sid.clone());
    memory.access.insert(access, Access { sub, sid, expires_at });
    Ok(grant)
}

/// Whether a verifier has the right form and belongs to the S256 challenge.
fn opens(verifier: &str, challenge: &str) -> bool {
    let is_unreserved = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    (43..=128).contains(&verifier.len()) && verifier.bytes().all(is_unreserved) && chance::same_secret(&chance::digest(verifier), challenge)
}

fn refused(error: &'static str) -> Response {
    let status = if error == "invalid_client" { StatusCode::UNAUTHORIZED } else { StatusCode::BAD_REQUEST };
    let mut response = answer(status, json!({ "error": error }));
    if status == StatusCode::UNAUTHORIZED {
        let challenge = HeaderValue::from_static(r#"Basic realm="sandbox issuer""#);
        response.headers_mut().insert(header::WWW_AUTHENTICATE, challenge);
    }
    response
}

fn answer(status: StatusCode, body: serde_json::Value) -> Response {
    let headers = [(header::CACHE_CONTROL, "no-store"), (header::PRAGMA, "no-cache")];
    (status, headers, Json(body)).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verifier_opens_only_its_own_challenge() {
        // RFC 7636, appendix B.
        let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
        let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        assert!(opens(verifier, challenge));
        for wrong in ["", "short", &verifier.replace('d', "e"), &verifier.replace('d', " "), challenge] {
            assert!(!opens(wrong, challenge), "{wrong}");
        }
    }
}
