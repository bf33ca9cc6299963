//! A world: a sandbox, a console with its background work, and what only a test may ask and change.

use passdesk::adapters::sqlite::{self, SqliteAuditLog};
use passdesk::commands::sandbox_settings;
use passdesk::compose::{Background, compose, start_background};
use passdesk::domain::actor::{Actor, RequestOrigin, Role, StaffId};
use passdesk::domain::audit::{AuditRecord, RecordKind};
use passdesk::domain::pool::PoolId;
use passdesk::domain::step_up::SignInProof;
use passdesk::domain::velocity::VelocityRules;
use passdesk::features::console::{Caller, Console};
use passdesk::ports::audit_log::TrailRow;
use passdesk::ports::session_store::StaffSession;
use passdesk::sandbox::{Sandbox, SandboxSettings};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;
use uuid::Uuid;

pub const POOL: &str = "eu-west-1_Nw4Customers";

/// How long a call may take here: also what is merely slow becomes a doubt.
pub const ATTEMPT: Duration = Duration::from_millis(300);
/// Longer than the latest effect comes after the call was given up.
const SETTLING: Duration = Duration::from_millis(2_500);

#[derive(Clone)]
pub struct World(Arc<Inside>);

struct Inside {
    console: Console,
    sandbox: Sandbox,
    database_url: String,
    http: reqwest::Client,
    /// Users by name, each with its `sub`.
    users: BTreeMap<String, String>,
    _folder: TempDir,
    _background: Background,
}

impl World {
    pub async fn open() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let any: SocketAddr = ([127, 0, 0, 1], 0).into();
        let url = "http://127.0.0.1:9".to_owned();
        let asked = SandboxSettings { data_dir: folder.path().to_owned(), fresh: true, cognito_listen: any, issuer_listen: any, console_url: url.clone() };
        let sandbox = Sandbox::start(asked).await.expect("a sandbox");
        let mut settings = sandbox_settings(&sandbox, url, any, folder.path()).expect("settings");
        settings.pools.iter_mut().for_each(|pool| pool.attempt_limit = ATTEMPT);
        // Many effects on few users are what this is about.
        settings.desk.velocity = VelocityRules::off();
        settings.reconciling.settling = SETTLING;
        settings.reconciling.reading = Duration::from_secs(2);
        let console = compose(&settings).await.expect("a console").console;
        let background = start_background(&console);
        let http = reqwest::Client::builder().no_proxy().build().expect("a client");
        let pool = PoolId::try_from(POOL.to_owned()).expect("a pool");
        let mut users = BTreeMap::new();
        let mut page = None;
        loop {
            let found = console.directory.list_users(&pool, None, 60, page.as_deref()).await.expect("users");
            // Those of other identity providers have no password here.
            let local = found.users.into_iter().filter(|user| user.identity_provider().is_none() && is_plain(user.username.as_str()));
            users.extend(local.map(|user| (user.username.as_str().to_owned(), user.sub.as_str().to_owned())));
            page = found.next;
            if page.is_none() {
                break;
            }
        }
        Self(Arc::new(Inside { console, sandbox, database_url: settings.database_url, http, users, _folder: folder, _background: background }))
    }

    pub fn console(&self) -> &Console {
        &self.0.console
    }

    /// So many users from this place on.
    pub fn users(&self, from: usize, count: usize) -> Vec<String> {
        assert!(from + count <= self.0.users.len(), "{} users", self.0.users.len());
        self.0.users.keys().skip(from).take(count).cloned().collect()
    }

    /// One of three people who may do everything.
    pub fn caller(&self, number: usize) -> Caller {
        let (sub, name, role) = [("f-1", "Hana", Role::SUPERVISOR), ("f-2", "Jonas", Role::ADMIN), ("f-3", "Priya", Role::SUPERVISOR)][number % 3].clone();
        let actor = Actor { id: StaffId { issuer: "https://id.example".into(), sub: sub.into() }, name: name.into(), email: None, roles: [role].into() };
        let staff = StaffSession { actor, groups: Vec::new(), sid: None, id_token: "none".into(), auth_time: 0, proof: SignInProof::default() };
        Caller {
            staff: Some(staff),
            session_handle: format!("session-{sub}"),
            origin: RequestOrigin { request_id: "FAULTS".into(), ..RequestOrigin::default() },
            ..Caller::default()
        }
    }

    pub fn sub_of(&self, username: &str) -> String {
        self.0.users[username].clone()
    }

    /// Puts a user into a state in which everything can be done to them.
    pub async fn prepare(&self, username: &str, (status, is_enabled, is_verified): (&str, bool, bool)) {
        let attributes = json!({ "email": format!("{username}@faults.example"), "email_verified": is_verified.to_string(), "phone_number": null, "phone_number_verified": null });
        let patch = json!({ "status": status, "enabled": is_enabled, "groups": [], "mfa": [], "attributes": attributes });
        self.control("POST", &format!("users/{POOL}/{username}"), Some(patch)).await;
    }

    /// What the next call of an operation meets.
    pub async fn fault(&self, fault: Value) {
        self.control("POST", "faults", Some(fault)).await;
    }

    /// AWS's request ids of all effects of an operation on a user, in their order.
    pub async fn effects(&self, operation: &str, username: &str) -> Vec<String> {
        let told = self.control("GET", &format!("effects?operation={operation}&pool={POOL}&username={username}"), None).await;
        told["effects"].as_array().expect("a list").iter().map(|effect| effect["request_id"].as_str().expect("an id").to_owned()).collect()
    }

    async fn control(&self, method: &str, path: &str, body: Option<Value>) -> Value {
        let url = format!("{}/sandbox/{path}", self.0.sandbox.cognito_url());
        let mut request = self.0.http.request(method.parse().expect("a method"), &url).header("accept", "application/json");
        if let Some(body) = body {
            request = request.header("content-type", "application/json").body(body.to_string());
        }
        let answer = request.send().await.expect("the sandbox");
        let (status, text) = (answer.status(), answer.text().await.expect("a body"));
        assert!(status.is_success(), "{url}: {status} {text}");
        serde_json::from_str(&text).unwrap_or_default()
    }

    pub async fn row(&self, action: Uuid) -> Option<TrailRow> {
        TrailRow::of(&self.records(action).await)
    }

    async fn records(&self, action: Uuid) -> Vec<AuditRecord> {
        self.console().audit.action(action).await.expect("the trail")
    }

    /// Every intent has its end and every doubt its verdict within this time, and the chain holds.
    pub async fn is_settled(&self, within: Duration) {
        let audit = &self.console().audit;
        let until = tokio::time::Instant::now() + within;
        loop {
            let left = (audit.open_intents(i64::MAX).await.expect("the trail").len(), audit.doubts(i64::MAX).await.expect("the trail").len());
            if left == (0, 0) {
                break;
            }
            assert!(tokio::time::Instant::now() < until, "open intents and doubts: {left:?}");
            tokio::time::sleep(Duration::from_millis(250)).await;
        }
        let database = sqlite::connect(&self.0.database_url).await.expect("the database");
        SqliteAuditLog::new(database).verify_chain().await.expect("an unbroken chain");
    }
}

/// Whether a username stands in an address as it is.
fn is_plain(username: &str) -> bool {
    username.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'))
}

/// The kinds of an action's records are these, in this order.
pub fn is_whole(row: &TrailRow) -> bool {
    row.opening.entry.kind == RecordKind::Intent && row.outcome.is_some()
}

pub type Counts = BTreeMap<String, usize>;
