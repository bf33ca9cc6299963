//! `passdesk serve` as a process, and the sandbox that it talks to, which outlives it.

use passdesk::adapters::sqlite::{self, Database, SqliteAuditLog};
use passdesk::domain::actor::RequestOrigin;
use passdesk::domain::audit::{AuditEntry, AuditRecord, RecordKind};
use passdesk::ports::audit_log::{AuditLog, TrailRow};
use passdesk::ports::trail_proof::TrailProof;
use passdesk::sandbox::{Sandbox, SandboxSettings};
use rustix::process::{Pid, Resource, Rlimit, Signal, kill_process, prlimit};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs::File;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use uuid::Uuid;

const POOL: &str = "eu-west-1_Nw4Customers";
const USER: &str = "amara.okafor";

pub struct Desk {
    pub url: String,
    pub http: reqwest::Client,
    pub sandbox: Sandbox,
    process: Option<Child>,
    /// The database as another process has it open, beside the console.
    database: Database,
    trail: SqliteAuditLog,
    folder: TempDir,
}

impl Desk {
    /// Starts both.
    pub async fn open() -> Self {
        Self::open_with(|_| String::new(), 0).await
    }

    /// Starts both, with more of a configuration in a folder, and so many records that were there before.
    pub async fn open_with(more: impl Fn(&Path) -> String, records: usize) -> Self {
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let folder = tempfile::tempdir().expect("a folder");
        let any: SocketAddr = ([127, 0, 0, 1], 0).into();
        // Free a moment ago, and the sandbox has to know it before the process can have it.
        let listen = TcpListener::bind(any).and_then(|listener| listener.local_addr()).expect("a port");
        let url = format!("http://{listen}");
        let asked = SandboxSettings { data_dir: folder.path().to_owned(), fresh: true, cognito_listen: any, issuer_listen: any, console_url: url.clone() };
        let sandbox = Sandbox::start(asked).await.expect("a sandbox");
        let database = format!("sqlite://{}", folder.path().join("passdesk.db").display());
        let config = format!(
            "public_url = {url:?}\nlisten = \"{listen}\"\ndatabase_url = {database:?}\n\n[[pools]]\nid = {POOL:?}\nendpoint_url = {:?}\n\n\
             [oidc]\nissuer = {:?}\nclient_id = {:?}\nclient_secret = {:?}\nscopes = [\"profile\", \"email\"]\n\n\
             [velocity]\nstaff_in_10_minutes = \"off\"\nstaff_in_24_hours = \"off\"\nuser_in_24_hours = \"off\"\n\n[roles]\n\"passdesk-helpdesk\" = \"helpdesk\"\n\"passdesk-auditor\" = \"auditor\"\n\n{}",
            sandbox.cognito_url(),
            sandbox.issuer_url(),
            sandbox.client_id(),
            sandbox.client_secret(),
            more(folder.path()),
        );
        std::fs::write(folder.path().join("passdesk.toml"), config).expect("a configuration");
        let database = sqlite::connect(&database).await.expect("a database");
        let trail = SqliteAuditLog::new(database.clone());
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).pool_max_idle_per_host(0).no_proxy().build().expect("a client");
        let mut desk = Self { url, http, sandbox, process: None, database, trail, folder };
        desk.append_searches(records).await;
        desk.start().await;
        desk
    }

    /// Records of another process of ours.
    pub async fn append_searches(&self, count: usize) {
        let entry = || AuditEntry::new(RecordKind::Read, "user.search", 1, None, &RequestOrigin { request_id: "R1".into(), ..RequestOrigin::default() });
        for appended in futures::future::join_all((0..count).map(|_| self.trail.append(entry()))).await {
            appended.expect("appended");
        }
    }

    /// A record with a note.
    pub async fn append_read(&self, note: &str) -> AuditRecord {
        let mut entry = AuditEntry::new(RecordKind::Read, "user.read", 1, None, &RequestOrigin::default());
        entry.note = Some(note.to_owned());
        self.trail.append(entry).await.expect("appended")
    }

    /// Starts the process, and waits until it answers.
    pub async fn start(&mut self) {
        self.process = Some(self.spawn());
        for _ in 0..300 {
            if self.http.get(format!("{}/healthz", self.url)).send().await.is_ok_and(|answer| answer.status().is_success()) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
            // Between two lives of the process its port is free, and somebody's connection may have it for a moment.
            let has_ended = self.process.as_mut().is_none_or(|process| process.try_wait().expect("a child").is_some());
            if has_ended && self.log().trim_end().ends_with("Address already in use (os error 98)") {
                self.process = Some(self.spawn());
            }
        }
        panic!("the console does not answer: {}", self.log());
    }

    fn spawn(&self) -> Child {
        let appended_to = |name: &str| File::options().create(true).append(true).open(self.path(name)).expect("a file");
        // The signal of a file that grew too long would end the process; where it is ignored, writing fails as on a full disk.
        Command::new("/bin/sh")
            .args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_passdesk"), "serve", "--config"])
            .arg(self.path("passdesk.toml"))
            .env_clear()
            .envs([("AWS_ACCESS_KEY_ID", "test"), ("AWS_SECRET_ACCESS_KEY", "test"), ("AWS_EC2_METADATA_DISABLED", "true")])
            .env("HOME", self.folder.path())
            .stdin(Stdio::null())
            .stdout(appended_to("out"))
            .stderr(appended_to("log"))
            .spawn()
            .expect("the program")
    }

    /// What the process has logged, in all its lives.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.path("log")).unwrap_or_default()
    }

    /// A file in the console's folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// SIGTERM, and the wait for the end.
    pub fn stop(&mut self) {
        if let Some(mut process) = self.process.take() {
            kill_process(id(&process), Signal::TERM).expect("told");
            assert!(tokio::task::block_in_place(|| process.wait()).expect("ended").success());
        }
    }

    /// No file of the process may grow beyond this; without a number there is no limit.
    pub fn limit_files(&self, bytes: Option<u64>) {
        let process = self.process.as_ref().expect("a process");
        prlimit(Some(id(process)), Resource::Fsize, Rlimit { current: bytes, maximum: None }).expect("limited");
    }

    /// Another command of the program, with the console's configuration: whether it succeeded, and all that it said.
    pub fn run(&self, arguments: &[&str]) -> (bool, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_passdesk"));
        command.args(arguments).arg("--config").arg(self.path("passdesk.toml")).env_clear();
        let ended = tokio::task::block_in_place(|| command.output()).expect("the program");
        (ended.status.success(), [ended.stdout, ended.stderr].map(|said| String::from_utf8_lossy(&said).into_owned()).concat())
    }

    /// The trail is what it was, chain and checkpoints, as `passdesk audit verify` sees it.
    pub fn verify_offline(&self) {
        let (verifies, said) = self.run(&["audit", "verify"]);
        assert!(verifies && said.contains("sealed "), "{said}");
    }

    /// How many records the newest checkpoint vouches for.
    pub async fn sealed(&self) -> i64 {
        self.trail.newest_checkpoints(1).await.expect("the trail").first().expect("a checkpoint").size
    }

    /// A connection past the console, as an intruder has it.
    pub fn raw(&self) -> rusqlite::Connection {
        let connection = rusqlite::Connection::open(self.path("passdesk.db")).expect("the database");
        connection.busy_timeout(Duration::from_secs(5)).expect("a timeout");
        connection
    }

    /// Lets the database go, and opens the one that is in its place after `change`.
    pub async fn replace_database(&mut self, change: impl FnOnce(&Self)) {
        self.database.close().await;
        change(self);
        self.database = sqlite::connect(&format!("sqlite://{}", self.path("passdesk.db").display())).await.expect("a database");
        self.trail = SqliteAuditLog::new(self.database.clone());
    }

    /// The status of `/readyz`.
    pub async fn readiness(&self) -> u16 {
        self.http.get(format!("{}/readyz", self.url)).send().await.expect("an answer").status().as_u16()
    }

    /// Waits for something that comes by itself.
    pub async fn until(&self, what: &str, mut is_so: impl AsyncFnMut(&Self) -> bool) {
        let deadline = Instant::now() + Duration::from_secs(30);
        while !is_so(self).await {
            assert!(Instant::now() < deadline, "{what}: not so after 30 s");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    /// The number of records.
    pub async fn count(&self) -> i64 {
        self.trail.head().await.expect("the trail").size
    }

    /// SIGKILL.
    pub fn kill(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill().expect("killed");
            process.wait().expect("ended");
        }
    }

    /// The form's fields for the user.
    pub async fn fields(&self, action: Uuid, form: &str) -> BTreeMap<String, String> {
        let user = self.control("GET", &format!("users/{POOL}/{USER}"), None).await;
        let sub = user["sub"].as_str().expect("a sub").to_owned();
        let mut fields =
            vec![("pool", POOL.to_owned()), ("username", USER.to_owned()), ("sub", sub), ("action_id", action.to_string()), ("reason", "Caller lost the phone".to_owned())];
        fields.push(("signs_out", "yes".to_owned()));
        if form != "reset" {
            fields.extend([("lasts", form.to_owned()), ("source", "generated".to_owned())]);
        }
        fields.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
    }

    pub async fn fault(&self, fault: &Value) {
        self.control("POST", "faults", Some(fault)).await;
    }

    /// How often an operation changed the user.
    pub async fn effects(&self, operation: &str) -> usize {
        let told = self.control("GET", &format!("effects?operation={operation}&username={USER}"), None).await;
        told["effects"].as_array().expect("a list").len()
    }

    pub async fn control(&self, method: &str, path: &str, body: Option<&Value>) -> Value {
        let url = format!("{}/sandbox/{path}", self.sandbox.cognito_url());
        let mut request = self.http.request(method.parse().expect("a method"), &url).header("accept", "application/json");
        if let Some(body) = body {
            request = request.header("content-type", "application/json").body(body.to_string());
        }
        let answer = request.send().await.expect("the sandbox");
        let (status, text) = (answer.status(), answer.text().await.expect("a body"));
        assert!(status.is_success(), "{url}: {status} {text}");
        serde_json::from_str(&text).unwrap_or_default()
    }

    pub async fn records(&self, action: Uuid) -> Vec<AuditRecord> {
        self.trail.action(action).await.expect("the trail")
    }

    pub async fn row(&self, action: Uuid) -> Option<TrailRow> {
        TrailRow::of(&self.records(action).await)
    }

    /// Nothing is open and nothing in doubt.
    pub async fn is_settled(&self) -> bool {
        self.trail.open_intents(i64::MAX).await.expect("the trail").is_empty() && self.trail.doubts(i64::MAX).await.expect("the trail").is_empty()
    }

    pub async fn verify(&self) {
        self.trail.verify_chain().await.expect("an unbroken chain");
    }
}

fn id(process: &Child) -> Pid {
    i32::try_from(process.id()).ok().and_then(Pid::from_raw).expect("an id")
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.kill();
    }
}
