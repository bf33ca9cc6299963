//! Requests as browsers send them: so many at a time, or so many a second whether or not they are answered.

use reqwest::redirect::Policy;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// One request.
#[derive(Debug, Clone)]
pub struct Asked {
    pub kind: &'static str,
    pub path: String,
    /// A form; without one it is a `GET`.
    pub form: Option<String>,
}

impl Asked {
    pub fn page(kind: &'static str, path: &str) -> Self {
        Self { kind, path: path.to_owned(), form: None }
    }
}

/// How one was answered.
#[derive(Debug, Clone)]
pub struct Answered {
    pub kind: &'static str,
    /// 0 where there was no answer.
    pub status: u16,
    pub says_when: bool,
    /// A page was shown, or an action led to its result.
    pub is_done: bool,
    /// From when it was due, so that a load that comes late counts.
    pub milliseconds: f64,
    /// Since the load began.
    pub at: Duration,
}

/// What came back.
#[derive(Debug, Clone, Copy)]
pub struct Reply {
    /// 0 where there was no answer.
    pub status: u16,
    pub says_when: bool,
    pub size: usize,
    /// A page was shown, or an action led to its result: forms that come back, and sign-ins, lead elsewhere.
    pub is_done: bool,
}

/// Whoever asks.
#[derive(Clone)]
pub struct Load {
    http: reqwest::Client,
    url: String,
    cookies: Arc<[String]>,
}

impl Load {
    pub fn new(url: &str, cookies: &[String]) -> Self {
        let http = reqwest::Client::builder().redirect(Policy::none()).no_proxy().pool_max_idle_per_host(4_096).timeout(Duration::from_secs(20)).build().expect("a client");
        Self { http, url: url.to_owned(), cookies: cookies.into() }
    }

    /// Asks, as the session of this number.
    pub async fn ask(&self, number: usize, asked: &Asked) -> Reply {
        let url = format!("{}{}", self.url, asked.path);
        let request = match &asked.form {
            Some(form) => self.http.post(url).header("content-type", "application/x-www-form-urlencoded").body(form.clone()),
            None => self.http.get(url),
        };
        let request = request.header("cookie", &self.cookies[number % self.cookies.len()]).header("accept", "text/html").header("sec-fetch-site", "same-origin");
        let request = request.header("user-agent", "bench").header("accept-encoding", "gzip, deflate, br, zstd");
        let Ok(answer) = request.send().await else {
            return Reply { status: 0, says_when: false, size: 0, is_done: false };
        };
        let (status, says_when) = (answer.status().as_u16(), answer.headers().contains_key("retry-after"));
        let leads_to_result = answer.headers().get("location").is_some_and(|location| location.as_bytes().starts_with(b"/results/"));
        let is_done = if asked.form.is_some() { status == 303 && leads_to_result } else { status == 200 };
        Reply { status, says_when, size: answer.bytes().await.map_or(0, |body| body.len()), is_done }
    }

    /// So many at a time for so long, each as soon as the one before is answered. How many were answered a second, and their times.
    pub async fn at_a_time(&self, connections: usize, span: Duration, asked: &Arc<[Asked]>) -> (f64, Vec<f64>) {
        let (began, turn) = (Instant::now(), Arc::new(AtomicUsize::new(0)));
        let mut tasks = JoinSet::new();
        for _ in 0..connections {
            let (load, asked, turn) = (self.clone(), Arc::clone(asked), Arc::clone(&turn));
            tasks.spawn(async move {
                let mut times = Vec::new();
                while began.elapsed() < span {
                    let number = turn.fetch_add(1, Ordering::Relaxed);
                    let what = &asked[number % asked.len()];
                    let sent = Instant::now();
                    let Reply { status, size, .. } = load.ask(number, what).await;
                    // Whoever is refused asks for the next thing; that is no answer that counts.
                    assert!(status == 503 || status == 200 && size > 500, "{}: {status}, {size} bytes", what.path);
                    if status == 200 {
                        times.push(sent.elapsed().as_secs_f64() * 1e3);
                    }
                }
                times
            });
        }
        let times: Vec<f64> = tasks.join_all().await.into_iter().flatten().collect();
        #[expect(clippy::cast_precision_loss, reason = "a rate")]
        let rate = times.len() as f64 / began.elapsed().as_secs_f64();
        (rate, times)
    }

    /// So many a second, answered or not.
    pub async fn a_second(&self, rate: f64, span: Duration, mut next: impl FnMut(usize) -> Asked) -> Vec<Answered> {
        let began = Instant::now();
        let mut tasks = JoinSet::new();
        for number in 0.. {
            #[expect(clippy::cast_precision_loss, reason = "a time")]
            let due = Duration::from_secs_f64(number as f64 / rate);
            if due >= span {
                break;
            }
            // Those that are due together go together: the timer knows no less than a millisecond.
            if due > began.elapsed() {
                tokio::time::sleep_until((began + due).into()).await;
            }
            let (load, asked) = (self.clone(), next(number));
            tasks.spawn(async move {
                let Reply { status, says_when, is_done, .. } = load.ask(number, &asked).await;
                Answered { kind: asked.kind, status, says_when, is_done, milliseconds: (began + due).elapsed().as_secs_f64() * 1e3, at: due }
            });
        }
        tasks.join_all().await
    }
}
