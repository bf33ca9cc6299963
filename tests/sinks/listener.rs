//! An HTTP listener that answers as it is told to.

use crate::authority::Entrance;
use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// With this status.
    Status(u16),
    /// Never.
    Hang,
    /// The connection is closed after so many bytes of the body.
    CloseAfter(usize),
    /// All is taken and the connection is closed before the answer.
    TakeAndClose,
    /// Elsewhere, where it would be taken.
    Redirect,
}

#[derive(Debug, Clone)]
pub struct Post {
    pub answer: Answer,
    pub head: String,
    pub body: String,
}

impl Post {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| line.split_once(": ").filter(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value))
    }

    /// The sender may believe that it is kept.
    pub fn is_taken(&self) -> bool {
        self.answer == Answer::Status(204)
    }
}

/// Answers by the script, and with 204 once it is at its end.
pub struct Listener {
    pub address: SocketAddr,
    posts: Arc<Mutex<Vec<Post>>>,
}

impl Listener {
    pub async fn start(script: &[Answer]) -> Self {
        Self::start_at(None, script).await
    }

    /// Over TLS, as this entrance has it.
    pub async fn start_behind(entrance: &Entrance, script: &[Answer]) -> Self {
        Self::start_at(Some(entrance.clone()), script).await
    }

    async fn start_at(entrance: Option<Entrance>, script: &[Answer]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a listener");
        let address = listener.local_addr().expect("an address");
        let posts: Arc<Mutex<Vec<Post>>> = Arc::default();
        let (script, kept) = (Arc::new(Mutex::new(VecDeque::from(script.to_vec()))), Arc::clone(&posts));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (entrance, script, kept) = (entrance.clone(), Arc::clone(&script), Arc::clone(&kept));
                tokio::spawn(async move {
                    match entrance {
                        Some(entrance) => serve(entrance.enter(stream).await?, script, kept).await,
                        None => serve(stream, script, kept).await,
                    }
                });
            }
        });
        Self { address, posts }
    }

    pub fn posts(&self) -> Vec<Post> {
        self.posts.lock().unwrap().clone()
    }
}

async fn serve(stream: impl AsyncRead + AsyncWrite + Unpin, script: Arc<Mutex<VecDeque<Answer>>>, posts: Arc<Mutex<Vec<Post>>>) -> Option<()> {
    let mut stream = BufReader::new(stream);
    loop {
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            if stream.read_line(&mut head).await.ok()? == 0 {
                return None;
            }
        }
        let answer = script.lock().unwrap().pop_front().unwrap_or(Answer::Status(204));
        let head = head.replace("\r\n", "\n");
        let mut post = Post { answer, head, body: String::new() };
        let length: usize = post.header("content-length").map_or(Some(0), |length| length.parse().ok())?;
        let taken = if let Answer::CloseAfter(bytes) = answer { bytes.min(length) } else { length };
        let mut body = vec![0; taken];
        stream.read_exact(&mut body).await.ok()?;
        post.body = String::from_utf8_lossy(&body).into_owned();
        posts.lock().unwrap().push(post);
        let text = match answer {
            Answer::Status(status) => format!("HTTP/1.1 {status} Said\r\ncontent-length: 0\r\n\r\n"),
            Answer::Redirect => "HTTP/1.1 307 Elsewhere\r\nlocation: /elsewhere\r\ncontent-length: 0\r\n\r\n".to_owned(),
            Answer::Hang => std::future::pending().await,
            Answer::CloseAfter(_) | Answer::TakeAndClose => return None,
        };
        stream.write_all(text.as_bytes()).await.ok()?;
    }
}
