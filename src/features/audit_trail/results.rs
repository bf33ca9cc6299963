//! The result of a verification is on record too: of each that a person asked for, and of those by the console itself where the result is
//! another one than the last on record. A trail that takes no record keeps no verification from running, nor its result from being shown.

use super::verification::Verdict;
use crate::domain::actor::{Actor, RequestOrigin};
use crate::domain::audit::verify::Report;
use crate::domain::audit::{AuditEntry, Outcome, RecordKind, RecordedTarget};
use crate::domain::clock::to_micros;
use crate::domain::operation::Action;
use crate::domain::part::part_id;
use crate::features::console::{Caller, Console};
use crate::features::faults::trail_failed;
use crate::features::records::{entry, require};
use crate::ports::audit_log::AuditError;
use crate::ports::trail_filter::TrailFilter;
use crate::ports::trail_search::PageFrom;
use crate::wire::ApiError;
use std::time::Duration;
use uuid::Uuid;

/// The event of a result.
pub const RESULT: &str = "trail.verified";

/// Begins a verification for the caller, which is a record, and another one tells how it ended. Where one runs already, its result is the
/// answer.
///
/// # Errors
/// `not_signed_in`, `not_allowed`, `trail_unavailable`: then none was begun.
pub async fn verify_for(console: &Console, caller: &Caller) -> Result<(), ApiError> {
    require(console, caller, Action::VerifyTrail, None).await?;
    let mut asked = entry(console, caller, RecordKind::Read, Action::VerifyTrail);
    (asked.target, asked.outcome) = (Some(RecordedTarget::default()), Some(Outcome::Succeeded));
    let asked = console.audit.append(asked).await.map_err(|error| trail_failed(&error, caller))?.entry.action_id;
    let ending = console.verification.begin_or_join();
    let (console, caller) = (console.clone(), caller.clone());
    tokio::spawn(async move {
        if let Some(verdict) = ending.await {
            let actor = caller.staff.as_ref().map(|staff| &staff.actor);
            keep(&console, &verdict, result(&console, &verdict, actor, &caller.origin, Some(asked))).await;
        }
    });
    Ok(())
}

/// Verifies at the start and then at this interval, for as long as the process lives.
pub async fn verify_regularly(console: Console, every: Duration) {
    let mut tick = tokio::time::interval(every);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tick.tick().await;
        if let Some(verdict) = console.verification.verify().await {
            keep_if_new(&console, &verdict).await;
        }
    }
}

/// Puts the result of a verification that nobody asked for on record, if the last one on record says something else. None on record counts
/// as one that found nothing: a trail does not begin with a verification of nothing.
pub(super) async fn keep_if_new(console: &Console, verdict: &Verdict) {
    let (outcome, _, gist) = told(verdict);
    let is_new = match last_on_record(console).await {
        Ok(Some((last, note))) => (Some(outcome), gist.as_str()) != (last, note.as_str()),
        Ok(None) => outcome != Outcome::Succeeded,
        Err(error) => {
            tracing::warn!(%error, "the last result of a verification could not be looked up");
            true
        }
    };
    if is_new {
        keep(console, verdict, result(console, verdict, None, &RequestOrigin::default(), None)).await;
    }
}

async fn last_on_record(console: &Console) -> Result<Option<(Option<Outcome>, String)>, AuditError> {
    let filter = TrailFilter { event: RESULT.to_owned(), ..TrailFilter::default() };
    let found = console.trail_search.page(&filter, PageFrom::Newest, 1).await?;
    let gist = |note: &str| note.split_once("; ").map_or(note, |(_, gist)| gist).to_owned();
    Ok(found.rows.first().map(|row| &row.opening.entry).map(|entry| (entry.outcome, gist(entry.note.as_deref().unwrap_or_default()))))
}

async fn keep(console: &Console, verdict: &Verdict, entry: AuditEntry) {
    let kept = console.audit.append(entry).await;
    if let Err(error) = &kept {
        tracing::error!(%error, "the result of a verification could not be put on record");
    }
    console.verification.was_kept(verdict.at, kept.is_ok());
}

fn result(console: &Console, verdict: &Verdict, actor: Option<&Actor>, origin: &RequestOrigin, asked: Option<Uuid>) -> AuditEntry {
    let (outcome, counts, gist) = told(verdict);
    let mut entry = AuditEntry::new(RecordKind::Read, RESULT, to_micros(console.now()), actor, origin);
    if let Some(asked) = asked {
        (entry.action_id, entry.part_of) = (part_id(asked, RESULT), Some(asked));
    }
    entry.outcome = Some(outcome);
    entry.note = Some(format!("{counts}; {gist}"));
    entry
}

/// How it ended, what was counted, and what was found. The last is the same as long as nothing changes but the number of records.
fn told(verdict: &Verdict) -> (Outcome, String, String) {
    let unread = match verdict.unread.len() {
        0 => None,
        1 => Some("1 place that keeps checkpoints could not be read".to_owned()),
        count => Some(format!("{count} places that keep checkpoints could not be read")),
    };
    let Ok(report) = &verdict.found else { return (Outcome::Unresolved, "nothing verified".to_owned(), "the trail could not be read".to_owned()) };
    let (outcome, found) = match (report.faults.as_slice(), &unread) {
        ([], None) => (Outcome::Succeeded, "nothing wrong".to_owned()),
        ([], Some(_)) => (Outcome::Unresolved, "nothing wrong".to_owned()),
        ([only], _) => (Outcome::Refused, format!("1 fault: {}", only.beginning())),
        ([first, ..], _) => (Outcome::Refused, format!("{} faults, the first: {}", report.faults.len(), first.beginning())),
    };
    (outcome, counts(report), unread.map_or(found.clone(), |unread| format!("{found}; {unread}")))
}

fn counts(report: &Report) -> String {
    let records = report.records();
    let sealed = if report.sealed_at.is_empty() || report.sealed <= report.start.size { "nothing sealed".to_owned() } else { format!("sealed up to record {}", report.sealed) };
    format!("{records} record{} verified, {sealed}", if records == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::audit::ChainHead;
    use crate::domain::audit::verify::{Fault, FaultKind};
    use time::OffsetDateTime;

    fn verdict(size: i64, faults: Vec<Fault>, unread: &[&str]) -> Verdict {
        let head = |size| ChainHead { size, hash: [0; 32] };
        let report = Report { start: head(0), head: head(size), seals: 1, sealed: 1, sealed_at: "2026-11-21T09:41:00Z".into(), faults };
        Verdict { at: OffsetDateTime::UNIX_EPOCH, took: Duration::ZERO, found: Ok(report), unread: unread.iter().map(|place| (*place).to_owned()).collect() }
    }

    #[test]
    fn a_result_says_what_was_counted_and_what_was_found_and_nothing_of_places() {
        let fault = |kind, first, last| Fault { kind, first, last, what: "of the database's own words".into() };
        let faults = vec![fault(FaultKind::Edited, 72, 72), fault(FaultKind::Guards, 1, 71)];
        let (outcome, counts, gist) = told(&verdict(71, faults, &[]));
        assert_eq!((outcome, counts.as_str(), gist.as_str()), (Outcome::Refused, "71 records verified, sealed up to record 1", "2 faults, the first: edited, record 72"));
        let growing = |size| told(&verdict(size, vec![fault(FaultKind::MissingSeal, 1, size)], &[])).2;
        assert!(growing(71) == growing(90) && growing(90) == "1 fault: checkpoint missing, from record 1 on", "{}", growing(90));
        assert_eq!(told(&verdict(71, vec![fault(FaultKind::Guards, 1, 71)], &[])).2, "1 fault: guards changed");
        assert_eq!((told(&verdict(1, Vec::new(), &[])).0, told(&verdict(1, Vec::new(), &[])).2.as_str()), (Outcome::Succeeded, "nothing wrong"));
        let (outcome, _, gist) = told(&verdict(1, Vec::new(), &["/secret/place"]));
        assert_eq!((outcome, gist.as_str()), (Outcome::Unresolved, "nothing wrong; 1 place that keeps checkpoints could not be read"));
        assert_eq!(told(&Verdict { found: Err("disk I/O".into()), ..verdict(1, Vec::new(), &[]) }).2, "the trail could not be read");
    }

    #[test]
    fn more_records_alone_are_no_other_result() {
        assert_eq!(told(&verdict(5, Vec::new(), &[])).2, told(&verdict(5_000, Vec::new(), &[])).2);
    }
}
