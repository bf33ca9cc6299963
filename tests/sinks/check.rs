//! What `passdesk check-config` says of sinks.

use crate::authority::{Authority, Door, Entrance, GOOD_YEARS, OURS};
use crate::listener::{Answer, Listener};
use passdesk::compose::check_sinks;
use passdesk::config::load;
use std::collections::BTreeMap;
use std::fs;
use std::time::Duration;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, UdpSocket, UnixDatagram};

/// Nothing here takes that long, but for what never ends.
const PATIENCE: Duration = Duration::from_secs(3);

const CONSOLE: &str = r#"
public_url = "https://passdesk.example/"
pools = [{ id = "eu-west-1_9aBcDeF12" }]
oidc = { issuer = "https://login.example", client_id = "passdesk" }
roles = { "desk" = "helpdesk" }
"#;

/// The lines about these sinks, or the faults of their settings.
async fn said_of(sinks: &[String]) -> Vec<Result<String, String>> {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("passdesk.toml");
    let sinks = sinks.iter().enumerate().map(|(place, sink)| format!("[[audit.sinks]]\nname = \"s{place}\"\n{sink}\n"));
    fs::write(&file, format!("{CONSOLE}{}", sinks.collect::<String>())).expect("a file");
    match load(Some(&file), &BTreeMap::new()) {
        Ok(settings) => check_sinks(&settings.audit.sinks, PATIENCE).await,
        Err(faults) => faults.into_iter().map(|fault| Err(fault.to_string())).collect(),
    }
}

fn ok(line: impl Into<String>) -> Result<String, String> {
    Ok(line.into())
}

fn fault(line: impl Into<String>) -> Result<String, String> {
    Err(line.into())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_neither_made_nor_changed() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path().display().to_string();
    fs::write(folder.path().join("there"), "half a line").unwrap();
    let before = fs::metadata(folder.path().join("there")).unwrap().modified().unwrap();
    let file = |name: &str| format!("kind = \"file\"\npath = \"{at}/{name}\"");
    let said = said_of(&["kind = \"stdout\"".to_owned(), file("there"), file("new"), file("nowhere/new"), file("")]).await;
    let wanted = [
        ok("sink s0 (stdout): the standard output, of which there is nothing to try"),
        ok(format!("sink s1 (file): {at}/there can be appended to")),
        ok(format!("sink s2 (file): {at}/new is not there yet, and can be made")),
        fault(format!(
            "sink s3 (file): {at}/nowhere/new is not there and cannot be made: {at}/nowhere: No such file or directory (os error 2): this account must be able to write to that folder"
        )),
        fault(format!("sink s4 (file): {at}/: Is a directory (os error 21): this account must be able to read it and append to it")),
    ];
    assert_eq!(said, wanted);
    assert_eq!(fs::metadata(folder.path().join("there")).unwrap().modified().unwrap(), before);
    assert_eq!(fs::read_to_string(folder.path().join("there")).unwrap(), "half a line");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "nothing was made");
}

#[tokio::test(flavor = "multi_thread")]
async fn syslog_is_connected_to_and_sent_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log");
    let unix = UnixDatagram::bind(&path).unwrap();
    let udp = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let (tcp, stubborn) = (TcpListener::bind("127.0.0.1:0").await.unwrap(), TcpListener::bind("127.0.0.1:0").await.unwrap());
    let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let addresses = [
        format!("unix:{}", path.display()),
        "unix:/nowhere/log".to_owned(),
        format!("udp:{}", udp.local_addr().unwrap()),
        format!("tcp:{}", tcp.local_addr().unwrap()),
        format!("tcp:{gone}"),
        // It accepts connections and closes none.
        format!("tcp:{}", stubborn.local_addr().unwrap()),
    ];
    let received = tokio::spawn(async move {
        let (mut stream, _) = tcp.accept().await.unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).await.unwrap();
        bytes
    });
    let said = said_of(&addresses.clone().map(|address| format!("kind = \"syslog\"\naddress = \"{address}\""))).await;
    let [there, nowhere, udp_there, tcp_there, gone, stubborn_there] = addresses;
    let wanted = [
        ok(format!("sink s0 (syslog): {there}: somebody has the socket open")),
        fault(format!("sink s1 (syslog): {nowhere}: No such file or directory (os error 2)")),
        ok(format!("sink s2 (syslog): {udp_there}: the name is known; whether anybody listens, UDP does not tell")),
        ok(format!("sink s3 (syslog): {tcp_there}: answers, and closes the connection as it should")),
        fault(format!("sink s4 (syslog): {gone}: Connection refused (os error 111)")),
        fault(format!(
            "sink s5 (syslog): {stubborn_there}: it does not close the connection within 3s of its beginning, and without that no delivery succeeds: look at the receiver's settings"
        )),
    ];
    assert_eq!(said, wanted);
    assert_eq!(received.await.unwrap(), b"");
    let mut datagram = [0; 10];
    assert!(unix.try_recv(&mut datagram).is_err() && udp.try_recv(&mut datagram).is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn all_sinks_are_tried_at_once() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    // No connection ends before all have begun.
    tokio::spawn(async move {
        let mut streams = Vec::new();
        while streams.len() < 5 {
            streams.push(listener.accept().await.unwrap());
        }
    });
    let said = said_of(&[1, 2, 3, 4, 5].map(|_| format!("kind = \"syslog\"\naddress = \"tcp:{address}\""))).await;
    assert!(said.iter().all(Result::is_ok), "{said:?}");
}

/// A receiver that reads to the end and closes, at its address.
async fn tls_receiver(door: Door) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("tls:localhost:{}", listener.local_addr().unwrap().port());
    let entrance = Entrance::new(door);
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Some(mut stream) = entrance.enter(stream).await else { continue };
            if stream.read(&mut [0; 10]).await.is_ok_and(|read| read == 0) {
                stream.shutdown().await.unwrap();
            }
        }
    });
    address
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_is_looked_at_and_what_is_wrong_with_it_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let authority = Authority::new(OURS);
    let ca_file = authority.file(&folder).display().to_string();
    let addresses = [
        tls_receiver(authority.server("localhost", GOOD_YEARS)).await,
        tls_receiver(authority.server("elsewhere.example", GOOD_YEARS)).await,
        tls_receiver(Authority::new("another").server("localhost", GOOD_YEARS)).await,
        tls_receiver(authority.server("localhost", [2000, 2001])).await,
        tls_receiver(Door::Plain).await,
    ];
    let said = said_of(&addresses.clone().map(|address| format!("kind = \"syslog\"\naddress = \"{address}\"\nca_file = \"{ca_file}\""))).await;
    let words = [
        "its certificate is for another name: the host must stand among the certificate's subject alternative names as it is written here",
        "its certificate is of no authority that this sink trusts: name a private authority's in ca_file, and let the server send those between",
        "its certificate has expired: renew it there, or set this machine's clock right",
        "what answers there does not speak TLS: look at the port",
    ];
    assert_eq!(said[0], ok(format!("sink s0 (syslog): {}: answers with a good certificate, and closes the connection as it should", addresses[0])));
    for (place, words) in (1..).zip(words) {
        assert_eq!(said[place], fault(format!("sink s{place} (syslog): {}: {words}", addresses[place])));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn https_is_asked_for_its_options_and_posted_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let authority = Authority::new(OURS);
    let (ca_file, token) = (authority.file(&folder).display().to_string(), folder.path().join("token").display().to_string());
    fs::write(&token, "t0ken").unwrap();
    let entrance = Entrance::new(authority.server("localhost", GOOD_YEARS));
    let mut listeners = Vec::new();
    for answer in [Answer::Status(204), Answer::Status(405), Answer::Status(401), Answer::Redirect, Answer::Status(503), Answer::Status(401)] {
        listeners.push(Listener::start_behind(&entrance, &[answer]).await);
    }
    let places: Vec<String> = listeners.iter().map(|listener| format!("https://localhost:{}", listener.address.port())).collect();
    let sinks: Vec<String> = places.iter().map(|place| format!("kind = \"https\"\nurl = \"{place}/s3cret\"\nca_file = \"{ca_file}\"\ntoken_file = \"{token}\"")).collect();
    let bare = sinks[5].replace(&format!("token_file = \"{token}\""), "");
    let said = said_of(&[&sinks[..5], &[bare, format!("kind = \"https\"\nurl = \"{}/s3cret\"", places[0])]].concat()).await;
    let wanted = [
        ok(format!("sink s0 (https): {}: answers, with status 204 where nothing is posted", places[0])),
        ok(format!("sink s1 (https): {}: answers, with status 405 where nothing is posted", places[1])),
        fault(format!("sink s2 (https): {}: answered with status 401: it does not take the token of token_file", places[2])),
        fault(format!("sink s3 (https): {}: answered with status 307: redirects are not followed: write the address that it leads to", places[3])),
        fault(format!("sink s4 (https): {}: answered with status 503: it cannot work now: look there", places[4])),
        fault(format!("sink s5 (https): {}: answered with status 401: it asks for a token: name a file with one in token_file", places[5])),
        fault(format!(
            "sink s6 (https): {}: its certificate is of no authority that this sink trusts: name a private authority's in ca_file, and let the server send those between",
            places[0]
        )),
    ];
    assert_eq!(said, wanted);
    let post = &listeners[0].posts()[0];
    assert_eq!((post.head.lines().next(), post.header("authorization"), post.body.as_str()), (Some("OPTIONS /s3cret HTTP/1.1"), Some("Bearer t0ken"), ""));
}

/// What is said of a `ca_file` that holds this.
async fn said_of_authorities(folder: &TempDir, text: &str, sink: &str) -> Vec<Result<String, String>> {
    let file = folder.path().join("private.pem");
    fs::write(&file, text).unwrap();
    said_of(&[format!("{sink}\nca_file = \"{}\"", file.display())]).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_authorities_without_one_and_one_for_a_sink_without_tls_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path().join("private.pem").display().to_string();
    let good = fs::read_to_string(Authority::new(OURS).file(&folder)).unwrap();
    let tls = "kind = \"syslog\"\naddress = \"tls:localhost:6514\"";
    let empty = format!("audit.sinks[0].ca_file: sink s0: {at} holds no certificate: it must be in PEM, with the line -----BEGIN CERTIFICATE-----");
    for text in ["", "no PEM", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"] {
        assert_eq!(said_of_authorities(&folder, text, tls).await, [fault(empty.as_str())], "{text}");
    }
    let second = format!("{good}-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    assert_eq!(said_of_authorities(&folder, &second, tls).await, [fault(format!("audit.sinks[0].ca_file: sink s0: certificate 2 in {at} is damaged"))]);
    let half = &good[..good.len() / 2];
    assert_eq!(said_of_authorities(&folder, half, tls).await.len(), 1, "half a certificate");
    for open in ["kind = \"syslog\"\naddress = \"tcp:localhost:601\"", "kind = \"https\"\nurl = \"http://127.0.0.1:9/x\"", "kind = \"file\"\npath = \"/x\""] {
        let words = "audit.sinks[0].ca_file: is for sinks that speak TLS only: https:// addresses, and tls: addresses of syslog";
        assert_eq!(said_of_authorities(&folder, &good, open).await, [fault(words)], "{open}");
    }
}
