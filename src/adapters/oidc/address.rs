//! Which addresses the console talks to on the issuer's behalf.

use openidconnect::url::{Host, Url};

/// https everywhere; plain http only between programs on one machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct AddressRule {
    is_loopback: bool,
}

impl AddressRule {
    /// Only an issuer on loopback may name http addresses, and only on loopback: a remote issuer must not steer requests to this machine.
    pub(super) fn for_issuer(issuer: &str) -> Self {
        Self { is_loopback: Url::parse(issuer).is_ok_and(|url| is_loopback(&url)) }
    }

    /// Whether the issuer is on this machine.
    pub(super) fn is_loopback(self) -> bool {
        self.is_loopback
    }

    /// Says why an address is not acceptable.
    pub(super) fn check(self, url: &Url) -> Result<(), &'static str> {
        if !url.username().is_empty() || url.password().is_some() {
            return Err("carries a user name or a password");
        }
        match url.scheme() {
            "https" => Ok(()),
            "http" if self.is_loopback && is_loopback(url) => Ok(()),
            _ => Err("is not https (plain http is for loopback only)"),
        }
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        // RFC 6761, section 6.3.
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_stays_on_loopback() {
        for (issuer, address, is_accepted) in [
            ("https://id.example", "https://id.example/token", true),
            ("https://id.example", "http://id.example/token", false),
            ("https://id.example", "http://127.0.0.1/token", false),
            ("http://127.0.0.1:9", "http://localhost:9/token", true),
            ("http://[::1]:9", "http://[::1]:9/token", true),
            ("http://127.0.0.1:9", "http://id.example/token", false),
            ("http://localhost.example", "http://localhost.example/token", false),
            ("https://id.example", "https://a:b@id.example/token", false),
            ("https://id.example", "file:///etc/passwd", false),
        ] {
            let url = Url::parse(address).expect("a URL");
            assert_eq!(AddressRule::for_issuer(issuer).check(&url).is_ok(), is_accepted, "{issuer} → {address}");
        }
    }
}
