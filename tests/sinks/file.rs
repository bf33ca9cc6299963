//! Files: whole lines at the end, whatever happened to the end.

use crate::trail::{TIMES, Trail, checked, is_whole, sink, state, until};
use passdesk::adapters::sinks::FileSink;
use passdesk::domain::audit::FeedOf;
use passdesk::ports::trail_feed::TrailFeed;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

fn sequences(file: &Path) -> Vec<i64> {
    fs::read_to_string(file).expect("a file").lines().map(checked).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_record_is_in_the_file_once_and_in_order_and_a_restart_goes_on_where_it_was() {
    let trail = Trail::open().await;
    let file = trail.path("audit.ndjson");
    trail.append(1_200).await;
    let sinks = trail.sinks(vec![sink("file", FileSink::new(file.clone()).unwrap())], TIMES);
    trail.reaches("file", 1_200).await;
    trail.append(3).await;
    trail.reaches("file", 1_203).await;
    let stands = state(&sinks, "file").await;
    assert_eq!((stands.position, stands.behind, stands.failing_since, stands.last_error), (1_203, 0, None, None));
    sinks.finish().await;
    trail.append(2).await;
    let sinks = trail.sinks(vec![sink("file", FileSink::new(file.clone()).unwrap())], TIMES);
    trail.reaches("file", 1_205).await;
    sinks.finish().await;
    assert_eq!(sequences(&file), (1..=1_205).collect::<Vec<_>>());
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
}

#[tokio::test(flavor = "multi_thread")]
async fn half_a_line_that_a_crash_left_is_ended_and_the_delivery_comes_again() {
    let trail = Trail::open().await;
    let file = trail.path("audit.ndjson");
    trail.append(20).await;
    trail.sinks(vec![sink("file", FileSink::new(file.clone()).unwrap())], TIMES).finish().await;
    // Killed while the last lines were written, before the cursor moved.
    let text = fs::read(&file).unwrap();
    fs::write(&file, &text[..text.len() - 100]).unwrap();
    trail.feed.set_cursor("file", FeedOf::Records, 10).await.unwrap();
    trail.sinks(vec![sink("file", FileSink::new(file.clone()).unwrap())], TIMES).finish().await;
    let text = fs::read_to_string(&file).unwrap();
    let (whole, torn): (Vec<&str>, Vec<&str>) = text.lines().partition(|line| line.ends_with("}}"));
    assert_eq!(torn.len(), 1, "one line broke off, and nothing was added to it");
    is_whole(&whole.into_iter().map(checked).collect::<Vec<_>>(), 20);
    assert!(text.ends_with('\n'));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_renamed_or_removed_is_made_anew() {
    let trail = Trail::open().await;
    let (file, rotated) = (trail.path("audit.ndjson"), trail.path("audit.ndjson.1"));
    let sinks = trail.sinks(vec![sink("file", FileSink::new(file.clone()).unwrap())], TIMES);
    trail.append(5).await;
    trail.reaches("file", 5).await;
    fs::rename(&file, &rotated).unwrap();
    trail.append(5).await;
    trail.reaches("file", 10).await;
    assert_eq!((sequences(&rotated), sequences(&file)), ((1..=5).collect(), (6..=10).collect()));
    fs::remove_file(&file).unwrap();
    trail.append(1).await;
    trail.reaches("file", 11).await;
    assert_eq!(sequences(&file), [11]);
    sinks.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_harms_no_append_and_no_other_sink_and_what_was_held_back_follows() {
    let trail = Trail::open().await;
    let (full, healthy) = (trail.path("full.ndjson"), trail.path("healthy.ndjson"));
    symlink("/dev/full", &full).unwrap();
    let places = vec![sink("full", FileSink::new(full.clone()).unwrap()), sink("healthy", FileSink::new(healthy.clone()).unwrap())];
    let sinks = trail.sinks(places, TIMES);
    trail.append(700).await;
    trail.reaches("healthy", 700).await;
    until("the full one tells", async || state(&sinks, "full").await.last_error.is_some()).await;
    let stands = state(&sinks, "full").await;
    assert!(stands.last_error.as_deref().is_some_and(|error| error.contains("full.ndjson: No space left on device")), "{stands:?}");
    assert!((stands.position, stands.behind) == (0, 700) && stands.failing_since.is_some());
    trail.append(1).await;
    fs::remove_file(&full).unwrap();
    trail.reaches("full", 701).await;
    assert_eq!((sequences(&full), sequences(&healthy)), ((1..=701).collect(), (1..=701).collect()));
    let stands = state(&sinks, "full").await;
    assert_eq!((stands.failing_since, stands.last_error, stands.behind), (None, None, 0));
    sinks.finish().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_text_leaves_one_line_a_record() {
    let trail = Trail::open().await;
    let file = trail.path("audit.ndjson");
    for text in ["a\nb\r\nc", "\u{2028}\u{2029}\u{85}\u{c}\u{b}", "\u{1b}[2J\u{9b}1A\u{202e}", "\"}}\n{\"sequence\":99", "\0\u{7f}\u{feff}\u{200b}"] {
        trail.append_saying(text.to_owned()).await;
    }
    trail.sinks(vec![sink("file", FileSink::new(file.clone()).unwrap())], TIMES).finish().await;
    let text = fs::read_to_string(&file).unwrap();
    assert_eq!(text.split_terminator(|c: char| c == '\n' || c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')).map(checked).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
}
