//! Each request gets a reference, a nonce, and the client's address by the word of listed proxies only.

use crate::domain::actor::RequestOrigin;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use rand::RngCore;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

/// The nonce of this answer's Content-Security-Policy.
#[derive(Debug, Clone)]
pub struct RequestNonce(pub String);

/// Proxies whose `X-Forwarded-For` is believed.
#[derive(Debug, Clone)]
pub struct TrustedProxies(pub Arc<Vec<IpAddr>>);

/// Puts [`RequestOrigin`] and [`RequestNonce`] into the request, and the reference into the answer.
pub async fn note_origin(State(proxies): State<TrustedProxies>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let request_id = fresh_reference();
    let user_agent = request.headers().get("user-agent").and_then(|value| value.to_str().ok()).unwrap_or_default().chars().take(256).collect();
    let origin = RequestOrigin { request_id: request_id.clone(), address: client_address(peer, request.headers(), &proxies.0), user_agent };
    request.extensions_mut().insert(origin);
    request.extensions_mut().insert(RequestNonce(fresh_nonce()));
    let mut response = next.run(request).await;
    if let Ok(value) = HeaderValue::from_str(&request_id) {
        response.headers_mut().insert("x-request-id", value);
    }
    response
}

/// The peer; behind a listed proxy the last address in `X-Forwarded-For` that is no listed proxy.
fn client_address(peer: Option<IpAddr>, headers: &HeaderMap, proxies: &[IpAddr]) -> String {
    let Some(peer) = peer else { return String::new() };
    if !proxies.contains(&peer) {
        return peer.to_string();
    }
    let forwarded = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(','));
    let addresses: Vec<IpAddr> = forwarded.filter_map(|address| address.trim().parse().ok()).collect();
    addresses.into_iter().rev().find(|address| !proxies.contains(address)).unwrap_or(peer).to_string()
}

/// Sixty random bits in Crockford's base 32, which has no look-alike letters: as in `7F3K-20AC-9QXM`, short enough to read out loud.
#[expect(clippy::disallowed_methods, reason = "a reference must only be unlike all others")]
fn fresh_reference() -> String {
    const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let mut bytes = [0_u8; 12];
    rand::rng().fill_bytes(&mut bytes);
    let digits: Vec<char> = bytes.iter().map(|byte| char::from(DIGITS[usize::from(byte % 32)])).collect();
    digits.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

#[expect(clippy::disallowed_methods, reason = "a nonce must be unpredictable; tests only compare it with its header")]
fn fresh_nonce() -> String {
    let mut bytes = [0_u8; 16];
    rand::rng().fill_bytes(&mut bytes);
    STANDARD_NO_PAD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_can_be_read_out_loud() {
        let reference = fresh_reference();
        assert_eq!(reference.len(), 14);
        assert!(reference.split('-').all(|group| group.len() == 4 && group.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())));
        assert_ne!(reference, fresh_reference());
    }

    #[test]
    fn forwarding_headers_count_only_from_listed_proxies() {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", HeaderValue::from_static("6.6.6.6, 203.0.113.7, 10.0.0.2"));
        let proxies: Vec<IpAddr> = vec!["10.0.0.1".parse().expect("ip"), "10.0.0.2".parse().expect("ip")];
        let peer = |text: &str| Some(text.parse().expect("ip"));
        assert_eq!(client_address(peer("198.51.100.1"), &headers, &proxies), "198.51.100.1");
        assert_eq!(client_address(peer("10.0.0.1"), &headers, &proxies), "203.0.113.7");
        assert_eq!(client_address(peer("10.0.0.1"), &HeaderMap::new(), &proxies), "10.0.0.1");
    }
}
