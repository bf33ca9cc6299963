//! The login cookie: it binds an attempt to the browser that began it (RFC 9700, section 4.7.1).

use axum::http::header::COOKIE;
use axum::http::{HeaderMap, HeaderValue};
use rand::TryRngCore;
use time::Duration;
use tower_sessions::cookie::{Cookie, SameSite};

/// The cookie's name. `__Host-` keeps other hosts and paths from setting it.
pub const LOGIN_COOKIE: &str = "__Host-passdesk-login";

/// As long as an attempt.
const KEPT_FOR: Duration = Duration::minutes(10);
/// 128 random bits.
const BYTES: usize = 16;

/// The browser's mark in its cookies, if it has a well-formed one.
pub(super) fn browser_mark(headers: &HeaderMap) -> Option<String> {
    let lines = headers.get_all(COOKIE).iter().filter_map(|line| line.to_str().ok());
    let mut cookies = lines.flat_map(Cookie::split_parse).flatten();
    cookies.find(|cookie| cookie.name() == LOGIN_COOKIE && is_mark(cookie.value())).map(|cookie| cookie.value().to_owned())
}

/// A fresh mark.
///
/// # Errors
/// As the source of randomness.
pub(super) fn new_mark<R: TryRngCore>(rng: &mut R) -> Result<String, R::Error> {
    let mut bytes = [0; BYTES];
    rng.try_fill_bytes(&mut bytes)?;
    Ok(hex::encode(bytes))
}

/// The `Set-Cookie` line. Always Secure: browsers take it from plain http on loopback too, and nothing else is served over plain http.
pub(super) fn set_login_cookie(mark: &str) -> Option<HeaderValue> {
    // Lax, since the way back from the issuer is a navigation from another site.
    let cookie = Cookie::build((LOGIN_COOKIE, mark)).path("/").http_only(true).secure(true).same_site(SameSite::Lax).max_age(KEPT_FOR).build();
    HeaderValue::from_str(&cookie.to_string()).ok()
}

fn is_mark(value: &str) -> bool {
    value.len() == BYTES * 2 && value.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_well_formed_mark_is_reused() {
        let mark = new_mark(&mut rand::rngs::OsRng).expect("randomness");
        for (line, found) in [
            (format!("a=b; {LOGIN_COOKIE}={mark}"), Some(mark.clone())),
            (format!("{LOGIN_COOKIE}=short"), None),
            (format!("{LOGIN_COOKIE}={}", mark.replace(|_: char| true, "Z")), None),
            (format!("x{LOGIN_COOKIE}={mark}"), None),
            (String::new(), None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(COOKIE, HeaderValue::from_str(&line).expect("a header"));
            assert_eq!(browser_mark(&headers), found, "{line}");
        }
    }

    #[test]
    fn the_login_cookie_is_bound_to_host_and_transport() {
        let line = set_login_cookie("00112233445566778899aabbccddeeff").expect("a header");
        assert_eq!(line, "__Host-passdesk-login=00112233445566778899aabbccddeeff; HttpOnly; SameSite=Lax; Secure; Path=/; Max-Age=600");
    }
}
