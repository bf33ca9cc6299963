//! The audit trail at ten million records: `make bench-audit`. What is measured, against what, and the targets stand in docs/benchmarks.md.
//!
//! A section is a function that measures and adds rows to the report; `SECTIONS` names them all.

mod console;
mod made;
mod measure;
mod people;
mod proof;
mod search;
#[path = "../support/mod.rs"]
mod support;

use console::Console;
use made::Made;
use measure::Report;
use std::path::PathBuf;

/// What a section works with.
pub struct Bench {
    /// The trail that was made, and the plain table of the same rows.
    pub made: Made,
    /// The console on that trail, with somebody signed in who may read it.
    pub console: Console,
}

type Section = for<'a> fn(&'a Bench, &'a mut Report) -> std::pin::Pin<Box<dyn Future<Output = ()> + 'a>>;

const SECTIONS: [(&str, Section); 4] = [
    ("pages", |bench, report| Box::pin(search::pages(bench, report))),
    ("search", |bench, report| Box::pin(search::run(bench, report))),
    ("appends", |bench, report| Box::pin(proof::appending(bench, report))),
    ("verify", |bench, report| Box::pin(proof::verification(bench, report))),
];

#[tokio::main]
async fn main() {
    let number = |name: &str, usual: u64| std::env::var(name).map_or(usual, |text| text.replace('_', "").parse().unwrap_or_else(|_| panic!("{name} is a number")));
    let folder = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| PathBuf::from("target"), PathBuf::from).join("bench");
    let records = number("RECORDS", 1_000_000);
    let mut report = Report::new(records, usize::try_from(number("ROUNDS", 300)).expect("a small number"));
    let made = Made::open(&folder, records, &mut report).await;
    let console = Console::start(&made, &mut report).await;
    let bench = Bench { made, console };
    let wanted = std::env::var("SECTIONS").unwrap_or_default();
    for (name, section) in SECTIONS {
        if wanted.is_empty() || wanted.split(',').any(|other| other == name) {
            section(&bench, &mut report).await;
        }
    }
    report.print();
    report.write(&folder.join(format!("audit-{}.json", bench.made.records)));
}
