//! Syslog messages (RFC 5424). Only over TCP and TLS does the receiver tell that it took them.

use super::syslog_address::SyslogAddress;
use super::syslog_stream::{tcp, tls};
use super::tls::Authorities;
use crate::domain::audit::line::ascii;
use crate::domain::clock::from_micros;
use crate::ports::trail_feed::{FeedItem, TrailSink};
use async_trait::async_trait;
use rustls::ClientConfig;
use std::io::{Error, ErrorKind};
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use syslog_fmt::v5424::{Config, Formatter, Msg, Timestamp};
use syslog_fmt::{Facility, Severity};
use tokio::net::{UdpSocket, UnixDatagram, lookup_host};

/// Bytes of a message at most: receivers cut longer ones off, as rsyslog does by default, and half a line is no JSON.
const LONGEST: usize = 8_192;
/// Datagrams in a row; a receiver's buffer has a few hundred places.
const ROW: usize = 50;
/// Between two rows.
const BREATH: Duration = Duration::from_millis(20);

/// Where syslog is, and whose certificates are believed there.
#[derive(Debug, Clone)]
pub struct SyslogSettings {
    /// Where it is.
    pub address: SyslogAddress,
    /// For `tls:` addresses.
    pub authorities: Authorities,
}

/// Syslog at an address.
#[derive(Debug)]
pub struct SyslogSink {
    address: SyslogAddress,
    formatter: Formatter,
    tls: Arc<ClientConfig>,
}

impl SyslogSink {
    /// At this address, in the name of this machine and process.
    ///
    /// # Errors
    /// A sentence for the operator.
    pub fn new(settings: &SyslogSettings) -> Result<Self, String> {
        let system = rustix::system::uname();
        let host: String = system.nodename().to_string_lossy().chars().filter(char::is_ascii_graphic).take(255).collect();
        let process = std::process::id().to_string();
        // Not for everybody's eyes: records name people.
        let config =
            Config { facility: Facility::Authpriv, hostname: Some(&host).filter(|host| !host.is_empty()).map(String::as_str), app_name: Some("passdesk"), proc_id: Some(&process) };
        Ok(Self { address: settings.address.clone(), formatter: config.into_formatter(), tls: Arc::new(settings.authorities.client_config()?) })
    }

    /// Tries a delivery of nothing: whether there is a receiver, with a good certificate, that closes connections as it should.
    ///
    /// # Errors
    /// A sentence for the operator.
    pub async fn check(&self, patience: Duration) -> Result<String, String> {
        let late = || match self.address {
            SyslogAddress::Tcp(_) | SyslogAddress::Tls(..) => {
                format!("it does not close the connection within {patience:?} of its beginning, and without that no delivery succeeds: look at the receiver's settings")
            }
            SyslogAddress::Unix(_) | SyslogAddress::Udp(_) => format!("nothing within {patience:?}: look at the name service"),
        };
        let tried = tokio::time::timeout(patience, self.send(&[])).await.unwrap_or_else(|_| Err(late()));
        let good = match self.address {
            SyslogAddress::Unix(_) => "somebody has the socket open",
            SyslogAddress::Udp(_) => "the name is known; whether anybody listens, UDP does not tell",
            SyslogAddress::Tcp(_) => "answers, and closes the connection as it should",
            SyslogAddress::Tls(..) => "answers with a good certificate, and closes the connection as it should",
        };
        tried.map(|()| format!("{}: {good}", self.address)).map_err(|problem| format!("{}: {problem}", self.address))
    }

    /// A message in ASCII, so that no receiver has to guess the encoding or escape anything; a shorter one in place of one too long.
    fn message(&self, item: &FeedItem) -> Result<Vec<u8>, Error> {
        let whole = self.written(item, &item.line)?;
        match &item.brief {
            Some(brief) if whole.len() > LONGEST => self.written(item, brief),
            _ => Ok(whole),
        }
    }

    fn written(&self, item: &FeedItem, line: &str) -> Result<Vec<u8>, Error> {
        let format = time::macros::format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:6]Z");
        let at = from_micros(item.at).format(&format).map_err(Error::other)?;
        let line = ascii(line);
        let mut message = Vec::with_capacity(line.len() + 128);
        let text = Msg::NonUnicodeBytes(line.as_bytes());
        self.formatter.write_without_data(&mut message, Severity::Info, Timestamp::PreformattedStr(&at), text, Some(item.what.name()))?;
        Ok(message)
    }

    async fn send(&self, items: &[FeedItem]) -> Result<(), String> {
        let messages = items.iter().map(|item| self.message(item)).collect::<Result<Vec<_>, _>>().map_err(|error| error.to_string())?;
        match &self.address {
            SyslogAddress::Unix(path) => unix(path, &messages).await.map_err(|error| error.to_string()),
            SyslogAddress::Udp(place) => udp(place, &messages).await.map_err(|error| error.to_string()),
            SyslogAddress::Tcp(place) => tcp(place, &messages).await,
            SyslogAddress::Tls(place, name) => tls(place, name, &self.tls, &messages).await,
        }
    }
}

#[async_trait]
impl TrailSink for SyslogSink {
    async fn deliver(&self, items: &[FeedItem]) -> Result<(), String> {
        self.send(items).await.map_err(|problem| format!("{}: {problem}", self.address))
    }
}

async fn unix(path: &Path, messages: &[Vec<u8>]) -> Result<(), Error> {
    let socket = UnixDatagram::unbound()?;
    socket.connect(path)?;
    for row in messages.chunks(ROW) {
        for message in row {
            socket.send(message).await?;
        }
    }
    Ok(())
}

async fn udp(place: &str, messages: &[Vec<u8>]) -> Result<(), Error> {
    let address = lookup_host(place).await?.next().ok_or_else(|| Error::from(ErrorKind::NotFound))?;
    let any: SocketAddr = if address.is_ipv4() { (Ipv4Addr::UNSPECIFIED, 0).into() } else { (Ipv6Addr::UNSPECIFIED, 0).into() };
    let socket = UdpSocket::bind(any).await?;
    socket.connect(address).await?;
    for row in messages.chunks(ROW) {
        for message in row {
            socket.send(message).await?;
        }
        tokio::time::sleep(BREATH).await;
    }
    // Where nobody listens, the machine over there may have said so by now.
    socket.take_error()?.map_or(Ok(()), Err)
}
