//! What a request is when there is too much to do: who goes first, how long one waits, and how many may.

use crate::server::router::SESSION_COOKIE;
use axum::extract::Request;
use axum::http::{HeaderMap, Method, header};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Duration;

/// Classes in the order in which places are given out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Class {
    /// What has an effect, what came of it, and the end of a session.
    Action,
    /// One user, one request for an approval: somebody is on the line.
    User,
    /// Searches, lists, and whoever is not signed in.
    Search,
    /// The trail and its exports, lists of a bulk run, and other reading that nobody waits for on the telephone.
    Trail,
}

impl Class {
    pub(super) const ALL: [Self; 4] = [Self::Action, Self::User, Self::Search, Self::Trail];

    /// By method, address, and whether a session is claimed.
    pub(super) fn of(request: &Request) -> Self {
        let (path, is_read) = (request.uri().path(), matches!(*request.method(), Method::GET | Method::HEAD));
        // Whoever has no session is let in after those who have one; a made-up one is found out for the price of one look-up.
        if session_of(request.headers()).is_none() {
            return Self::Search;
        }
        if !is_read {
            return if path.starts_with("/bulk/") { Self::Trail } else { Self::Action };
        }
        let mut parts = path.split('/').skip(1);
        let (first, second) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        match (first, second) {
            ("results" | "auth", _) => Self::Action,
            ("users" | "escalations", second) if !matches!(second, "" | "news") => Self::User,
            ("again", _) => Self::User,
            ("audit" | "signals" | "policy" | "locks" | "bulk", _) => Self::Trail,
            _ => Self::Search,
        }
    }

    /// The share of the places that this class may fill; the rest is kept for those before it.
    pub(super) fn share(self) -> f64 {
        match self {
            Self::Action => 1.0,
            Self::User => 0.9,
            Self::Search => 0.75,
            Self::Trail => 0.5,
        }
    }

    /// How long one waits for a place: an action rather than being sent again by hand, a page no longer than it takes itself.
    pub(super) fn patience(self) -> Duration {
        Duration::from_millis(match self {
            Self::Action => 1_000,
            Self::User => 40,
            Self::Search | Self::Trail => 20,
        })
    }

    /// How many may wait.
    pub(super) fn room(self) -> usize {
        match self {
            Self::Action => 64,
            Self::User => 16,
            Self::Search | Self::Trail => 8,
        }
    }

    /// After how many seconds to come again.
    pub(super) fn retry_after(self) -> &'static str {
        match self {
            Self::Action => "1",
            Self::User => "2",
            Self::Search => "3",
            Self::Trail => "5",
        }
    }
}

/// What nobody is ever refused for want of a place: ending sessions, and locks.
pub(super) fn is_never_refused(request: &Request) -> bool {
    let path = request.uri().path();
    let ends = matches!(path, "/auth/logout" | "/auth/backchannel-logout") || path.starts_with("/api/sessions/") || path.starts_with("/api/locks/");
    ends && *request.method() == Method::POST
}

/// Whose request this claims to be: a number for the session cookie as it was sent, which is not kept.
pub(super) fn session_of(headers: &HeaderMap) -> Option<u64> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|line| line.to_str().ok()).flat_map(|line| line.split(';'));
    let session = cookies.filter_map(|pair| pair.trim().split_once('=')).find(|(name, value)| *name == SESSION_COOKIE && !value.is_empty());
    session.map(|(_, value)| {
        let mut hasher = DefaultHasher::new();
        value.hash(&mut hasher);
        hasher.finish()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;

    fn class(method: &str, path: &str) -> Class {
        class_of(method, path, Some("__Host-passdesk=abc"))
    }

    fn class_of(method: &str, path: &str, cookie: Option<&str>) -> Class {
        let request = Request::builder().method(method).uri(path);
        let request = cookie.into_iter().fold(request, |request, cookie| request.header(header::COOKIE, cookie));
        Class::of(&request.body(Body::empty()).expect("a request"))
    }

    #[test]
    fn actions_go_before_users_before_searches_before_the_trail() {
        assert!(Class::ALL.is_sorted());
        for path in ["/api/passwords/reset", "/api/users/enable", "/api/bulk/cancel", "/theme"] {
            assert_eq!(class("POST", path), Class::Action, "{path}");
        }
        for (path, expected) in [
            ("/results/0b", Class::Action),
            ("/auth/callback?code=c", Class::Action),
            ("/users/eu-west-1_A/s?do=reset", Class::User),
            ("/escalations/e", Class::User),
            ("/again/d", Class::User),
            ("/users", Class::Search),
            ("/users?q=amara", Class::Search),
            ("/users/", Class::Search),
            ("/waiting", Class::Search),
            ("/work", Class::Search),
            ("/escalations", Class::Search),
            ("/escalations/news", Class::Search),
            ("/sessions/left", Class::Search),
            ("/audit", Class::Trail),
            ("/audit/export?format=csv", Class::Trail),
            ("/bulk/b", Class::Trail),
            ("/signals", Class::Trail),
        ] {
            assert_eq!(class("GET", path), expected, "{path}");
        }
        assert_eq!(class("POST", "/bulk/lists"), Class::Trail);
    }

    #[test]
    fn whoever_claims_no_session_comes_after_those_who_are_at_work() {
        for (method, path) in [("POST", "/api/passwords/reset"), ("GET", "/users/p/s"), ("GET", "/sign-in"), ("GET", "/audit")] {
            assert_eq!(class_of(method, path, None), Class::Search, "{path}");
            assert_eq!(class_of(method, path, Some("__Host-passdesk=; other=1")), Class::Search, "{path}");
        }
    }

    #[test]
    fn ending_sessions_and_locks_are_never_refused() {
        let is_free = |method: &str, path: &str| is_never_refused(&Request::builder().method(method).uri(path).body(Body::empty()).expect("a request"));
        for path in ["/auth/logout", "/auth/backchannel-logout", "/api/sessions/end-person", "/api/locks/set"] {
            assert!(is_free("POST", path) && !is_free("GET", path), "{path}");
        }
        assert!(!is_free("POST", "/api/passwords/reset") && !is_free("POST", "/auth/logout/more"));
    }

    #[test]
    fn a_session_is_told_by_its_cookie_alone() {
        let session = |line: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::COOKIE, header::HeaderValue::from_static(line));
            session_of(&headers)
        };
        assert_eq!(session("theme=dark; __Host-passdesk=abc"), session("__Host-passdesk=abc"));
        assert_ne!(session("__Host-passdesk=abc"), session("__Host-passdesk=abd"));
        assert_eq!(session("x__Host-passdesk=abc"), None);
    }
}
