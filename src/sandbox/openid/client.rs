//! The one registered client, and how it proves itself (RFC 6749, section 2.3.1).

use axum::http::{HeaderMap, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::parameters::Parameters;
use crate::sandbox::chance;

/// The console's `client_id`.
pub const CLIENT_ID: &str = "passdesk-console";

/// Whether a request carries the console's credentials, by `client_secret_basic` or
/// `client_secret_post` but not by both.
pub fn is_authenticated(headers: &HeaderMap, parameters: &Parameters, secret: &str) -> bool {
    let basic = headers.contains_key(header::AUTHORIZATION).then(|| basic(headers));
    let post = parameters.get("client_secret");
    let (id, given) = match (basic, post) {
        (Some(Some(pair)), None) => pair,
        (None, Some(secret)) => (parameters.get("client_id").unwrap_or_default().to_owned(), secret.to_owned()),
        _ => return false,
    };
    let agrees = parameters.get("client_id").is_none_or(|named| named == id);
    agrees && chance::same_secret(&id, CLIENT_ID) && chance::same_secret(&given, secret)
}

fn basic(headers: &HeaderMap) -> Option<(String, String)> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let encoded = value.strip_prefix("Basic ").or_else(|| value.strip_prefix("basic "))?;
    let text = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (id, secret) = text.split_once(':')?;
    Some((form_decoded(id)?, form_decoded(secret)?))
}

/// Both parts are form-encoded before they are joined.
fn form_decoded(text: &str) -> Option<String> {
    let pair = format!("v={}", text.replace('&', "%26"));
    url::form_urlencoded::parse(pair.as_bytes()).next().map(|(_, value)| value.into_owned())
}
