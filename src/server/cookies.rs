//! Cookies whose names begin with `__Host-` need Secure and the whole path, also where one is taken away: browsers ignore them
//! otherwise (RFC 6265bis, section 4.1.3.2). On the way in, only what was set under that very name is ours.

use super::router::SESSION_COOKIE;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use std::collections::BTreeMap;

/// Anybody may set it: it says light or dark, and nothing else.
const THEME: &[u8] = b"passdesk-theme";

/// Takes every cookie out of a request that is not the console's own. The readers behind this decode percent signs and trim white
/// space of every script, by which a cookie that a sibling host may set becomes a session; and in other places one letter beyond ASCII,
/// in a cookie of another application, hides all of the line.
pub async fn only_ours(mut request: Request, next: Next) -> Response {
    let own = own_cookies(request.headers());
    request.headers_mut().remove(header::COOKIE);
    if let Ok(line) = HeaderValue::from_bytes(&own)
        && !own.is_empty()
    {
        request.headers_mut().insert(header::COOKIE, line);
    }
    next.run(request).await
}

/// The console's own cookies in one line.
fn own_cookies(headers: &HeaderMap) -> Vec<u8> {
    let pairs: Vec<Vec<u8>> = own_pairs(headers).into_iter().filter_map(|(name, value)| Some([name, b"=", value?].concat())).collect();
    pairs.join(&b"; "[..])
}

/// The session cookie's value; `None` also for one that is none of ours: they have no percent signs, by which one session would have many values.
pub(super) fn session_value(headers: &HeaderMap) -> Option<Vec<u8>> {
    let value = own_pairs(headers).remove(SESSION_COOKIE.as_bytes())??;
    (!value.is_empty() && !value.contains(&b'%')).then(|| value.to_vec())
}

/// By name. One that comes twice is nobody's: a browser that keeps to `__Host-` has one of each.
fn own_pairs(headers: &HeaderMap) -> BTreeMap<&[u8], Option<&[u8]>> {
    let mut found: BTreeMap<&[u8], Option<&[u8]>> = BTreeMap::new();
    for pair in headers.get_all(header::COOKIE).iter().flat_map(|line| line.as_bytes().split(|byte| *byte == b';')) {
        let Some(equals) = pair.iter().position(|byte| *byte == b'=') else { continue };
        let (name, value) = (trimmed(&pair[..equals]), trimmed(&pair[equals + 1..]));
        if is_own(name) {
            let is_first = !found.contains_key(name);
            found.insert(name, Some(value).filter(|value| is_first && value.iter().all(u8::is_ascii_graphic)));
        }
    }
    found
}

/// The session's name, or one that begins with it.
fn is_own(name: &[u8]) -> bool {
    let rest = name.strip_prefix(SESSION_COOKIE.as_bytes());
    name == THEME || rest.is_some_and(|rest| rest.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-'))
}

/// Without the white space that RFC 6265, section 5.4 knows.
fn trimmed(text: &[u8]) -> &[u8] {
    let is_space = |byte: &u8| matches!(byte, b' ' | b'\t');
    let start = text.iter().position(|byte| !is_space(byte)).unwrap_or(text.len());
    let end = text.iter().rposition(|byte| !is_space(byte)).map_or(start, |last| last + 1);
    &text[start..end]
}

/// Completes what tower-sessions leaves out when it takes its cookie away.
pub async fn complete(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let lines: Vec<HeaderValue> = response.headers().get_all(header::SET_COOKIE).iter().map(completed).collect();
    response.headers_mut().remove(header::SET_COOKIE);
    for line in lines {
        response.headers_mut().append(header::SET_COOKIE, line);
    }
    response
}

fn completed(line: &HeaderValue) -> HeaderValue {
    let text = line.to_str().unwrap_or_default();
    let is_secure = text.split(';').any(|part| part.trim().eq_ignore_ascii_case("secure"));
    if is_secure || !text.starts_with("__Host-") {
        return line.clone();
    }
    HeaderValue::from_str(&format!("{text}; Secure; HttpOnly; SameSite=Lax")).unwrap_or_else(|_| line.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_our_own_cookies_come_in_by_their_exact_names_and_once() {
        for (lines, own) in [
            (vec!["__Host-passdesk=a"], "__Host-passdesk=a"),
            (vec!["x=1; __Host-passdesk=a;passdesk-theme=dark ;\t__Host-passdesk-login=b"], "__Host-passdesk=a; __Host-passdesk-login=b; passdesk-theme=dark"),
            (vec!["__Host-passdesk=a", "__Host-passdesk-reveal-0f=b"], "__Host-passdesk=a; __Host-passdesk-reveal-0f=b"),
            (vec!["__Host-passdesk=a=="], "__Host-passdesk=a=="),
            (vec!["%5F%5FHost-passdesk=a"], ""),
            (vec!["__Host-passdesk%00=a"], ""),
            (vec!["\u{a0}__Host-passdesk=a; __Host-passdesk\u{3000}=a"], ""),
            (vec!["__host-passdesk=a; __Host-=a; __Host-passdes=a; =__Host-passdesk; __Host-passdesk"], ""),
            (vec!["__Host-passdesk=a; __Host-passdesk=b"], ""),
            (vec!["__Host-passdesk=a", "__Host-passdesk=a"], ""),
            (vec!["__Host-passdesk=a; __Host-passdesk=b; __Host-passdesk=c; sibling=1"], ""),
            (vec!["__Host-passdesk=\u{e9}; __Host-passdesk=b"], ""),
            (vec!["sibling=\u{17c}\u{f3}\u{142}w; __Host-passdesk=a; other=\"x y\""], "__Host-passdesk=a"),
            (vec![""], ""),
        ] {
            let mut headers = HeaderMap::new();
            for line in &lines {
                headers.append(header::COOKIE, HeaderValue::from_bytes(line.as_bytes()).expect("a header"));
            }
            assert_eq!(String::from_utf8(own_cookies(&headers)).expect("ASCII"), own, "{lines:?}");
        }
    }

    #[test]
    fn a_session_has_one_value_and_hides_behind_no_other_cookie() {
        let value = |line: &str| session_value(&HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_bytes(line.as_bytes()).expect("a header"))]));
        assert_eq!(value("sibling=\u{17c}\u{f3}\u{142}w; __Host-passdesk=abc").as_deref(), Some(&b"abc"[..]));
        for line in ["__Host-passdesk=", "__Host-passdesk=%61bc", "__Host-passdesk=a; __Host-passdesk=b", "__Host-passdesk-login=a", "other=1"] {
            assert_eq!(value(line), None, "{line}");
        }
    }

    #[test]
    fn only_host_cookies_without_secure_are_completed() {
        for (line, whole) in [
            ("__Host-a=; Path=/; Max-Age=0", "__Host-a=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax"),
            ("__Host-a=b; HttpOnly; Secure; Path=/", "__Host-a=b; HttpOnly; Secure; Path=/"),
            ("passdesk-theme=dark; Path=/", "passdesk-theme=dark; Path=/"),
        ] {
            assert_eq!(completed(&HeaderValue::from_static(line)), whole);
        }
    }
}
