//! The console on the trail that was made: the real router on loopback, and somebody who signed in at the sandbox's issuer.

use crate::made::Made;
use crate::measure::{Report, timed};
use passdesk::commands::sandbox_settings;
use passdesk::compose::compose;
use passdesk::ports::trail_search::TrailSearch;
use passdesk::sandbox::{Sandbox, SandboxSettings};
use reqwest::redirect::Policy;
use reqwest::{Client, Response};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;
use tokio::net::TcpListener;
use url::Url;

/// A supervisor of the sandbox: may read the trail.
const PERSONA: &str = "nw-1003";

/// A console that serves.
pub struct Console {
    /// The way to the index past the router, for what no page shows.
    pub search: Arc<dyn TrailSearch>,
    url: String,
    http: Client,
    cookies: String,
    _sandbox: Sandbox,
    _folder: TempDir,
}

impl Console {
    /// Starts a console on this trail, waits until its index is whole, and signs in.
    pub async fn start(made: &Made, report: &mut Report) -> Self {
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let folder = tempfile::tempdir().expect("a folder");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let url = format!("http://{address}");
        let any_port: SocketAddr = ([127, 0, 0, 1], 0).into();
        let asked = SandboxSettings { data_dir: folder.path().to_owned(), fresh: true, cognito_listen: any_port, issuer_listen: any_port, console_url: url.clone() };
        let sandbox = Sandbox::start(asked).await.expect("a sandbox");
        let mut settings = sandbox_settings(&sandbox, url.clone(), address, folder.path()).unwrap_or_else(|failure| panic!("{failure:?}"));
        settings.database_url = format!("sqlite://{}", made.trail.display());
        settings.audit.index_file.clone_from(&made.index);
        let composed = compose(&settings).await.expect("a console");
        let search = Arc::clone(&composed.console.trail_search);
        tokio::spawn(async move { axum::serve(listener, composed.router.into_make_service_with_connect_info::<SocketAddr>()).await });
        whole(search.as_ref(), made, report).await;
        let http = Client::builder().redirect(Policy::none()).no_proxy().build().expect("a client");
        let cookies = sign_in(&http, &url, &sandbox.issuer_url()).await;
        Self { search, url, http, cookies, _sandbox: sandbox, _folder: folder }
    }

    /// A page, as a browser asks for it, and how long it took until its last byte.
    pub async fn page(&self, path: &str) -> Duration {
        let request = self.http.get(format!("{}{path}", self.url)).header("cookie", &self.cookies).header("accept", "text/html").header("sec-fetch-site", "same-origin");
        let request = request.header("user-agent", "bench").header("accept-encoding", "gzip, deflate, br, zstd");
        let ((status, size), time) = timed(async {
            let answer = request.send().await.expect("an answer");
            (answer.status(), answer.bytes().await.expect("a body").len())
        })
        .await;
        assert!(status == 200 && size > 1_000, "{path}: {status}, {size} bytes");
        time
    }
}

/// Waits for the index, and tells how fast it was made.
async fn whole(search: &dyn TrailSearch, made: &Made, report: &mut Report) {
    let before = search.state().await.expect("the index");
    if before.is_complete() {
        return;
    }
    println!("making the index");
    let ((), time) = timed(async {
        while !search.state().await.is_ok_and(|state| state.is_complete()) {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    })
    .await;
    #[expect(clippy::cast_precision_loss, reason = "a rate")]
    report.figure("records indexed per second, from nothing", made.records as f64 / time.as_secs_f64(), "/s");
    let size = |path: &std::path::Path| std::fs::metadata(path).map_or(0, |data| data.len() / 1_000_000);
    #[expect(clippy::cast_precision_loss, reason = "megabytes")]
    report.figure("the index's file", size(&made.index) as f64, "MB");
    #[expect(clippy::cast_precision_loss, reason = "megabytes")]
    report.figure("the trail's file", size(&made.trail) as f64, "MB");
}

async fn sign_in(http: &Client, console: &str, issuer: &str) -> String {
    let mut cookies = BTreeMap::new();
    let mut get = async |url: String, body: Option<String>| {
        let line = cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ");
        let request = body.map_or_else(|| http.get(&url), |body| http.post(&url).header("content-type", "application/x-www-form-urlencoded").body(body));
        let request = request.header("cookie", line).header("accept", "text/html").header("sec-fetch-site", "same-origin").header("user-agent", "bench");
        let answer: Response = request.send().await.expect("an answer");
        for cookie in answer.headers().get_all("set-cookie") {
            let (name, value) = cookie.to_str().expect("ASCII").split(';').next().and_then(|pair| pair.split_once('=')).expect("a cookie");
            cookies.insert(name.to_owned(), value.to_owned());
        }
        let location = answer.headers().get("location").map(|value| value.to_str().expect("ASCII").to_owned());
        (location.unwrap_or_default(), answer.text().await.expect("a body"))
    };
    let (authorize, _) = get(format!("{console}/auth/login"), None).await;
    let (_, picker) = get(authorize, None).await;
    let request = picker.split("name=\"request\"").nth(1).and_then(|rest| rest.split("value=\"").nth(1)?.split('"').next()).expect("the picker");
    let form = url::form_urlencoded::Serializer::new(String::new()).append_pair("request", request).append_pair("persona", PERSONA).finish();
    let (back, _) = get(format!("{issuer}/authorize/decision"), Some(form)).await;
    let back = Url::parse(&back).expect("the way back");
    let (users, _) = get(format!("{console}{}?{}", back.path(), back.query().unwrap_or_default()), None).await;
    assert_eq!(users, "/users", "somebody signed in");
    cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
}
