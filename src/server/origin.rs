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

/// The peer; behind a listed proxy the last address in `X-Forwarded-For` that is no listed proxy. Where that entry cannot be read, what
/// stands before it is nobody's word but the client's own.
fn client_address(peer: Option<IpAddr>, headers: &HeaderMap, proxies: &[IpAddr]) -> String {
    let Some(peer) = peer.map(|peer| peer.to_canonical()) else { return String::new() };
    let is_proxy = |address: IpAddr| proxies.iter().any(|proxy| proxy.to_canonical() == address);
    if !is_proxy(peer) {
        return peer.to_string();
    }
    let lines: Vec<_> = headers.get_all("x-forwarded-for").iter().map(|value| String::from_utf8_lossy(value.as_bytes())).collect();
    let entries = lines.iter().flat_map(|line| line.split(',')).rev().map(address_of);
    let client = entries.into_iter().find(|entry| entry.is_none_or(|address| !is_proxy(address))).flatten();
    client.unwrap_or(peer).to_string()
}

/// An address as proxies write it: some with the port.
fn address_of(entry: &str) -> Option<IpAddr> {
    let entry = entry.trim();
    let bare = entry.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(entry);
    let address = bare.parse().ok().or_else(|| entry.parse::<SocketAddr>().ok().map(|address| address.ip()));
    address.map(|address: IpAddr| address.to_canonical())
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

    #[test]
    fn no_client_chooses_its_address_behind_a_proxy() {
        let proxies: Vec<IpAddr> = vec!["10.0.0.1".parse().expect("ip"), "10.0.0.2".parse().expect("ip")];
        for (lines, address) in [
            (vec!["6.6.6.6, 203.0.113.7:4711"], "203.0.113.7"),
            (vec!["6.6.6.6, [2001:db8::7]:4711"], "2001:db8::7"),
            (vec!["6.6.6.6, [2001:db8::7]"], "2001:db8::7"),
            (vec!["6.6.6.6, ::ffff:203.0.113.7, ::ffff:10.0.0.2"], "203.0.113.7"),
            (vec!["6.6.6.6", "203.0.113.7, 10.0.0.2"], "203.0.113.7"),
            // What cannot be read hides what was seen; what stands before it is not believed.
            (vec!["6.6.6.6, unknown"], "10.0.0.1"),
            (vec!["6.6.6.6, _hidden, 10.0.0.2"], "10.0.0.1"),
            (vec!["6.6.6.6, 203.0.113.7, "], "10.0.0.1"),
            (vec!["\u{e9}, 203.0.113.7"], "203.0.113.7"),
            (vec![""], "10.0.0.1"),
        ] {
            let mut headers = HeaderMap::new();
            for line in &lines {
                headers.append("x-forwarded-for", HeaderValue::from_bytes(line.as_bytes()).expect("a header"));
            }
            for peer in ["10.0.0.1", "::ffff:10.0.0.1"] {
                assert_eq!(client_address(Some(peer.parse().expect("ip")), &headers, &proxies), address, "{lines:?}");
            }
        }
    }
}
