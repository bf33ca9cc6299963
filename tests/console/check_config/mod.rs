//! `passdesk check-config` as an operator runs it: the program itself, with an environment, files and a configuration of its own, against the
//! sandbox's Cognito, STS and issuer over the wire.

mod operations;
mod proxies;
mod roles;
mod servers;
mod sources;

use crate::desk::{CUSTOMERS, Desk};
use reqwest::Method;
use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::Command;
use tempfile::TempDir;

/// The role that the sandbox's host has.
const HOST: &str = "arn:aws:sts::123456789012:assumed-role/passdesk-host/i-0abc";
/// The role of a pool.
const ROLE: &str = "arn:aws:iam::210987654321:role/desk/passdesk-customers";

/// An operator's machine: a home of its own, and a desk whose sandbox stands for AWS.
struct Machine {
    desk: Desk,
    home: TempDir,
    /// A group of the issuer, and its role.
    roles: &'static str,
    /// Where Cognito and STS are.
    endpoints: String,
}

/// What the program said.
struct Said {
    is_good: bool,
    out: String,
    faults: String,
}

impl Machine {
    async fn new() -> Self {
        let desk = Desk::open().await;
        let url = desk.sandbox.cognito_url();
        let endpoints = format!("endpoint_url = {url:?}\nsts_endpoint_url = {url:?}");
        Self { desk, home: tempfile::tempdir().expect("a home"), roles: "\"desk\" = \"supervisor\"", endpoints }
    }

    /// A machine whose AWS knows these keys, which are the host's, and no others.
    async fn with_keys(session_token: Option<&str>) -> Self {
        let machine = Self::new().await;
        machine.switch(json!({ "only_known_keys": true, "known_keys": [known_key(session_token)] })).await;
        machine
    }

    async fn switch(&self, switches: Value) {
        self.desk.control(Method::POST, "switches", Some(switches)).await;
    }

    /// A file of the home.
    fn write(&self, name: &str, text: &str) -> PathBuf {
        let file = self.home.path().join(name);
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        std::fs::write(&file, text).expect("a file");
        file
    }

    /// Runs the program, with these lines for the pool, and nothing in the environment but these variables.
    async fn check(&self, pool: &str, variables: &[(&str, &str)]) -> Said {
        let home = self.home.path();
        let database = home.join("check.db");
        let config = format!(
            "public_url = \"https://passdesk.example\"\ndatabase_url = \"sqlite://{}\"\n[[pools]]\nid = {CUSTOMERS:?}\nname = \"Customers\"\n{}\n{pool}\n\
             [oidc]\nissuer = {:?}\nclient_id = \"passdesk\"\n[roles]\n{}\n",
            database.display(),
            self.endpoints,
            self.desk.sandbox.issuer_url(),
            self.roles
        );
        let file = self.write("passdesk.toml", &config);
        let mut command = Command::new(env!("CARGO_BIN_EXE_passdesk"));
        command.args(["check-config", "--config"]).arg(file).env_clear().env("HOME", home).env("PATH", "/usr/bin:/bin").env("AWS_EC2_METADATA_DISABLED", "true");
        command.envs(variables.iter().copied());
        let ended = tokio::task::spawn_blocking(move || command.output()).await.expect("a task").expect("the program");
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
        Said { is_good: ended.status.success(), out: text(ended.stdout), faults: text(ended.stderr) }
    }

    /// The requests that Cognito got, oldest first.
    async fn requests(&self) -> Vec<Value> {
        self.desk.control(Method::GET, "requests", None).await["requests"].as_array().expect("requests").clone()
    }
}

impl Said {
    /// All lines are there, after the pool's name.
    fn has(&self, lines: &[&str]) {
        for line in lines {
            let whole = format!("user pool {CUSTOMERS} (Customers): {line}");
            assert!(self.out.lines().any(|said| said == whole), "{whole}\nin\n{}\n{}", self.out, self.faults);
        }
    }

    /// Good, and this is who the console is.
    fn is(&self, arn: &str, source: &str) {
        assert!(self.is_good, "{}\n{}", self.out, self.faults);
        let account = arn.split(':').nth(4).expect("an account");
        self.has(&[&format!("credentials from {source}"), &format!("this console is {arn} (account {account})"), "answers", "AdminSetUserPassword: allowed"]);
        self.keeps_its_secrets();
    }

    fn keeps_its_secrets(&self) {
        for secret in [KEY, SECRET, TOKEN] {
            assert!(!self.out.contains(secret) && !self.faults.contains(secret), "{secret} in\n{}\n{}", self.out, self.faults);
        }
    }
}

const KEY: &str = "ASIAPASSDESKTEST0001";
const SECRET: &str = "s3cret-of-the-host-and-of-nobody-else";
const TOKEN: &str = "token-of-the-host-and-of-nobody-else";

fn known_key(session_token: Option<&str>) -> Value {
    json!({ "access_key_id": KEY, "secret_access_key": SECRET, "session_token": session_token, "arn": HOST })
}

/// The keys as a file of the AWS CLI has them.
fn keys_in_a_file(profile: &str) -> String {
    format!("[{profile}]\naws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\naws_session_token = {TOKEN}\n")
}

/// The same in the environment.
const BY_ENVIRONMENT: [(&str, &str); 3] = [("AWS_ACCESS_KEY_ID", KEY), ("AWS_SECRET_ACCESS_KEY", SECRET), ("AWS_SESSION_TOKEN", TOKEN)];
/// Keys that nobody knows.
const WRONG: [(&str, &str); 2] = [("AWS_ACCESS_KEY_ID", "AKIAOFSOMEBODYELSE"), ("AWS_SECRET_ACCESS_KEY", "nothing")];
