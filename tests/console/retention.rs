//! Old records are archived and pruned, and the chain stays verifiable across the cut.

use crate::desk::{AUDITOR, Desk};
use passdesk::adapters::files::{ArchiveFolder, ExportFiles};
use passdesk::domain::actor::RequestOrigin;
use passdesk::domain::audit::verify::{FaultKind, verify};
use passdesk::domain::audit::{AuditEntry, ChainHead, Outcome, RecordKind};
use passdesk::domain::clock::to_micros;
use passdesk::features::audit_trail::{Retention, prune};
use passdesk::ports::trail_filter::TrailFilter;
use passdesk::ports::trail_search::PageFrom;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

const DAY: i64 = 86_400_000_000;

/// Keeps a hundred days.
fn retention(desk: &Desk) -> (Retention, PathBuf) {
    let folder = desk.database_file().with_file_name("archive");
    (Retention { keep_for: time::Duration::days(100), archive: Arc::new(ArchiveFolder(folder.clone())) }, folder)
}

/// An action that was begun so many days ago, and ended as soon; gives its id.
async fn action(desk: &Desk, days_ago: i64) -> Uuid {
    let at = to_micros(desk.console.now()) - days_ago * DAY;
    let mut entry = AuditEntry::new(RecordKind::Intent, "password.reset", at, None, &RequestOrigin::default());
    entry.action_id = Uuid::new_v4();
    desk.console.audit.append(entry.clone()).await.expect("an intent");
    entry.kind = RecordKind::Outcome;
    entry.outcome = Some(Outcome::Succeeded);
    desk.console.audit.append(entry.clone()).await.expect("an outcome");
    entry.action_id
}

#[tokio::test]
async fn old_months_go_into_an_archive_and_the_chain_holds_across_the_cut() {
    let desk = Desk::open().await;
    let (retention, folder) = retention(&desk);
    let old = action(&desk, 400).await;
    for _ in 0..1_700 {
        action(&desk, 300).await;
    }
    desk.console.sealer.seal().await.expect("a checkpoint");
    let kept = action(&desk, 90).await;
    let cut = prune(&desk.console, &retention).await.expect("a cut").expect("old records");
    assert_eq!(cut.end.size, 3_402);
    assert_eq!(prune(&desk.console, &retention).await.expect("nothing to do"), None);

    let verdict = desk.console.verification.verify().await.expect("a verdict");
    let report = verdict.found.expect("a report");
    assert!(report.faults.is_empty() && report.start == cut.end && report.records() == 3, "{report:?}");
    assert!(desk.console.audit.action(old).await.expect("the trail").is_empty(), "it is in the archive alone");
    assert_eq!(desk.console.audit.action(kept).await.expect("the trail").len(), 2);

    // Lists and searches go on, also from the oldest end.
    let auditor = desk.signed_in(AUDITOR).await;
    for _ in 0..100 {
        let page = desk.console.trail_search.page(&TrailFilter::default(), PageFrom::Oldest, 10).await.expect("a page");
        if page.being_made.is_none() && page.rows.last().is_some_and(|row| row.opening.entry.action_id == kept) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let page = desk.console.trail_search.page(&TrailFilter::default(), PageFrom::Oldest, 10).await.expect("a page");
    assert_eq!((page.rows.last().map(|row| row.opening.entry.action_id), page.has_older, page.looked_to), (Some(kept), false, None));
    assert!(auditor.page("/audit?action=trail.prune").await.text().contains("the console itself"));

    // The archive and an export of what is left are one trail.
    let fields = crate::desk::form(&[("format", "jsonl"), ("everything", "on")]);
    let rest = desk.database_file().with_file_name("rest.jsonl");
    std::fs::write(&rest, auditor.post("/audit/export", &fields).await.body).expect("a file");
    let files = ExportFiles::open(vec![folder.join(&cut.archive), rest.clone()]).expect("exports");
    let report = verify(&files, files.start, desk.console.sealer.keys(), &files.seals, &|_| {});
    assert!(report.faults.is_empty() && report.start == ChainHead::EMPTY && report.records() > 3_405, "{report:?}");
    let alone = ExportFiles::open(vec![rest]).expect("an export");
    let report = verify(&alone, alone.start, desk.console.sealer.keys(), &alone.seals, &|_| {});
    assert!(report.faults.is_empty() && report.start == cut.end, "{report:?}");
}

#[tokio::test]
async fn a_second_archive_verifies_by_itself_and_behind_the_first() {
    let desk = Desk::open().await;
    let (retention, folder) = retention(&desk);
    for days_ago in [800, 700, 300, 200, 1] {
        action(&desk, days_ago).await;
    }
    desk.console.sealer.seal().await.expect("a checkpoint");
    let longer = Retention { keep_for: time::Duration::days(500), ..retention.clone() };
    let mut archives = Vec::new();
    for retention in [&longer, &retention] {
        archives.push(folder.join(prune(&desk.console, retention).await.expect("a cut").expect("old records").archive));
    }
    let keys = desk.console.sealer.keys();
    for (paths, start) in [(archives.clone(), 0), (vec![archives[1].clone()], 4)] {
        let files = ExportFiles::open(paths).expect("archives");
        let report = verify(&files, files.start, keys, &files.seals, &|_| {});
        assert_eq!((report.faults.as_slice(), report.start.size, report.head.size, report.sealed), (&[][..], start, 8, 8));
    }
}

#[tokio::test]
async fn what_has_not_ended_and_what_spans_the_cut_stays() {
    let desk = Desk::open().await;
    let (retention, _) = retention(&desk);
    for _ in 0..3 {
        action(&desk, 300).await;
    }
    // Open for ever, as far as the trail knows; and a closed one behind it.
    let mut open = AuditEntry::new(RecordKind::Intent, "password.reset", to_micros(desk.console.now()) - 290 * DAY, None, &RequestOrigin::default());
    open.action_id = Uuid::new_v4();
    desk.console.audit.append(open.clone()).await.expect("an intent");
    action(&desk, 280).await;
    assert_eq!(prune(&desk.console, &retention).await.expect("a cut").expect("old records").end.size, 6);
    // Ended by now, long after: its two records stay together.
    open.kind = RecordKind::Outcome;
    open.outcome = Some(Outcome::Succeeded);
    open.occurred_at = to_micros(desk.console.now());
    desk.console.audit.append(open.clone()).await.expect("an outcome");
    assert_eq!(prune(&desk.console, &retention).await.expect("nothing"), None);
    assert_eq!(desk.console.audit.action(open.action_id).await.expect("the trail").len(), 2);
}

#[tokio::test]
async fn a_trail_that_was_tampered_with_is_not_pruned_and_a_cut_of_somebody_else_is_a_fault() {
    let desk = Desk::open().await;
    let (retention, folder) = retention(&desk);
    for _ in 0..4 {
        action(&desk, 300).await;
    }
    let sealed = desk.console.sealer.seal().await.expect("a checkpoint");
    action(&desk, 250).await;
    action(&desk, 1).await;
    let mut other = desk.intruder().await;
    // A genuine checkpoint, and a cut that rests on it: nobody signed that it may be made.
    sqlx::query("INSERT INTO audit_cuts SELECT 8, hash, ?, 'gone.jsonl', '', ? FROM audit_records WHERE sequence = 8")
        .bind(&sealed.note)
        .bind(sealed.made_at)
        .execute(&mut other)
        .await
        .expect("a cut");
    sqlx::query("DELETE FROM audit_records WHERE sequence <= 8").execute(&mut other).await.expect("the database lets go of what stands under a cut");
    let report = desk.console.verification.verify().await.expect("a verdict").found.expect("a report");
    assert_eq!(report.faults.iter().map(|fault| fault.kind).collect::<Vec<_>>(), [FaultKind::ForgedSeal], "{report:?}");
    assert!(prune(&desk.console, &retention).await.expect_err("evidence").contains("was not signed for"));
    assert!(!folder.exists());
}
