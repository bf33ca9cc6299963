//! A desk: one console, its database, and the sandbox that it talks to, for one test.

use crate::browser::Browser;
use passdesk::adapters::sqlite::{self, SqliteAuditLog};
use passdesk::commands::sandbox_settings;
use passdesk::compose::compose_at;
use passdesk::config::Settings;
use passdesk::domain::audit::{AuditRecord, Outcome, RecordKind};
use passdesk::domain::clock::{Clock, SystemClock};
use passdesk::domain::velocity::VelocityRules;
use passdesk::features::console::Console;
use passdesk::ports::audit_log::TrailRow;
use passdesk::ports::trail_filter::TrailFilter;
use passdesk::ports::trail_search::PageFrom;
use passdesk::sandbox::{Sandbox, SandboxSettings};
use sqlx::ConnectOptions;
use sqlx::sqlite::{SqliteConnectOptions, SqliteConnection};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;
use tokio::net::TcpListener;
use uuid::Uuid;

pub const CUSTOMERS: &str = "eu-west-1_Nw4Customers";
pub const KIOSKS: &str = "eu-west-1_Nw4Kiosks";

/// Staff, by the `sub` that the sandbox's issuer gives them.
pub const HELPDESK_INES: &str = "nw-1001";
pub const HELPDESK_TOMASZ: &str = "nw-1002";
pub const SUPERVISOR: &str = "nw-1003";
pub const AUDITOR: &str = "nw-1005";
pub const ADMIN: &str = "nw-1006";
pub const NO_ROLE: &str = "nw-1007";

/// A running desk. Its servers end with the test's runtime.
pub struct Desk {
    pub url: String,
    pub settings: Settings,
    pub console: Console,
    pub sandbox: Sandbox,
    pub http: reqwest::Client,
    folder: TempDir,
    clock: Arc<dyn Clock>,
}

impl Desk {
    pub async fn open() -> Self {
        Self::open_with(|_| {}).await
    }

    /// A desk whose settings differ from the sandbox's usual ones. Nobody is held to limits of effects, except where a test says so.
    pub async fn open_with(change: impl FnOnce(&mut Settings)) -> Self {
        Self::open_at(Arc::new(SystemClock), change).await
    }

    /// The same by a clock of the test's own.
    pub async fn open_at(clock: Arc<dyn Clock>, change: impl FnOnce(&mut Settings)) -> Self {
        // Two TLS stacks are linked; whoever is second finds it done.
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let folder = tempfile::tempdir().expect("a folder");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let url = format!("http://{address}");
        let any_port: SocketAddr = ([127, 0, 0, 1], 0).into();
        let asked = SandboxSettings { data_dir: folder.path().to_owned(), fresh: true, cognito_listen: any_port, issuer_listen: any_port, console_url: url.clone() };
        let sandbox = Sandbox::start(asked).await.expect("a sandbox");
        let mut settings = sandbox_settings(&sandbox, url.clone(), address, folder.path()).expect("settings");
        settings.desk.velocity = VelocityRules::off();
        change(&mut settings);
        let composed = compose_at(&settings, Arc::clone(&clock)).await.expect("a console");
        let service = composed.router.into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, service).await });
        let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy().build().expect("a client");
        Self { url, settings, console: composed.console, sandbox, http, folder, clock }
    }

    /// A browser that nobody has signed in with.
    pub fn browser(&self) -> Browser {
        Browser::new(self)
    }

    /// A browser in which this persona has signed in.
    pub async fn signed_in(&self, persona: &str) -> Browser {
        let browser = self.browser();
        let answer = browser.sign_in(persona).await;
        assert_eq!((answer.status, answer.location()), (303, "/users"), "{persona} signs in");
        browser
    }

    /// Where this instance listens.
    pub fn address(&self) -> SocketAddr {
        self.url.trim_start_matches("http://").parse().expect("an address")
    }

    pub fn database_file(&self) -> PathBuf {
        self.folder.path().join("passdesk.db")
    }

    /// The newest actions of the trail, newest first, reads included.
    pub async fn trail(&self) -> Vec<TrailRow> {
        self.console.trail_search.page(&TrailFilter::default(), PageFrom::Newest, 200).await.expect("the trail").rows
    }

    /// The newest record of this kind and event.
    pub async fn newest(&self, kind: RecordKind, event: &str) -> Option<AuditRecord> {
        self.trail().await.into_iter().map(|row| row.opening).find(|record| record.entry.kind == kind && record.entry.event == event)
    }

    /// How many actions of this kind and event are on record.
    pub async fn count(&self, kind: RecordKind, event: &str) -> usize {
        self.trail().await.iter().filter(|row| row.opening.entry.kind == kind && row.opening.entry.event == event).count()
    }

    /// All records of an action.
    pub async fn records(&self, action_id: &str) -> Vec<AuditRecord> {
        self.console.audit.action(Uuid::parse_str(action_id).expect("an id")).await.expect("the trail")
    }

    /// How an action ended: its outcome's word, with its code. What reading the user again told may follow an unknown one, and nothing
    /// follows any other.
    pub async fn outcome(&self, action_id: &str) -> (String, String) {
        let records = self.records(action_id).await;
        let kinds: Vec<_> = records.iter().map(|record| record.entry.kind).collect();
        assert_eq!(kinds[..2], [RecordKind::Intent, RecordKind::Outcome], "an intent and one outcome: {records:?}");
        let entry = &records[1].entry;
        let is_doubt = entry.outcome == Some(Outcome::Unknown);
        assert!(kinds.len() == 2 || (is_doubt && kinds[2..] == [RecordKind::Reconciled]), "{records:?}");
        (entry.outcome.expect("an outcome").name().to_owned(), entry.code.clone().unwrap_or_default())
    }

    /// What reading the user again told of an action, once it is on record: its word, and what was seen.
    pub async fn verdict(&self, action_id: &str) -> (String, String) {
        for _ in 0..200 {
            if let Some(told) = self.records(action_id).await.into_iter().find(|record| record.entry.kind == RecordKind::Reconciled) {
                return (told.entry.outcome.expect("a verdict").name().to_owned(), told.entry.note.unwrap_or_default());
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        panic!("no verdict: {:?}", self.records(action_id).await);
    }

    /// A desk that finds out soon: short limits for a call and for settling.
    pub async fn hasty() -> Self {
        Self::open_with(|settings| {
            settings.reconciling.settling = Duration::from_millis(600);
            // Nothing here acts on a user while somebody else does, except where a test says so.
            settings.reconciling.reading = Duration::ZERO;
            settings.pools.iter_mut().for_each(|pool| pool.attempt_limit = Duration::from_millis(400));
        })
        .await
    }

    /// Walks the whole chain over a connection of its own.
    pub async fn verified_records(&self) -> u64 {
        let database = sqlite::connect(&self.settings.database_url).await.expect("the database");
        SqliteAuditLog::new(database).verify_chain().await.expect("an unbroken chain")
    }

    /// The fields of a reset form for a user, as their page would carry them, with a fresh idempotency key.
    pub async fn reset_form(&self, pool: &str, username: &str) -> BTreeMap<String, String> {
        let user = self.user(pool, username).await;
        let text = |name: &str| user[name].as_str().expect("text").to_owned();
        form(&[
            ("pool", pool),
            ("sub", &text("sub")),
            ("username", &text("username")),
            ("action_id", &Uuid::new_v4().to_string()),
            ("reason", "Caller lost the old phone"),
            ("ticket", "INC-204817"),
        ])
    }

    /// The fields of a form that sets a generated password; `lasts` is `temporary` or `permanent`.
    pub async fn set_form(&self, pool: &str, username: &str, lasts: &str) -> BTreeMap<String, String> {
        let mut fields = self.reset_form(pool, username).await;
        fields.extend(form(&[("lasts", lasts), ("source", "generated")]));
        fields
    }

    /// The same with a typed password.
    pub async fn typed_form(&self, pool: &str, username: &str, lasts: &str, password: &str) -> BTreeMap<String, String> {
        let mut fields = self.set_form(pool, username, lasts).await;
        fields.extend(form(&[("source", "typed"), ("password", password)]));
        fields
    }

    /// Another instance of the console on the same database, behind the same public address; gives where it listens.
    pub async fn second_instance(&self) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let second = compose_at(&self.settings, Arc::clone(&self.clock)).await.expect("a second console");
        tokio::spawn(async move { axum::serve(listener, second.router.into_make_service_with_connect_info::<SocketAddr>()).await });
        address
    }

    /// Another process that writes into the database's file.
    pub async fn intruder(&self) -> SqliteConnection {
        SqliteConnectOptions::new().filename(self.database_file()).connect().await.expect("a connection")
    }

    /// Another process that holds the database's lock until it is dropped.
    pub async fn lock_trail(&self) -> SqliteConnection {
        let mut other = SqliteConnectOptions::new().filename(self.database_file()).connect().await.expect("a connection");
        sqlx::query("BEGIN EXCLUSIVE").execute(&mut other).await.expect("the lock");
        other
    }
}

/// Fields by name.
pub fn form(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}
