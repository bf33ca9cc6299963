//! Where a sign-in may lead: a page of this console, and nothing else.

use url::Url;

/// Where a sign-in leads that names no page, or none of ours.
const START_PAGE: &str = "/users";
/// Longer addresses are not ones of ours.
const LONGEST: usize = 2_048;
/// Any host will do: an address that leaves it is not local.
const SOMEWHERE: &str = "https://console.invalid";

/// The local path to return to: this one where it is local, else the start page.
pub(super) fn local_path(asked: Option<&str>) -> &str {
    asked.filter(|path| is_local_page(path)).unwrap_or(START_PAGE)
}

fn is_local_page(path: &str) -> bool {
    // Printable ASCII without spaces: browsers drop tabs and newlines and turn backslashes into slashes before they read an address.
    let is_plain = path.len() <= LONGEST && path.bytes().all(|b| b.is_ascii_graphic() && b != b'\\');
    let path_only = path.split(['?', '#']).next().unwrap_or_default();
    if !is_plain || !path_only.starts_with('/') || path_only.contains("//") {
        return false;
    }
    // The reader that browsers use has the last word, also about `/x/../auth`.
    let Some(url) = Url::parse(SOMEWHERE).ok().and_then(|base| base.join(path).ok()) else { return false };
    let first = url.path_segments().and_then(|mut segments| segments.next()).unwrap_or_default();
    url.origin().ascii_serialization() == SOMEWHERE && !matches!(first, "auth" | "sign-in" | "api")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_in_leads_to_a_page_of_this_console_only() {
        for local in ["/", "/users", "/users?pool=a&q=b%20c", "/audit/7#r", "/users?q=https://x.example//y", "/authors"] {
            assert_eq!(local_path(Some(local)), local);
        }
        let long = format!("/{}", "x".repeat(LONGEST));
        for foreign in [
            "",
            "users",
            "//evil.example",
            "///evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "/\t/evil.example",
            "/\n/evil.example",
            "/x//evil.example",
            "/.//evil.example",
            "https://evil.example/",
            "javascript:alert(1)",
            "/auth",
            "/auth/logout",
            "/auth?x",
            "/x/../auth/login",
            "/%2e%2e/auth/login",
            "/sign-in",
            "/api/passwords/reset",
            "/users\r\nSet-Cookie: a=b",
            "/users é",
            &long,
        ] {
            assert_eq!(local_path(Some(foreign)), START_PAGE, "{foreign:?}");
        }
        assert_eq!(local_path(None), START_PAGE);
    }
}
