//! Where the console is: everything the issuer has registered for it follows from its URL.

use std::sync::{PoisonError, RwLock};

use url::Url;

/// The console's address. It can move until the console has bound its port.
#[derive(Debug)]
pub struct Console(RwLock<String>);

impl Console {
    /// A console at a URL.
    pub fn new(url: &str) -> Self {
        Self(RwLock::new(trimmed(url)))
    }

    /// Moves the console.
    pub fn set(&self, url: String) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = trimmed(&url);
    }

    /// The console's URL without a trailing slash.
    pub fn url(&self) -> String {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The registered `redirect_uri`.
    pub fn redirect_uri(&self) -> String {
        format!("{}/auth/callback", self.url())
    }

    /// The registered `backchannel_logout_uri`.
    pub fn backchannel_logout_uri(&self) -> String {
        format!("{}/auth/backchannel-logout", self.url())
    }

    /// Whether a URL is one of the console's: the same origin, and a path below the console's.
    pub fn owns(&self, url: &str) -> bool {
        let (Ok(ours), Ok(url)) = (Url::parse(&self.url()), Url::parse(url)) else {
            return false;
        };
        let below = format!("{}/", ours.path().trim_end_matches('/'));
        ours.origin() == url.origin() && url.path().starts_with(&below) && url.username().is_empty() && url.password().is_none()
    }
}

fn trimmed(url: &str) -> String {
    url.trim_end_matches('/').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_urls_below_the_console_are_its_own() {
        let console = Console::new("http://127.0.0.1:4400/");
        assert!(console.owns("http://127.0.0.1:4400/sign-in?left=1"));
        for other in ["http://127.0.0.1:44001/x", "http://127.0.0.1:4400@evil.example/", "https://127.0.0.1:4400/", "/sign-in", "javascript:alert(1)"] {
            assert!(!console.owns(other), "{other}");
        }
    }
}
