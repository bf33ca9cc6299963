//! The console on loopback, with a supervisor signed in.

use crate::sandbox::{self, Told};
use passdesk::compose::{Background, compose, start_background};
use passdesk::config::load;
use passdesk::domain::bulk::RunState;
use passdesk::features::console::Console as Parts;
use reqwest::redirect::Policy;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::process::Child;
use std::sync::Mutex;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::net::TcpListener;
use uuid::Uuid;

pub const POOL: &str = "eu-west-1_Nw4Customers";
/// A supervisor of the sandbox.
const PERSONA: &str = "nw-1003";
const RESET: &str = "AdminResetUserPassword";

/// What a run came to.
pub struct Run {
    pub lasted: Duration,
    /// When each effect was had, microseconds.
    pub effects: Vec<i64>,
    /// Tries of all rows together.
    pub tries: u32,
}

pub struct Console {
    pub sandbox: Told,
    parts: Parts,
    url: String,
    http: reqwest::Client,
    cookies: Mutex<BTreeMap<String, String>>,
    child: Child,
    _background: Background,
    _folder: TempDir,
}

impl Drop for Console {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

impl Console {
    pub async fn start(rate: u32) -> Self {
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let folder = tempfile::tempdir().expect("a folder");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let (child, told) = sandbox::start(folder.path(), &url);
        let config = folder.path().join("passdesk.toml");
        let text = format!(
            "public_url = {url:?}\nlisten = \"{}\"\ndatabase_url = \"sqlite://{}\"\n\n[[pools]]\nid = {POOL:?}\nendpoint_url = {:?}\nrate = {rate}\nread_rate = 120\n\n[oidc]\nissuer = {:?}\nclient_id = {:?}\n\
             client_secret = {:?}\nscopes = [\"profile\", \"email\"]\n\n[velocity]\nstaff_in_10_minutes = \"off\"\nstaff_in_24_hours = \"off\"\nuser_in_24_hours = \"off\"\n\n\
             [bulk]\nsecond_person_above = 100000\n\n[roles]\n\"passdesk-supervisor\" = \"supervisor\"\n",
            listener.local_addr().expect("an address"),
            folder.path().join("passdesk.db").display(),
            told.cognito,
            told.issuer,
            told.client_id,
            told.client_secret
        );
        std::fs::write(&config, text).expect("a configuration");
        let settings = load(Some(&config), &BTreeMap::new()).unwrap_or_else(|faults| panic!("{faults:?}"));
        let composed = compose(&settings).await.expect("a console");
        let parts = composed.console.clone();
        let background = start_background(&parts);
        tokio::spawn(async move { axum::serve(listener, composed.router.into_make_service_with_connect_info::<SocketAddr>()).await });
        let http = reqwest::Client::builder().redirect(Policy::none()).no_proxy().build().expect("a client");
        let console = Self { sandbox: told, parts, url, http, cookies: Mutex::default(), child, _background: background, _folder: folder };
        console.sign_in().await;
        console
    }

    async fn exchange(&self, url: &str, body: Option<(&str, String)>) -> (String, String) {
        let line: Vec<String> = self.cookies.lock().expect("cookies").iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = match body {
            Some((kind, body)) => self.http.post(url).header("content-type", kind).body(body),
            None => self.http.get(url),
        };
        let request = request.header("cookie", line.join("; ")).header("accept", "text/html").header("sec-fetch-site", "same-origin");
        let answer = request.send().await.expect("an answer");
        for cookie in answer.headers().get_all("set-cookie") {
            let (name, value) = cookie.to_str().expect("ASCII").split(';').next().and_then(|pair| pair.split_once('=')).expect("a cookie");
            self.cookies.lock().expect("cookies").insert(name.to_owned(), value.to_owned());
        }
        let location = answer.headers().get("location").map(|value| value.to_str().expect("ASCII").to_owned()).unwrap_or_default();
        (location, answer.text().await.expect("a body"))
    }

    async fn form(&self, path: &str, fields: &[(&str, &str)]) -> String {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        self.exchange(&format!("{}{path}", self.url), Some(("application/x-www-form-urlencoded", body))).await.0
    }

    async fn sign_in(&self) {
        let (authorize, _) = self.exchange(&format!("{}/auth/login", self.url), None).await;
        let (_, picker) = self.exchange(&authorize, None).await;
        let request = picker.split("name=\"request\"").nth(1).and_then(|rest| rest.split("value=\"").nth(1)?.split('"').next()).expect("the picker").to_owned();
        let form = url::form_urlencoded::Serializer::new(String::new()).append_pair("request", &request).append_pair("persona", PERSONA).finish();
        let (back, _) = self.exchange(&format!("{}/authorize/decision", self.sandbox.issuer), Some(("application/x-www-form-urlencoded", form))).await;
        assert_eq!(self.exchange(&back, None).await.0, "/users", "somebody signed in");
    }

    async fn control(&self, method: &str, path: &str, body: Option<Value>) -> Value {
        let mut request = self.http.request(method.parse().expect("a method"), format!("{}/sandbox/{path}", self.sandbox.cognito)).header("accept", "application/json");
        if let Some(body) = body {
            request = request.header("content-type", "application/json").body(body.to_string());
        }
        let answer = request.send().await.expect("the sandbox");
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
        serde_json::from_str(&answer.text().await.expect("a body")).unwrap_or_default()
    }

    /// Every call takes so long.
    pub async fn slow(&self, delay_ms: u64) {
        self.control("POST", "faults", Some(json!({ "operation": "*", "delay_ms": delay_ms }))).await;
    }

    /// Users that a code can be sent to.
    pub async fn crowd(&self, users: usize) -> Vec<String> {
        let names: Vec<String> = (0..users).map(|number| format!("crowd{number:05}")).collect();
        let user = |name: &String| (name.clone(), json!({ "status": "CONFIRMED", "attributes": { "email": format!("{name}@crowd.example"), "email_verified": "true" } }));
        for some in names.chunks(100) {
            let users: serde_json::Map<String, Value> = some.iter().map(user).collect();
            self.control("POST", &format!("users/{POOL}"), Some(json!({ "users": users }))).await;
        }
        names
    }

    /// A list, looked at; started and carried out.
    pub async fn run(&self, names: &[String]) -> Run {
        let id = self.prepared(&names.join("\n")).await;
        let before = self.effects().await.len();
        let checked = self.until(id, RunState::Checked).await;
        self.start_run(id, checked, names.len()).await;
        self.until(id, RunState::Done).await;
        let run = self.parts.bulk.find(id).await.expect("the store").expect("a run");
        let rows = self.parts.bulk.rows(id, None, 0, 1_000_000).await.expect("rows");
        let lasted = run.ended_at.zip(run.started_at).map(|(end, start)| u64::try_from(end - start).expect("a time")).expect("an end");
        let effects = self.effects().await.split_off(before);
        assert_eq!(effects.len(), names.len(), "each row has its effect once");
        Run { lasted: Duration::from_micros(lasted), effects, tries: rows.iter().map(|row| row.state.attempt).sum() }
    }

    async fn prepared(&self, list: &str) -> Uuid {
        let boundary = "----passdesk-bench";
        let fields = [("help", "reset"), ("pool", POOL), ("reason", "A benchmark"), ("list", list)];
        let parts: String = fields.iter().map(|(name, value)| format!("--{boundary}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")).collect();
        let (location, page) =
            self.exchange(&format!("{}/bulk/lists", self.url), Some((&format!("multipart/form-data; boundary={boundary}"), format!("{parts}--{boundary}--\r\n")))).await;
        location.strip_prefix("/bulk/").and_then(|id| Uuid::parse_str(id).ok()).unwrap_or_else(|| panic!("no run: {location} {page}"))
    }

    /// A long list of nobody, which is being looked at from then on.
    pub async fn upload(&self, rows: usize) {
        let list: String = (0..rows).map(|number| format!("nobody{number:06}@crowd.example\n")).collect();
        self.prepared(&list).await;
    }

    async fn start_run(&self, id: Uuid, turn: i64, users: usize) {
        let location = self.form("/api/bulk/start", &[("id", &id.to_string()), ("turn", &turn.to_string()), ("users", &users.to_string())]).await;
        if location.starts_with("/auth/step-up") {
            // The sign-in is older than what a start asks for.
            self.sign_in().await;
            let again = self.form("/api/bulk/start", &[("id", &id.to_string()), ("turn", &turn.to_string()), ("users", &users.to_string())]).await;
            assert_eq!(again, format!("/bulk/{id}"));
        }
    }

    async fn until(&self, id: Uuid, state: RunState) -> i64 {
        loop {
            let run = self.parts.bulk.find(id).await.expect("the store").expect("a run");
            if run.state == state {
                return run.turn;
            }
            assert!(run.state != RunState::Paused, "{:?}", run.cause);
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    async fn effects(&self) -> Vec<i64> {
        let told = self.control("GET", &format!("effects?operation={RESET}"), None).await;
        let at = |effect: &Value| effect["at"].as_str().and_then(|at| time::OffsetDateTime::parse(at, &time::format_description::well_known::Rfc3339).ok());
        let times = told["effects"].as_array().expect("a list").iter().filter_map(at);
        times.map(|at| i64::try_from(at.unix_timestamp_nanos() / 1_000).expect("a time")).collect()
    }

    /// How long a user's page takes, without a run and beside one, in turns.
    pub async fn staff_beside_a_run(&self, names: &[String]) -> (Vec<Duration>, Vec<Duration>) {
        let user = self.control("GET", &format!("users/{POOL}/amara.okafor"), None).await;
        let page = format!("{}/users/{POOL}/{}", self.url, user["sub"].as_str().expect("a sub"));
        let (mut without, mut with) = (Vec::new(), Vec::new());
        for _ in 0..4 {
            without.extend(self.pages(&page, None).await);
            let id = self.prepared(&names.join("\n")).await;
            let turn = self.until(id, RunState::Checked).await;
            self.start_run(id, turn, names.len()).await;
            with.extend(self.pages(&page, Some(id)).await);
            self.until(id, RunState::Done).await;
        }
        (without, with)
    }

    /// With a run, only for as long as it is under way.
    async fn pages(&self, page: &str, run: Option<Uuid>) -> Vec<Duration> {
        let mut times = Vec::new();
        for _ in 0..120 {
            if let Some(run) = run
                && self.parts.bulk.find(run).await.expect("the store").is_none_or(|run| run.state.is_over())
            {
                break;
            }
            let began = Instant::now();
            let (_, body) = self.exchange(page, None).await;
            assert!(body.contains("Amara Okafor"));
            times.push(began.elapsed());
            // As people do: not one after the other without a breath.
            tokio::time::sleep(Duration::from_millis(15)).await;
        }
        times
    }
}
