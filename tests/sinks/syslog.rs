//! Syslog over sockets of each kind.

use crate::trail::{TIMES, Trail, checked, is_whole, sink, state, until};
use passdesk::adapters::sinks::{Authorities, SyslogSettings, SyslogSink};
use passdesk::features::audit_trail::Sink;
use serde_json::Value;
use std::collections::BTreeSet;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UdpSocket, UnixDatagram};

fn syslog(address: &str) -> Sink {
    let settings = SyslogSettings { address: address.parse().expect("an address"), authorities: Authorities::public() };
    sink("syslog", SyslogSink::new(&settings).expect("a sink"))
}

/// The text of a message of RFC 5424, whose header must be ours.
fn text(message: &[u8]) -> &str {
    let message = std::str::from_utf8(message).expect("UTF-8");
    assert!(message.len() <= 8_192 && message.bytes().all(|byte| (b' '..=b'~').contains(&byte)), "{message:?}");
    let fields: Vec<&str> = message.splitn(8, ' ').collect();
    assert_eq!((fields[0], fields[1], fields[3], fields[5], fields[6]), ("<86>1", "2023-11-14T22:13:20.000000Z", "passdesk", "records", "-"), "{message}");
    assert!(!fields[2].is_empty() && fields[4] == std::process::id().to_string());
    fields[7]
}

#[tokio::test(flavor = "multi_thread")]
async fn datagrams_over_a_unix_socket_hold_a_record_each_and_a_receiver_that_was_away_gets_what_it_missed() {
    let trail = Trail::open().await;
    let path = trail.path("log");
    let sinks = trail.sinks(vec![syslog(&format!("unix:{}", path.display()))], TIMES);
    trail.append(300).await;
    trail.append_saying("漢字\n\u{1b}[31m".to_owned()).await;
    until("it tells", async || state(&sinks, "syslog").await.last_error.is_some()).await;
    let socket = UnixDatagram::bind(&path).unwrap();
    let mut found = Vec::new();
    let mut datagram = vec![0; 65_536];
    while found.len() < 301 {
        let length = socket.recv(&mut datagram).await.unwrap();
        found.push(checked(text(&datagram[..length])));
    }
    assert_eq!(found, (1..=301).collect::<Vec<_>>());
    trail.reaches("syslog", 301).await;
    sinks.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn datagrams_over_udp_hold_a_record_each_and_one_that_is_too_long_comes_shortened() {
    let trail = Trail::open().await;
    let socket = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    trail.append(1).await;
    let long = trail.append_saying("x".repeat(8_000)).await;
    // As JSON it would fit; in ASCII it does not.
    trail.append_saying("漢".repeat(2_000)).await;
    trail.append_saying("y".repeat(7_000)).await;
    let sinks = trail.sinks(vec![syslog(&format!("udp:{}", socket.local_addr().unwrap()))], TIMES);
    let mut datagram = vec![0; 65_536];
    let mut found = Vec::new();
    while found.len() < 4 {
        let length = socket.recv(&mut datagram).await.unwrap();
        found.push(serde_json::from_str::<Value>(text(&datagram[..length])).expect("JSON"));
    }
    assert_eq!(found.iter().map(|line| line["sequence"].as_i64().unwrap()).collect::<Vec<_>>(), [1, 2, 3, 4]);
    assert_eq!(found.iter().map(|line| line["shortened"] == true).collect::<Vec<_>>(), [false, true, true, false]);
    assert_eq!((&found[1]["hash"], &found[1]["event"]), (&hex::encode(long.hash).into(), &"user.search".into()));
    trail.reaches("syslog", 4).await;
    sinks.finish().await;
}

/// Messages by their octet counts (RFC 6587 §3.4.1).
pub fn frames(mut bytes: &[u8]) -> Vec<i64> {
    let mut found = Vec::new();
    while !bytes.is_empty() {
        let space = bytes.iter().position(|byte| *byte == b' ').expect("a count");
        let length: usize = std::str::from_utf8(&bytes[..space]).unwrap().parse().expect("a number");
        let message = &bytes[space + 1..space + 1 + length];
        found.push(checked(text(message)));
        bytes = &bytes[space + 1 + length..];
    }
    found
}

async fn read_all(mut stream: TcpStream) -> Vec<i64> {
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await.expect("a peaceful end");
    stream.shutdown().await.expect("closed");
    frames(&bytes)
}

#[tokio::test(flavor = "multi_thread")]
async fn over_tcp_messages_are_counted_and_a_receiver_that_dies_in_the_middle_gets_them_again() {
    let trail = Trail::open().await;
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    trail.append(1_100).await;
    let sinks = trail.sinks(vec![syslog(&format!("tcp:{address}"))], TIMES);
    // The first one is closed with most of it unread, the second one never closed.
    let (mut first, _) = listener.accept().await.unwrap();
    first.read_exact(&mut [0; 1_000]).await.unwrap();
    drop(first);
    let (second, _) = listener.accept().await.unwrap();
    let (third, _) = listener.accept().await.unwrap();
    assert_eq!(trail.cursor("syslog").await.unwrap_or(0), 0, "nothing was taken");
    drop(second);
    let mut found = read_all(third).await;
    while found.last() != Some(&1_100) {
        found.extend(read_all(listener.accept().await.unwrap().0).await);
    }
    is_whole(&found, 1_100);
    assert_eq!(found.iter().collect::<BTreeSet<_>>().len(), 1_100);
    trail.reaches("syslog", 1_100).await;
    sinks.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receiver_that_is_not_there_is_named() {
    let trail = Trail::open().await;
    trail.append(1).await;
    let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    for address in [format!("tcp:{gone}"), format!("udp:{gone}"), "unix:/nowhere/log".to_owned()] {
        let sinks = trail.sinks(vec![syslog(&address)], TIMES);
        until("it tells", async || state(&sinks, "syslog").await.last_error.is_some()).await;
        assert!(state(&sinks, "syslog").await.last_error.is_some_and(|error| error.starts_with(&format!("{address}: "))), "{address}");
        sinks.finish().await;
    }
    assert_eq!(trail.cursor("syslog").await.unwrap_or(0), 0);
}
