//! Where syslog is.

use rustls::pki_types::ServerName;
use std::fmt::{Display, Formatter, Result as FmtResult};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::str::FromStr;

/// Where syslog is, and how it is spoken to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SyslogAddress {
    /// A datagram socket of this machine.
    Unix(PathBuf),
    /// Datagrams (RFC 5426), to host and port.
    Udp(String),
    /// Messages with their lengths (RFC 6587, octet counting), to host and port.
    Tcp(String),
    /// The same over TLS (RFC 5425), to host and port, and the name that the certificate must be for.
    Tls(String, ServerName<'static>),
}

impl FromStr for SyslogAddress {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let problem = || format!("`{text}` must be unix:/path, udp:host:port, tcp:host:port or tls:host:port, as in unix:/dev/log or tls:logs.example.com:6514");
        let (how, place) = text.split_once(':').ok_or_else(problem)?;
        match how {
            "unix" if place.starts_with('/') => Ok(Self::Unix(place.into())),
            "udp" if is_host_and_port(place) => Ok(Self::Udp(place.to_owned())),
            "tcp" if is_host_and_port(place) => Ok(Self::Tcp(place.to_owned())),
            "tls" if is_host_and_port(place) => Ok(Self::Tls(place.to_owned(), server_name(place).ok_or_else(problem)?)),
            _ => Err(problem()),
        }
    }
}

impl Display for SyslogAddress {
    fn fmt(&self, f: &mut Formatter<'_>) -> FmtResult {
        match self {
            Self::Unix(path) => write!(f, "unix:{}", path.display()),
            Self::Udp(place) => write!(f, "udp:{place}"),
            Self::Tcp(place) => write!(f, "tcp:{place}"),
            Self::Tls(place, _) => write!(f, "tls:{place}"),
        }
    }
}

fn is_host_and_port(text: &str) -> bool {
    if let Ok(address) = text.parse::<SocketAddr>() {
        return address.port() != 0;
    }
    let is_host = |host: &str| !host.is_empty() && host.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'));
    text.rsplit_once(':').is_some_and(|(host, port)| is_host(host) && port.parse::<u16>().is_ok_and(|port| port != 0))
}

fn server_name(place: &str) -> Option<ServerName<'static>> {
    if let Ok(address) = place.parse::<SocketAddr>() {
        return Some(ServerName::from(address.ip()));
    }
    place.rsplit_once(':').and_then(|(host, _)| ServerName::try_from(host.to_owned()).ok())
}
