//! A section's figures and its raw rows, as `scripts/write-benchmarks.mjs` reads them.

use super::{Calibration, Interval};
use passdesk::domain::clock::{Clock, SystemClock};
use serde_json::{Value, json};
use std::path::PathBuf;

/// What a figure is held against.
#[derive(Debug, Clone, Copy)]
pub enum Target {
    AtLeast(f64),
    AtMost(f64),
}

impl Target {
    fn is_met(self, value: f64) -> bool {
        match self {
            Self::AtLeast(least) => value >= least,
            Self::AtMost(most) => value <= most,
        }
    }

    fn words(self, unit: &str) -> String {
        let (sign, bound) = match self {
            Self::AtLeast(bound) => ('≥', bound),
            Self::AtMost(bound) => ('≤', bound),
        };
        format!("{sign} {bound} {unit}").trim_end().replace(" ×", "×")
    }
}

/// The figures of one section.
pub struct Sheet {
    id: &'static str,
    title: &'static str,
    command: String,
    limits: String,
    figures: Vec<Value>,
    rows: Vec<String>,
    /// Run around each half.
    pub calibration: Calibration,
}

impl Sheet {
    /// An empty one. `columns` is the first line of the raw rows.
    pub fn new(id: &'static str, title: &'static str, command: &str, columns: &str) -> Self {
        println!("{id}: {title}");
        let pairs = std::env::var("PAIRS").map(|pairs| format!(" PAIRS={pairs}")).unwrap_or_default();
        Self { id, title, command: format!("{command}{pairs}"), limits: String::new(), figures: Vec::new(), rows: vec![columns.to_owned()], calibration: Calibration::default() }
    }

    /// A raw row.
    pub fn row(&mut self, cells: &[String]) {
        self.rows.push(cells.join(","));
    }

    /// What limits these figures, in a sentence.
    pub fn limits(&mut self, sentence: &str) {
        sentence.clone_into(&mut self.limits);
    }

    /// A figure that is no sample.
    pub fn figure(&mut self, name: &str, value: f64, unit: &str, target: Option<Target>, peer: &str) {
        self.add(name, value, None, unit, target, peer);
    }

    /// The median of a sample.
    pub fn median(&mut self, name: &str, sample: Interval, unit: &str, target: Option<Target>, peer: &str) {
        self.add(name, sample.value, Some(sample), unit, target, peer);
    }

    fn add(&mut self, name: &str, value: f64, sample: Option<Interval>, unit: &str, target: Option<Target>, peer: &str) {
        // Where the interval holds the bound, nobody can say.
        let is_open = target.zip(sample).is_some_and(|(target, sample)| target.is_met(sample.low) != target.is_met(sample.high));
        let met = target.filter(|_| !is_open).map(|target| target.is_met(value));
        let between = sample.map(|sample| format!(" ({:.3} to {:.3})", sample.low, sample.high)).unwrap_or_default();
        let verdict = met.map(|met| if met { ", met" } else { ", missed" }).unwrap_or_default();
        let asked = target.map(|target| format!(", target {}", target.words(unit))).unwrap_or_default();
        println!("  {name}: {value:.3}{between} {unit}{asked}{verdict}; {peer}");
        self.figures.push(json!({
            "name": name,
            "value": value,
            "low": sample.map(|sample| sample.low),
            "high": sample.map(|sample| sample.high),
            "unit": unit,
            "target": target.map(|target| target.words(unit)),
            "met": met,
            "peer": peer,
        }));
    }

    /// Writes both files.
    pub fn write(self) {
        let folder = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| PathBuf::from("target"), PathBuf::from).join("bench");
        let (figures, rows) = (folder.join("figures"), folder.join("rows"));
        for folder in [&figures, &rows] {
            std::fs::create_dir_all(folder).expect("a folder");
        }
        println!("  {}", self.calibration.words());
        let sheet = json!({
            "id": self.id,
            "title": self.title,
            "date": SystemClock.now().date().to_string(),
            "machine": machine(),
            "command": self.command,
            "noise": self.calibration.words(),
            "limits": self.limits,
            "figures": self.figures,
        });
        std::fs::write(figures.join(format!("{}.json", self.id)), serde_json::to_string_pretty(&sheet).expect("JSON")).expect("the figures' file");
        std::fs::write(rows.join(format!("{}.csv", self.id)), self.rows.join("\n") + "\n").expect("the rows' file");
    }
}

/// Cores, memory and kernel, whatever this process may use of them.
fn machine() -> String {
    let read = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let cores = read("/proc/cpuinfo").lines().filter(|line| line.starts_with("processor")).count();
    let kilobytes: f64 = read("/proc/meminfo").split_whitespace().nth(1).and_then(|number| number.parse().ok()).unwrap_or(f64::NAN);
    let kernel: Vec<String> = read("/proc/sys/kernel/osrelease").trim().split('.').take(2).map(str::to_owned).collect();
    format!("{cores} cores, {:.0} GB, Linux {}", (kilobytes / 1_048_576.0).round(), kernel.join("."))
}
