//! A sandbox, a console's configuration that leads to it, staff who are signed in, and users.

use crate::cores::Cores;
use crate::process::{Process, free_address};
use crate::sandbox::{self, Told};
use reqwest::redirect::Policy;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::{Child, Command};
use tempfile::TempDir;

pub const POOL: &str = "eu-west-1_Nw4Customers";
/// Set in a child that serves a console: its configuration. The console takes no variable of its own prefix that it does not know.
pub const CONSOLE: &str = "BENCH_SERVES";
/// The binary as it is released, where it was built.
const RELEASED: &str = "PASSDESK_BENCH_BINARY";
/// A supervisor of the sandbox: may help users, and read the trail.
const PERSONA: &str = "nw-1003";

/// Everything around a console.
pub struct Desk {
    pub cores: Cores,
    pub sandbox: Told,
    pub folder: TempDir,
    /// Where the console listens.
    pub address: String,
    http: reqwest::Client,
    child: Child,
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A user of the sandbox.
#[derive(Debug, Clone)]
pub struct User {
    pub name: String,
    pub sub: String,
}

impl Desk {
    pub fn open(cores: Cores) -> Self {
        // On the machine's disk: commits are durable.
        let folder = tempfile::tempdir_in(std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| PathBuf::from("target"), PathBuf::from)).expect("a folder");
        let address = free_address();
        let (child, sandbox) = sandbox::start(folder.path(), &format!("http://{address}"));
        let http = reqwest::Client::builder().redirect(Policy::none()).no_proxy().build().expect("a client");
        Self { cores, sandbox, folder, address, http, child }
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub fn database(&self) -> PathBuf {
        self.folder.path().join("passdesk.db")
    }

    /// The console's configuration, as an operator would write it; without limits on how often staff may act.
    fn config(&self) -> PathBuf {
        let config = self.folder.path().join("passdesk.toml");
        let text = format!(
            "public_url = {:?}\nlisten = {:?}\ndatabase_url = \"sqlite://{}\"\n\n[[pools]]\nid = {POOL:?}\nendpoint_url = {:?}\n\n[oidc]\nissuer = {:?}\nclient_id = {:?}\n\
             client_secret = {:?}\nscopes = [\"profile\", \"email\"]\n\n[velocity]\nstaff_in_10_minutes = \"off\"\nstaff_in_24_hours = \"off\"\nuser_in_24_hours = \"off\"\n\n\
             [roles]\n\"passdesk-supervisor\" = \"supervisor\"\n",
            self.url(),
            self.address,
            self.database().display(),
            self.sandbox.cognito,
            self.sandbox.issuer,
            self.sandbox.client_id,
            self.sandbox.client_secret
        );
        std::fs::write(&config, text).expect("a configuration");
        config
    }

    fn quiet(&self, mut command: Command) -> Command {
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("PASSDESK_") && name != "PASSDESK_SITE_DIR") {
            command.env_remove(name);
        }
        command.env("AWS_ACCESS_KEY_ID", "SANDBOX").env("AWS_SECRET_ACCESS_KEY", "sandbox").env("AWS_EC2_METADATA_DISABLED", "true").env("PASSDESK_LOG", "error");
        command.current_dir(std::env::current_dir().expect("a folder"));
        command
    }

    /// The console of this program: as it is compiled for benchmarks, like its peer.
    pub async fn console(&self) -> Process {
        let command = Process::own(self.cores, CONSOLE, &self.config().display().to_string());
        Process::start(self.quiet(command), &self.address, &["/healthz"]).await
    }

    /// The released binary, where it was built; else this program.
    pub async fn released(&self, paths: &[&str]) -> Process {
        let config = self.config();
        let command = match std::env::var_os(RELEASED) {
            Some(binary) => {
                let mut command = self.cores.server(binary);
                command.args(["serve", "--config"]).arg(&config);
                command
            }
            None => Process::own(self.cores, CONSOLE, &config.display().to_string()),
        };
        Process::start(self.quiet(command), &self.address, paths).await
    }

    /// Asks the sandbox for something that no console can.
    pub async fn control(&self, method: &str, path: &str, body: Option<Value>) -> Value {
        let mut request = self.http.request(method.parse().expect("a method"), format!("{}/sandbox/{path}", self.sandbox.cognito)).header("accept", "application/json");
        if let Some(body) = body {
            request = request.header("content-type", "application/json").body(body.to_string());
        }
        let answer = request.send().await.expect("the sandbox");
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
        serde_json::from_str(&answer.text().await.expect("a body")).unwrap_or_default()
    }

    /// Every call takes so long from now on.
    pub async fn slow(&self, delay_ms: u64) {
        self.control("DELETE", "faults", None).await;
        if delay_ms > 0 {
            self.control("POST", "faults", Some(json!({ "operation": "*", "delay_ms": delay_ms }))).await;
        }
    }

    /// Users to whom a code can be sent.
    pub async fn crowd(&self, prefix: &str, users: usize) -> Vec<User> {
        let names: Vec<String> = (0..users).map(|number| format!("{prefix}{number:05}")).collect();
        let mut found = Vec::new();
        for some in names.chunks(100) {
            let user = |name: &String| {
                let attributes = json!({ "email": format!("{name}@crowd.example"), "email_verified": "true", "given_name": "Amara", "family_name": name });
                (name.clone(), json!({ "status": "CONFIRMED", "attributes": attributes }))
            };
            let users: serde_json::Map<String, Value> = some.iter().map(user).collect();
            let told = self.control("POST", &format!("users/{POOL}"), Some(json!({ "users": users }))).await;
            found.extend(some.iter().map(|name| User { name: name.clone(), sub: told["subs"][name].as_str().expect("a sub").to_owned() }));
        }
        found
    }

    /// A session's cookies, as a browser sends them.
    pub async fn sign_in(&self) -> String {
        let mut cookies = BTreeMap::new();
        let (authorize, _) = self.exchange(&mut cookies, &format!("{}/auth/login", self.url()), None).await;
        let (_, picker) = self.exchange(&mut cookies, &authorize, None).await;
        let request = picker.split("name=\"request\"").nth(1).and_then(|rest| rest.split("value=\"").nth(1)?.split('"').next()).expect("the picker").to_owned();
        let form = encoded(&[("request", &request), ("persona", PERSONA)]);
        let (back, _) = self.exchange(&mut cookies, &format!("{}/authorize/decision", self.sandbox.issuer), Some(form)).await;
        assert_eq!(self.exchange(&mut cookies, &back, None).await.0, "/users", "somebody signed in");
        line(&cookies)
    }

    async fn exchange(&self, cookies: &mut BTreeMap<String, String>, url: &str, form: Option<String>) -> (String, String) {
        let request = match form {
            Some(form) => self.http.post(url).header("content-type", "application/x-www-form-urlencoded").body(form),
            None => self.http.get(url),
        };
        let answer = request.header("cookie", line(cookies)).header("accept", "text/html").header("sec-fetch-site", "same-origin").send().await.expect("an answer");
        for cookie in answer.headers().get_all("set-cookie") {
            let (name, value) = cookie.to_str().expect("ASCII").split(';').next().and_then(|pair| pair.split_once('=')).expect("a cookie");
            cookies.insert(name.to_owned(), value.to_owned());
        }
        let location = answer.headers().get("location").map(|value| value.to_str().expect("ASCII").to_owned()).unwrap_or_default();
        (location, answer.text().await.expect("a body"))
    }

    /// The reset form of a user's page, filled in.
    pub async fn reset_form(&self, cookies: &str, user: &User) -> String {
        let request =
            self.http.get(format!("{}{}?do=reset", self.url(), page_of(user))).header("cookie", cookies).header("accept", "text/html").header("sec-fetch-site", "same-origin");
        let page = request.send().await.expect("an answer").text().await.expect("a page");
        let form =
            page.split("action=\"/api/passwords/reset\"").nth(1).and_then(|rest| rest.split("</form>").next()).unwrap_or_else(|| panic!("no form for {}: {page}", user.name));
        let mut fields: Vec<(&str, &str)> = Vec::new();
        for input in form.split("<input").skip(1).map(|rest| rest.split('>').next().unwrap_or_default()) {
            let of = |name: &str| input.split(&format!(" {name}=\"")).nth(1).and_then(|rest| rest.split('"').next());
            if let (Some("hidden"), Some(name)) = (of("type"), of("name")) {
                fields.push((name, of("value").unwrap_or_default()));
            }
        }
        fields.push(("reason", "A benchmark"));
        encoded(&fields)
    }
}

/// The address of a user's page.
pub fn page_of(user: &User) -> String {
    format!("/users/{POOL}/{}", user.sub)
}

fn encoded(fields: &[(&str, &str)]) -> String {
    url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish()
}

fn line(cookies: &BTreeMap<String, String>) -> String {
    cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
}
