//! What a request is when there is too much to do: who goes first, how long one waits, and how many may.

use crate::server::cookies::session_value;
use axum::extract::Request;
use axum::http::{HeaderMap, Method};
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

    /// By method, address, and whether the request's session is known to be one.
    pub(super) fn of(request: &Request, is_known: bool) -> Self {
        let (path, is_read) = (request.uri().path(), matches!(*request.method(), Method::GET | Method::HEAD));
        // Whoever has no session, or made one up, is let in after those who are at work.
        if !is_known {
            return Self::Search;
        }
        if !is_read {
            return match path {
                // Asked while somebody types: nothing comes of them.
                "/api/users/search" | "/api/users/look-up" | "/api/requests/read" | "/api/passwords/check" => Self::Search,
                _ if path.starts_with("/bulk/") => Self::Trail,
                _ => Self::Action,
            };
        }
        let mut parts = path.split('/').skip(1);
        let (first, second) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        match (first, second) {
            // How long a session has left: a page that is not told says that it has ended.
            ("results", _) | ("sessions", "left") => Self::Action,
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

/// Ending sessions, and locks: they have places of their own.
pub(super) fn is_ending(request: &Request) -> bool {
    let endings = ["/auth/logout", "/auth/backchannel-logout", "/api/sessions/end", "/api/sessions/end-others", "/api/sessions/end-person", "/api/locks/set", "/api/locks/lift"];
    *request.method() == Method::POST && endings.contains(&request.uri().path())
}

/// Whose request this claims to be: a number for the session cookie as it was sent, which is not kept.
pub(super) fn session_of(headers: &HeaderMap) -> Option<u64> {
    session_value(headers).map(|value| {
        let mut hasher = DefaultHasher::new();
        value.hash(&mut hasher);
        hasher.finish()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::Body;
    use axum::http::{HeaderValue, header};

    fn class(method: &str, path: &str) -> Class {
        class_of(method, path, true)
    }

    fn class_of(method: &str, path: &str, is_known: bool) -> Class {
        Class::of(&Request::builder().method(method).uri(path).body(Body::empty()).expect("a request"), is_known)
    }

    #[test]
    fn actions_go_before_users_before_searches_before_the_trail() {
        assert!(Class::ALL.is_sorted());
        for path in ["/api/passwords/reset", "/api/users/enable", "/api/bulk/cancel", "/theme"] {
            assert_eq!(class("POST", path), Class::Action, "{path}");
        }
        for (path, expected) in [
            ("/results/0b", Class::Action),
            ("/sessions/left", Class::Action),
            ("/auth/callback?code=c", Class::Search),
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
            ("/audit", Class::Trail),
            ("/audit/export?format=csv", Class::Trail),
            ("/bulk/b", Class::Trail),
            ("/signals", Class::Trail),
        ] {
            assert_eq!(class("GET", path), expected, "{path}");
        }
        assert_eq!(class("POST", "/bulk/lists"), Class::Trail);
        for path in ["/api/users/search", "/api/users/look-up", "/api/requests/read", "/api/passwords/check"] {
            assert_eq!(class("POST", path), Class::Search, "{path}");
        }
    }

    #[test]
    fn whoever_has_no_session_comes_after_those_who_are_at_work() {
        for (method, path) in [("POST", "/api/passwords/reset"), ("GET", "/users/p/s"), ("GET", "/sign-in"), ("GET", "/audit")] {
            assert_eq!(class_of(method, path, false), Class::Search, "{path}");
        }
    }

    #[test]
    fn endings_of_sessions_and_locks_are_told_by_their_whole_address() {
        let is_free = |method: &str, path: &str| is_ending(&Request::builder().method(method).uri(path).body(Body::empty()).expect("a request"));
        for path in ["/auth/logout", "/auth/backchannel-logout", "/api/sessions/end-person", "/api/locks/set"] {
            assert!(is_free("POST", path) && !is_free("GET", path), "{path}");
        }
        assert!(!is_free("POST", "/api/passwords/reset") && !is_free("POST", "/auth/logout/more") && !is_free("POST", "/api/sessions/anything"));
    }

    #[test]
    fn a_session_is_told_by_its_cookie_alone() {
        let session = |line: &'static str| session_of(&HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_static(line))]));
        assert_eq!(session("theme=dark; __Host-passdesk=abc"), session("__Host-passdesk=abc"));
        assert_ne!(session("__Host-passdesk=abc"), session("__Host-passdesk=abd"));
        assert_eq!(session("x__Host-passdesk=abc"), None);
    }
}
