//! One configured public address: a request for any other host is refused, so that nothing can be rebound or poisoned.

use super::problem::refuse;
use crate::wire::ErrorCode;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use std::sync::Arc;

/// The host and port that browsers must name.
#[derive(Debug, Clone)]
pub struct Host(Arc<str>);

impl Host {
    /// The authority of the public address, as browsers send it: the port only where it is not the scheme's own.
    pub fn of(public_url: &str) -> Self {
        let authority = public_url.split_once("://").map_or(public_url, |(_, rest)| rest);
        let authority = match (public_url.starts_with("https://"), authority) {
            (true, authority) => authority.trim_end_matches(":443"),
            (false, authority) => authority.trim_end_matches(":80"),
        };
        Self(authority.to_ascii_lowercase().into())
    }
}

/// Refuses requests for other hosts with 421 (RFC 9110, section 15.5.20).
pub async fn refuse_other_hosts(State(host): State<Host>, request: Request, next: Next) -> Response {
    let is_ours = |named: Option<&str>| named.is_some_and(|named| named.eq_ignore_ascii_case(&host.0));
    let lines = request.headers().get_all(header::HOST);
    let is_single = lines.iter().count() <= 1;
    // A target may name a host as well, which then counts (RFC 9112, section 3.2.2): neither may be another's.
    let target = request.uri().authority().map(|authority| authority.as_str());
    let named = lines.iter().next().map_or(target, |value| value.to_str().ok());
    if is_single && is_ours(named) && (target.is_none() || is_ours(target)) {
        return next.run(request).await;
    }
    refuse(StatusCode::MISDIRECTED_REQUEST, ErrorCode::NotFound, &request)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_host_is_what_browsers_send() {
        for (url, host) in [("https://Desk.example", "desk.example"), ("https://desk.example:443", "desk.example"), ("http://127.0.0.1:4400", "127.0.0.1:4400")] {
            assert_eq!(&*Host::of(url).0, host);
        }
    }
}
