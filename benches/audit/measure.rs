//! Times of many runs, what they are held against, and the table of it all.

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
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a place in a list of hundreds")]
        let place = ((sorted.len() as f64 * share).ceil() as usize).clamp(1, sorted.len().max(1)) - 1;
        sorted.get(place).copied().unwrap_or(f64::NAN)
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
    /// Runs of each measure.
    pub rounds: usize,
    rows: Vec<Value>,
}

impl Report {
    pub fn new(rounds: usize) -> Self {
        Self { rounds, rows: Vec::new() }
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
