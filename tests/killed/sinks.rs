//! `kill -9` while the trail's sinks are being fed: nothing is missing afterwards.

use crate::browser::Browser;
use crate::process::Desk;
use serde_json::Value;
use std::path::Path;
use std::time::Duration;
use tokio::time::Instant;

/// Some forty deliveries: there is time to be killed in.
const RECORDS: usize = 20_000;
/// Killed at so many places, each further on.
const KILLS: u64 = 6;

fn config(folder: &Path) -> String {
    format!("[[audit.sinks]]\nname = \"journal\"\nkind = \"stdout\"\n\n[[audit.sinks]]\nname = \"file\"\nkind = \"file\"\npath = {:?}\n", folder.join("audit.ndjson"))
}

/// The sequences of a file's lines in order, without those of lines that broke off.
fn sequences(file: &Path) -> (Vec<i64>, usize) {
    let text = std::fs::read_to_string(file).unwrap_or_default();
    let lines: Vec<Option<i64>> = text.lines().map(|line| serde_json::from_str::<Value>(line).ok().and_then(|line| line["sequence"].as_i64())).collect();
    (lines.iter().copied().flatten().collect(), lines.iter().filter(|line| line.is_none()).count())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_process_that_is_killed_while_it_feeds_its_sinks_leaves_out_no_record() {
    let mut desk = Desk::open_with(config, RECORDS).await;
    let (file, out) = (desk.path("audit.ndjson"), desk.path("out"));
    let size = |file: &Path| std::fs::metadata(file).map_or(0, |found| found.len());
    let whole = 20_000 * 400;
    let mut deliveries = Vec::new();
    for kill in 1..=KILLS {
        let deadline = Instant::now() + Duration::from_secs(30);
        while size(&file) < whole * kill / (KILLS + 2) {
            assert!(Instant::now() < deadline, "the file does not grow: {}", size(&file));
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        desk.kill();
        deliveries.push(sequences(&file).0.len());
        desk.start().await;
    }
    // Somebody works meanwhile, and the console is told to stop: what they did is delivered, too.
    Browser::sign_in(&desk).await;
    desk.stop();
    let last = desk.count().await;
    assert!(last > 20_000, "{last}");
    for file in [&file, &out] {
        let (found, torn) = sequences(file);
        let mut next = 1;
        for sequence in &found {
            assert!(*sequence <= next, "{}: {next} is missing before {sequence}", file.display());
            next = next.max(sequence + 1);
        }
        assert_eq!(next, last + 1, "{}", file.display());
        eprintln!("{}: {} lines for {last} records, {torn} broken off, killed at {deliveries:?}", file.display(), found.len());
    }
}
