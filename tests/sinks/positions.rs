//! Where sinks begin, and what they make of a trail that is not what it was.

use crate::trail::{TIMES, Trail, checked, sink, state, until};
use passdesk::adapters::sinks::FileSink;
use passdesk::domain::audit::{FeedFrom, FeedOf};
use passdesk::features::audit_trail::{FeedTimes, Sink};
use passdesk::ports::trail_feed::TrailFeed;
use serde_json::Value;
use std::fs;
use std::time::Duration;

#[tokio::test(flavor = "multi_thread")]
async fn a_sink_from_now_on_gets_what_comes_after_it_also_after_a_restart_that_came_first() {
    let trail = Trail::open().await;
    let file = trail.path("audit.ndjson");
    trail.append(40).await;
    let late = || vec![Sink { from: FeedFrom::Now, ..sink("late", FileSink::new(file.clone()).unwrap()) }];
    let sinks = trail.sinks(late(), TIMES);
    trail.reaches("late", 40).await;
    sinks.finish().await;
    assert_eq!(fs::read_to_string(&file).unwrap(), "", "nothing was delivered");
    trail.append(3).await;
    trail.sinks(late(), TIMES).finish().await;
    assert_eq!(fs::read_to_string(&file).unwrap().lines().map(checked).collect::<Vec<_>>(), [41, 42, 43]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_appended_last_is_delivered_before_the_console_stops() {
    let trail = Trail::open().await;
    let file = trail.path("audit.ndjson");
    let sinks = trail.sinks(vec![sink("file", FileSink::new(file.clone()).unwrap())], FeedTimes { every: Duration::from_secs(3_600), ..TIMES });
    until("it has looked once", async || trail.cursor("file").await == Some(0)).await;
    trail.append(2).await;
    sinks.finish().await;
    assert_eq!(fs::read_to_string(&file).unwrap().lines().map(checked).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(trail.cursor("file").await, Some(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn checkpoints_follow_the_records_and_have_a_cursor_of_their_own() {
    let trail = Trail::open().await;
    let file = trail.path("audit.ndjson");
    trail.append(2).await;
    trail.raw("INSERT INTO audit_checkpoints (size, note, made_at) VALUES (2, 'desk.example/audit' || char(10) || '2' || char(10), 1)").await;
    let both = || vec![Sink { what: vec![FeedOf::Records, FeedOf::Checkpoints], ..sink("both", FileSink::new(file.clone()).unwrap()) }];
    trail.sinks(both(), TIMES).finish().await;
    trail.raw("INSERT INTO audit_checkpoints (size, note, made_at) VALUES (2, 'the second', 2)").await;
    let sinks = trail.sinks(both(), TIMES);
    sinks.finish().await;
    let text = fs::read_to_string(&file).unwrap();
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 4, "{text}");
    assert_eq!((&lines[0]["sequence"], &lines[1]["sequence"]), (&1.into(), &2.into()));
    assert_eq!((&lines[2]["checkpoint"], &lines[3]["checkpoint"]), (&"desk.example/audit\n2\n".into(), &"the second".into()));
    let states: Vec<_> = sinks.states().await.unwrap().iter().map(|state| (state.what, state.position, state.behind)).collect();
    assert_eq!(states, [(FeedOf::Records, 2, 0), (FeedOf::Checkpoints, 2, 0)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_follows_a_trail_that_lost_its_end_is_delivered_under_the_same_numbers() {
    let trail = Trail::open().await;
    let file = trail.path("audit.ndjson");
    let place = || vec![sink("file", FileSink::new(file.clone()).unwrap())];
    trail.append(10).await;
    let sinks = trail.sinks(place(), TIMES);
    trail.reaches("file", 10).await;
    trail.raw("DROP TRIGGER audit_records_no_delete; DELETE FROM audit_records WHERE sequence > 7").await;
    trail.reaches("file", 7).await;
    trail.append(1).await;
    trail.reaches("file", 8).await;
    assert_eq!(state(&sinks, "file").await.behind, 0);
    sinks.finish().await;
    let text = fs::read_to_string(&file).unwrap();
    assert_eq!(text.lines().map(checked).collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 8]);
    let lines: Vec<&str> = text.lines().collect();
    assert_ne!(lines[7], lines[10], "two records with one number: a rollback shows");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_delivery_ends_after_about_a_mebibyte_and_the_next_one_goes_on_from_there() {
    let trail = Trail::open().await;
    for _ in 0..30 {
        trail.append_saying("x".repeat(100_000)).await;
    }
    let first = trail.feed.after(FeedOf::Records, 0).await.unwrap();
    assert_eq!(first.iter().map(|item| item.position).collect::<Vec<_>>(), (1..=11).collect::<Vec<_>>());
    assert_eq!(trail.feed.after(FeedOf::Records, 11).await.unwrap()[0].position, 12);
    assert!(trail.feed.after(FeedOf::Records, 30).await.unwrap().is_empty());
}
