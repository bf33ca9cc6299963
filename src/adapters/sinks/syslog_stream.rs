//! Syslog over connections: messages with their lengths (octet counting), and the end in peace that is the receipt.

use super::tls::tls_words;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use std::io::{Error, ErrorKind};
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

/// For a connection, and for the handshake on it.
const CONNECT: Duration = Duration::from_secs(4);

/// Over TCP (RFC 6587 §3.4.1). One connection a delivery: its other half is closed by a receiver that has read everything, and broken by
/// one that has not.
pub(super) async fn tcp(place: &str, messages: &[Vec<u8>]) -> Result<(), String> {
    exchange(connect(place).await?, messages).await.map_err(|error| error.to_string())
}

/// Over TLS (RFC 5425). Nothing is sent before the certificate is verified. The receiver's `close_notify`, with which it has to answer ours
/// (§4.4), says that it has read everything; an end without one may be anybody's, and says nothing.
pub(super) async fn tls(place: &str, name: &ServerName<'static>, config: &Arc<ClientConfig>, messages: &[Vec<u8>]) -> Result<(), String> {
    let handshake = TlsConnector::from(Arc::clone(config)).connect(name.clone(), connect(place).await?);
    let stream = timeout(CONNECT, handshake).await.map_err(|_| format!("no TLS handshake within {CONNECT:?}: what listens there may not speak TLS"))?;
    let stream = stream.map_err(|error| match error.kind() {
        ErrorKind::UnexpectedEof | ErrorKind::ConnectionReset => "it closed the connection in the TLS handshake: what listens there may not speak TLS".to_owned(),
        _ => words(&error),
    })?;
    exchange(stream, messages).await.map_err(|error| match error.kind() {
        ErrorKind::UnexpectedEof => "it closed the connection without TLS's close_notify (RFC 5425, 4.4), so nobody knows whether it has read everything: the receiver must send one (rsyslog does with the driver ossl, not with gtls)".to_owned(),
        _ => words(&error),
    })
}

async fn connect(place: &str) -> Result<TcpStream, String> {
    let connected = timeout(CONNECT, TcpStream::connect(place)).await.map_err(|_| format!("no connection within {CONNECT:?}"))?;
    connected.map_err(|error| error.to_string())
}

async fn exchange(mut stream: impl AsyncRead + AsyncWrite + Unpin, messages: &[Vec<u8>]) -> Result<(), Error> {
    let mut frames = Vec::new();
    for message in messages {
        frames.extend_from_slice(format!("{} ", message.len()).as_bytes());
        frames.extend_from_slice(message);
    }
    stream.write_all(&frames).await?;
    stream.shutdown().await?;
    let mut rest = [0; 512];
    while stream.read(&mut rest).await? > 0 {}
    Ok(())
}

fn words(error: &Error) -> String {
    tls_words(error).unwrap_or_else(|| error.to_string())
}
