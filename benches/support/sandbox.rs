//! The sandbox, in a process of its own.

use passdesk::sandbox::{Sandbox, SandboxSettings};
use serde::{Deserialize, Serialize};
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// Set in the child: where it keeps its state, and the console's address.
pub const CHILD: &str = "PASSDESK_BENCH_SANDBOX";
const CONSOLE: &str = "PASSDESK_BENCH_CONSOLE";

/// Where the child listens, and how the console signs staff in.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Told {
    pub cognito: String,
    pub issuer: String,
    pub client_id: String,
    pub client_secret: String,
}

/// The child's whole life: it ends with its standard input.
pub async fn serve() {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let any: SocketAddr = ([127, 0, 0, 1], 0).into();
    let text = |name: &str| std::env::var(name).expect("set by the parent");
    let asked = SandboxSettings { data_dir: text(CHILD).into(), fresh: true, cognito_listen: any, issuer_listen: any, console_url: text(CONSOLE) };
    let sandbox = Sandbox::start(asked).await.expect("a sandbox");
    let told = Told { cognito: sandbox.cognito_url(), issuer: sandbox.issuer_url(), client_id: sandbox.client_id().to_owned(), client_secret: sandbox.client_secret().to_owned() };
    println!("{}", serde_json::to_string(&told).expect("JSON"));
    tokio::task::spawn_blocking(|| std::io::stdin().lines().for_each(drop)).await.expect("the parent's end");
}

/// Starts the child.
pub fn start(folder: &Path, console: &str) -> (Child, Told) {
    let own = std::env::current_exe().expect("this program");
    let mut child = Command::new(own).env(CHILD, folder).env(CONSOLE, console).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("a child");
    let mut line = String::new();
    BufReader::new(child.stdout.take().expect("its output")).read_line(&mut line).expect("a line");
    (child, serde_json::from_str(&line).expect("what it tells"))
}
