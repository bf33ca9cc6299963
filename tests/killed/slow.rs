//! Clients that take their time: the program cuts them off, and answers everybody else meanwhile.

use super::process::Desk;
use futures::future::join_all;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Connections of each kind.
const OF_EACH: usize = 25;
/// Whoever is not cut off by then never is: a head has 20 seconds, a body 10.
const NEVER: Duration = Duration::from_secs(90);

/// What is sent at once, and what is repeated after it, a byte at a time.
fn dawdlers(host: &str) -> [(&'static str, String, &'static str); 5] {
    let lines = format!("host: {host}\r\naccept: text/html\r\n");
    let form = "content-type: application/x-www-form-urlencoded\r\nsec-fetch-site: same-origin\r\n";
    [
        ("says nothing", String::new(), ""),
        ("never ends its first line", "GET /sign-in".to_owned(), "a"),
        ("never ends its headers", format!("GET /sign-in HTTP/1.1\r\n{lines}"), "x-slow: a\r\n"),
        ("never ends its second request", format!("GET /healthz HTTP/1.1\r\n{lines}\r\nGET /sign-in HTTP/1.1\r\n{lines}"), "x-slow: a\r\n"),
        ("never ends its body", format!("POST /theme HTTP/1.1\r\n{lines}{form}content-length: 60000\r\n\r\n"), "a"),
    ]
}

/// Sends as slowly as nobody does, until the other side ends the connection.
async fn dawdle(host: &str, at_once: &str, again: &str) {
    let mut stream = TcpStream::connect(host).await.expect("a connection");
    stream.write_all(at_once.as_bytes()).await.expect("sent");
    let mut rest = again.bytes().cycle();
    let mut answer = [0; 4_096];
    loop {
        match tokio::time::timeout(Duration::from_millis(250), stream.read(&mut answer)).await {
            Ok(Ok(0) | Err(_)) => return,
            Ok(Ok(_)) => {}
            Err(_) => {
                let Some(byte) = rest.next() else { continue };
                if stream.write_all(&[byte]).await.is_err() {
                    return;
                }
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_asks_too_slowly_is_cut_off_and_others_are_answered() {
    let desk = Desk::open().await;
    let host = desk.url.trim_start_matches("http://").to_owned();
    let dawdlers = dawdlers(&host);
    let connections = dawdlers.iter().flat_map(|kind| std::iter::repeat_n(kind, OF_EACH)).map(|(kind, at_once, again)| {
        let host = &host;
        async move {
            let ended = tokio::time::timeout(NEVER, dawdle(host, at_once, again)).await;
            assert!(ended.is_ok(), "a client that {kind} is never cut off");
        }
    });
    let mut all = std::pin::pin!(join_all(connections));
    let mut answered = 0;
    loop {
        tokio::select! {
            _ = &mut all => break,
            answer = desk.http.get(format!("{}/sign-in", desk.url)).timeout(Duration::from_secs(10)).send() => {
                assert_eq!(answer.expect("an answer").status().as_u16(), 200);
                answered += 1;
            }
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert!(answered > 1, "somebody else asked meanwhile");
}
