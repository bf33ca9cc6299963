//! Requests byte by byte: what no browser and no library would send.

use crate::browser::{Answer, SESSION};
use crate::desk::Desk;
use crate::invariants;
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A test that waits for longer hangs.
const HANGS: Duration = Duration::from_secs(60);

/// A request as it goes over the wire. `lines` are header lines without their ends; nothing is added to them.
pub fn request(first_line: &str, lines: &[&str], body: &str) -> String {
    let lines: String = lines.iter().map(|line| format!("{line}\r\n")).collect();
    format!("{first_line}\r\n{lines}\r\n{body}")
}

impl Desk {
    /// Host and port, as browsers name them.
    pub fn host(&self) -> &str {
        self.url.trim_start_matches("http://")
    }

    /// Sends these bytes over a connection of their own, and gives every answer that comes until it ends. The last of the requests
    /// should ask for that end.
    pub async fn raw(&self, bytes: &str) -> Vec<Answer> {
        let mut stream = TcpStream::connect(self.host()).await.expect("a connection");
        let exchange = async {
            stream.write_all(bytes.as_bytes()).await.expect("sent");
            let mut read = Vec::new();
            // A server that refuses may reset the connection behind its answer.
            let _ = stream.read_to_end(&mut read).await;
            read
        };
        let read = tokio::time::timeout(HANGS, exchange).await.unwrap_or_else(|_| panic!("no end of the answer to {bytes:?}"));
        answers(&read)
    }

    /// One request of a page's kind, with these lines beside Host, Accept and the end of the connection; every promise must hold.
    pub async fn raw_page(&self, first_line: &str, lines: &[&str], body: &str) -> Answer {
        let host = format!("host: {}", self.host());
        let all: Vec<&str> = [host.as_str(), "accept: text/html", "connection: close"].into_iter().chain(lines.iter().copied()).collect();
        let answer = self.raw(&request(first_line, &all, body)).await.into_iter().next().unwrap_or_else(|| panic!("no answer to {first_line} {lines:?}"));
        invariants::hold(first_line.split(' ').nth(1).unwrap_or_default(), &answer);
        answer
    }
}

/// A line that carries a session.
pub fn session_line(value: &str) -> String {
    format!("cookie: {SESSION}={value}")
}

fn answers(mut rest: &[u8]) -> Vec<Answer> {
    let mut found = Vec::new();
    while let Some(end) = position(rest, b"\r\n\r\n") {
        let head = String::from_utf8_lossy(&rest[..end]).into_owned();
        let mut lines = head.split("\r\n");
        let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|code| code.parse().ok()).expect("a status");
        let mut headers = HeaderMap::new();
        for (name, value) in lines.filter_map(|line| line.split_once(": ")) {
            headers.append(HeaderName::from_bytes(name.as_bytes()).expect("a name"), HeaderValue::from_str(value).expect("a value"));
        }
        rest = &rest[end + 4..];
        let length = headers.get("content-length").and_then(|value| value.to_str().ok()?.parse::<usize>().ok());
        let is_chunked = headers.get("transfer-encoding").is_some();
        let body = match length {
            _ if is_chunked => chunks(&mut rest),
            Some(length) => take(&mut rest, length),
            None => Vec::new(),
        };
        found.push(Answer { status, headers, body: String::from_utf8_lossy(&body).into_owned() });
    }
    found
}

fn chunks(rest: &mut &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    while let Some(end) = position(rest, b"\r\n") {
        let length = usize::from_str_radix(std::str::from_utf8(&rest[..end]).expect("ASCII"), 16).expect("a length");
        *rest = &rest[end + 2..];
        body.extend(take(rest, length));
        take(rest, 2);
        if length == 0 {
            break;
        }
    }
    body
}

fn take(rest: &mut &[u8], length: usize) -> Vec<u8> {
    let (taken, after) = rest.split_at(length.min(rest.len()));
    *rest = after;
    taken.to_vec()
}

fn position(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len()).position(|window| window == wanted)
}
