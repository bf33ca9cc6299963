//! Cookies whose names begin with `__Host-` need Secure and the whole path, also where one is taken away: browsers ignore them
//! otherwise (RFC 6265bis, section 4.1.3.2).

use axum::extract::Request;
use axum::http::{HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;

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
