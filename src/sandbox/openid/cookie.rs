//! The issuer's cookie. Cookies on a host are shared by its ports, hence the long name.

use axum::http::{HeaderMap, HeaderValue, header};

const NAME: &str = "sandbox-issuer";

/// The browser's cookie.
pub fn read(headers: &HeaderMap) -> Option<&str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(NAME)?.strip_prefix('='))
        .filter(|value| !value.is_empty())
}

/// Gives the browser its cookie.
pub fn give(headers: &mut HeaderMap, value: &str) {
    append(headers, &format!("{NAME}={value}; Path=/; HttpOnly; SameSite=Lax"));
}

/// Takes the cookie away.
pub fn take(headers: &mut HeaderMap) {
    append(headers, &format!("{NAME}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"));
}

fn append(headers: &mut HeaderMap, cookie: &str) {
    if let Ok(cookie) = HeaderValue::from_str(cookie) {
        headers.append(header::SET_COOKIE, cookie);
    }
}
