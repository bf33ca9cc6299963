//! Times of many runs, what they are held against, and the table of it all.

use crate::support::{Interval, Sheet, Target, median, percentile};
use serde_json::{Value, json};
use std::path::Path;
use std::time::{Duration, Instant};

/// Times of one thing, in milliseconds.
#[derive(Debug, Clone, Default)]
pub struct Times(Vec<f64>);

impl Times {
    /// Adds a time.
    pub fn add(&mut self, time: Duration) {
        self.0.push(time.as_secs_f64() * 1e3);
    }

    /// The time below which this share of them lies.
    pub fn at(&self, share: f64) -> f64 {
        percentile(&self.0, share)
    }
}

/// Times something that waits.
pub async fn timed<T>(what: impl Future<Output = T>) -> (T, Duration) {
    let began = Instant::now();
    let answer = what.await;
    (answer, began.elapsed())
}

/// What was measured.
pub struct Report {
    /// Records of the trail.
    records: u64,
    /// Runs of each measure.
    pub rounds: usize,
    rows: Vec<Value>,
    /// Of the section that is being measured.
    sheet: Option<Sheet>,
}

impl Report {
    pub fn new(records: u64, rounds: usize) -> Self {
        Self { records, rounds, rows: Vec::new(), sheet: None }
    }

    /// What comes from now on belongs to this section of docs/benchmarks.md.
    pub fn begin(&mut self, id: &'static str, title: &'static str) {
        self.sheet = Some(Sheet::new(id, title, &format!("make bench-audit RECORDS={}", self.records), "what,value"));
        self.calibrate();
    }

    /// The same work once more, to see how steady the machine is.
    pub fn calibrate(&mut self) {
        if let Some(sheet) = &mut self.sheet {
            sheet.calibration.run();
        }
    }

    /// Writes what belongs to the section.
    pub fn end(&mut self, limits: &str) {
        self.calibrate();
        if let Some(mut sheet) = self.sheet.take() {
            sheet.limits(limits);
            sheet.write();
        }
    }

    /// The median of a sample against a target.
    pub fn sample(&mut self, name: &str, values: &[f64], sample: Interval, unit: &str, target: Option<Target>, peer: &str) {
        self.rows.push(json!({ "name": name, "value": median(values), "low": sample.low, "high": sample.high, "unit": unit }));
        match &mut self.sheet {
            Some(sheet) => {
                values.iter().for_each(|value| sheet.row(&[name.replace(',', ""), format!("{value:.4}")]));
                sheet.median(name, sample, unit, target, peer);
            }
            None => println!("  {name}: {:.3} {unit}", sample.value),
        }
    }

    /// A figure that is no time of a page: how fast something was made.
    pub fn figure(&mut self, name: &str, value: f64, unit: &str) {
        println!("  {name}: {value:.1} {unit}");
        self.rows.push(json!({ "name": name, "value": value, "unit": unit }));
    }

    /// Times with their target at the 95th percentile in milliseconds, and the times of something to hold them against.
    pub fn times(&mut self, name: &str, ours: &Times, target: Option<f64>, theirs: Option<(&str, &Times)>) {
        let mut row = json!({ "name": name, "runs": ours.0.len(), "p50_ms": ours.at(0.5), "p95_ms": ours.at(0.95), "max_ms": ours.at(1.0), "target_p95_ms": target });
        if let Some((what, theirs)) = theirs {
            row["against"] = json!({ "what": what, "runs": theirs.0.len(), "p50_ms": theirs.at(0.5), "p95_ms": theirs.at(0.95), "ratio_p50": theirs.at(0.5) / ours.at(0.5) });
        }
        println!("  {name}: p50 {:.2} ms, p95 {:.2} ms", ours.at(0.5), ours.at(0.95));
        if let Some(sheet) = &mut self.sheet {
            ours.0.iter().for_each(|time| sheet.row(&[name.replace(',', ""), format!("{time:.4}")]));
            let peer = theirs.map(|(what, theirs)| format!("{what}: {:.0} ms at the median, {:.0}×", theirs.at(0.5), theirs.at(0.5) / ours.at(0.5))).unwrap_or_default();
            sheet.calibration.run();
            sheet.figure(&format!("{name}, p95"), ours.at(0.95), "ms", target.map(Target::AtMost), &peer);
        }
        self.rows.push(row);
    }

    /// The table.
    pub fn print(&self) {
        println!("\n{:<58} {:>9} {:>9} {:>9} {:>7}   against", "", "p50 ms", "p95 ms", "max ms", "target");
        for row in &self.rows {
            let name = row["name"].as_str().unwrap_or_default();
            let Some(p95) = row["p95_ms"].as_f64() else {
                println!("{name:<58} {:>9.1} {}", row["value"].as_f64().unwrap_or(f64::NAN), row["unit"].as_str().unwrap_or_default());
                continue;
            };
            let target = row["target_p95_ms"].as_f64().map_or(String::new(), |target| format!("≤ {target}{}", if p95 <= target { "" } else { " !" }));
            let against = row["against"].as_object().map_or(String::new(), |against| {
                format!(
                    "{} {:.1} ms: {:.0}×",
                    against["what"].as_str().unwrap_or_default(),
                    against["p50_ms"].as_f64().unwrap_or(f64::NAN),
                    against["ratio_p50"].as_f64().unwrap_or(f64::NAN)
                )
            });
            let of = |name: &str| row[name].as_f64().unwrap_or(f64::NAN);
            println!("{name:<58} {:>9.2} {:>9.2} {:>9.2} {target:>7}   {against}", of("p50_ms"), of("p95_ms"), of("max_ms"));
        }
    }

    /// The rows as JSON.
    pub fn write(&self, path: &Path) {
        std::fs::write(path, serde_json::to_string_pretty(&self.rows).expect("JSON")).expect("the report's file");
        println!("\n{}", path.display());
    }
}
