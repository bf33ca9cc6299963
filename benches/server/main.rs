//! The server, side by side with what it is held against: the user page (P4), a reset (P5, P6), memory and start (P12), and what becomes of it all at
//! three times the load that it can carry. `make bench BENCH=P4`; what is measured, against what, and the targets stand in docs/benchmarks.md.
//!
//! Console, peer and sandbox are processes of their own: this program again, in another role.

mod cores;
mod desk;
mod load;
mod overload;
mod page;
mod peer;
#[path = "../support/peers.rs"]
mod peers;
mod process;
mod reset;
#[path = "../support/sandbox.rs"]
mod sandbox;
mod start;
#[path = "../support/mod.rs"]
mod support;

use cores::Cores;
use std::path::PathBuf;

type Section = fn(Cores, usize) -> std::pin::Pin<Box<dyn Future<Output = ()>>>;

/// Each with its usual number of pairs.
const SECTIONS: [(&str, usize, Section); 5] = [
    ("P4", 15, |cores, pairs| Box::pin(page::run(cores, pairs))),
    ("P5", 40, |cores, pairs| Box::pin(reset::latency(cores, pairs))),
    ("P6", 15, |cores, pairs| Box::pin(reset::cpu(cores, pairs))),
    ("P12", 15, |cores, pairs| Box::pin(start::run(cores, pairs))),
    ("overload", 15, |cores, pairs| Box::pin(overload::run(cores, pairs))),
];

fn main() {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let runtime = || tokio::runtime::Runtime::new().expect("a runtime");
    if std::env::var_os(sandbox::CHILD).is_some() {
        return runtime().block_on(sandbox::serve());
    }
    if let Some(config) = std::env::var_os(desk::CONSOLE) {
        return runtime().block_on(passdesk::commands::serve(Some(&PathBuf::from(config)))).expect("a console");
    }
    if let Ok(told) = std::env::var(peer::PEER) {
        return runtime().block_on(peer::serve(&told));
    }
    let cores = Cores::divide();
    let wanted = std::env::var("SECTIONS").unwrap_or_default();
    let pairs = std::env::var("PAIRS").ok().map(|text| text.parse().expect("PAIRS is a number"));
    for (name, usual, section) in SECTIONS {
        if wanted.is_empty() || wanted.split([',', ' ']).any(|other| other == name) {
            runtime().block_on(section(cores, pairs.unwrap_or(usual)));
        }
    }
}
