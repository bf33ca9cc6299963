//! One address for one page: a path that is resolved on its way is refused, since the guards read it as it was written and the pages
//! as it was resolved. `/auth/../users` is below `/auth/`, where strangers are let in, and shows `/users`.

use super::problem::refuse;
use crate::wire::ErrorCode;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::Response;

/// Answers 404 to paths that no link of ours has.
pub async fn refuse_detours(request: Request, next: Next) -> Response {
    if is_detour(request.uri().path()) { refuse(StatusCode::NOT_FOUND, ErrorCode::NotFound, &request) } else { next.run(request).await }
}

/// Whether a reader of addresses (URL Standard, section 4.4) would make another path of it: by dots, by backslashes, which it takes for
/// slashes, or by an empty first part, which it takes for a host.
fn is_detour(path: &str) -> bool {
    // The target of `OPTIONS *` and of CONNECT.
    if !path.starts_with('/') {
        return true;
    }
    path.contains("//") || path.contains('\\') || path.split('/').any(is_dots)
}

/// `.` or `..`, with dots also as they are escaped.
fn is_dots(part: &str) -> bool {
    part.len() <= 6 && matches!(part.to_ascii_lowercase().replace("%2e", ".").as_str(), "." | "..")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_that_would_be_resolved_is_a_detour() {
        for path in ["/", "/users", "/users/eu-west-1_x/a..b", "/users/...", "/users/%2e%2e%2e", "/audit/", "/users/a%2fb", "/pkg/a.css", "/users/.hidden"] {
            assert!(!is_detour(path), "{path}");
        }
        for path in
            ["/auth/../users", "/auth/%2e%2e/users", "/auth/.%2E/users", "/./users", "/users/.", "/users/%2E", "//users", "/users//x", "/\\users", "/auth\\..\\users", "*", ""]
        {
            assert!(is_detour(path), "{path}");
        }
    }
}
