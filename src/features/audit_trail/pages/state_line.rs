//! How the trail stands, in one line on the list; loudly where something is wrong.

use super::fault_words::{fault_sentence, headline};
use super::words::{grouped, records};
use crate::domain::clock::{readable, relative};
use crate::features::audit_trail::Verdict;
use crate::features::audit_trail::standing::{Standing, unreliable_from};
use crate::ui::{Notice, StatusLine};
use leptos::prelude::*;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// The line.
pub(super) fn state_line(standing: &Standing) -> AnyView {
    let unwritable = (!standing.can_be_written).then(cannot_be_written);
    let faults = standing.faults();
    if let Some(worst) = faults.first() {
        let title = format!("{}. {}", headline(&faults), fault_sentence(worst));
        let more = match faults.len() {
            1 => String::new(),
            2 => " One more thing is wrong.".to_owned(),
            count => format!(" {} more things are wrong.", count - 1),
        };
        return view! {
            {unwritable}
            <Notice tone="danger" live="alert" title=title>
                <p>{rely_on_nothing(unreliable_from(&faults))} {more} " " {proof_link()}</p>
            </Notice>
        }
        .into_any();
    }
    let (tone, text) = words(standing);
    view! {
        {unwritable}
        <StatusLine tone=tone text=text>
            {proof_link()}
        </StatusLine>
    }
    .into_any()
}

/// What everyone has to do about a broken trail.
pub(super) fn rely_on_nothing(from: i64) -> String {
    format!("Tell whoever runs this console; nothing here may be relied on from record {} on.", grouped(from))
}

/// Beside anything that could still be read.
pub(super) fn cannot_be_written() -> impl IntoView {
    view! {
        <Notice tone="danger" live="alert" title="The audit trail cannot be written now.">
            <p>"Until it can, nobody can do or read anything here. It heals by itself as soon as the database takes records again; the log says why it does not."</p>
        </Notice>
    }
}

fn proof_link() -> impl IntoView {
    view! { <a href="/audit/proof">"Proof of the trail"</a> }
}

/// Tone and sentence where nothing is known to be wrong with a record.
fn words(standing: &Standing) -> (&'static str, String) {
    let running = standing.verification.running.map(|running| format!("It is being verified: {} of {}.", grouped(running.verified), records(running.records)));
    match (&standing.verification.verdict, running) {
        (None, None) => ("warning", "Not verified since the console was started.".to_owned()),
        (None, Some(running)) => ("info", running),
        (Some(verdict), running) => {
            let (tone, said) = verdict_words(verdict, standing.now);
            (tone, running.map_or(said.clone(), |running| format!("{said} {running}")))
        }
    }
}

fn verdict_words(verdict: &Verdict, now: OffsetDateTime) -> (&'static str, String) {
    let ago = relative(verdict.at, now);
    match &verdict.found {
        Err(_) => ("warning", format!("It could not be verified, {ago}: the trail could not be read. The log says why.")),
        Ok(report) if report.head.size == 0 => ("success", format!("Verified {ago}, when there was no record yet.")),
        Ok(report) if verdict.unread.is_empty() => {
            ("success", format!("Verified {ago}: {}, {}.", records(report.records()), sealed_words(report.sealed, &report.sealed_at, verdict.at)))
        }
        Ok(report) => ("warning", format!("Verified {ago}: {}; but checkpoints that are kept elsewhere could not be read.", records(report.records()))),
    }
}

/// Up to where checkpoints vouch for it, and since when: the time alone where it is of the same day.
pub(super) fn sealed_words(sealed: i64, sealed_at: &str, now: OffsetDateTime) -> String {
    let Ok(at) = OffsetDateTime::parse(sealed_at, &Rfc3339) else { return "not sealed yet".to_owned() };
    if sealed == 0 {
        return "not sealed yet".to_owned();
    }
    let when = readable(at);
    let when = if at.date() == now.date() { when.split_whitespace().nth(3).unwrap_or(&when).to_owned() } else { when };
    format!("sealed up to record {} at {when}", grouped(sealed))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::audit::ChainHead;
    use crate::domain::audit::verify::{Fault, FaultKind, Report};
    use crate::features::audit_trail::{Running, VerificationState};
    use std::time::Duration;
    use time::macros::datetime;

    fn verdict(found: Result<Report, String>, unread: &[&str]) -> Verdict {
        Verdict { at: datetime!(2026-11-21 09:44:00 UTC), took: Duration::from_secs(1), found, unread: unread.iter().map(|place| (*place).to_owned()).collect() }
    }

    fn report() -> Report {
        let head = |size| ChainHead { size, hash: [0; 32] };
        Report { start: head(0), head: head(12_431), seals: 3, sealed: 12_400, sealed_at: "2026-11-21T09:41:00Z".into(), faults: Vec::new() }
    }

    fn standing(verdict: Option<Verdict>, running: Option<Running>) -> Standing {
        Standing { verification: VerificationState { verdict, running }, refused: None, can_be_written: true, now: datetime!(2026-11-21 09:47:00 UTC) }
    }

    #[test]
    fn a_good_verdict_is_one_sentence() {
        let line = words(&standing(Some(verdict(Ok(report()), &[])), None));
        assert_eq!(line, ("success", "Verified 3 minutes ago: 12,431 records, sealed up to record 12,400 at 09:41.".to_owned()));
        let next_day = sealed_words(5, "2026-11-20T09:41:00Z", datetime!(2026-11-21 09:44 UTC));
        assert_eq!(next_day, "sealed up to record 5 at 20 Nov 2026 09:41 UTC");
        for sealed_at in ["", "2026-11-21T09:41:00Z"] {
            assert_eq!(sealed_words(0, sealed_at, datetime!(2026-11-21 09:44 UTC)), "not sealed yet");
        }
    }

    #[test]
    fn what_is_not_known_to_be_good_has_no_tick() {
        let running = Some(Running { verified: 4_096, records: 12_431 });
        for (standing, tone, part) in [
            (standing(None, None), "warning", "Not verified since"),
            (standing(None, running), "info", "It is being verified: 4,096 of 12,431 records."),
            (standing(Some(verdict(Err("disk".into()), &[])), None), "warning", "could not be read"),
            (standing(Some(verdict(Ok(report()), &["/elsewhere"])), running), "warning", "kept elsewhere could not be read"),
        ] {
            let (said, text) = words(&standing);
            assert!(said == tone && text.contains(part) && !text.contains("disk"), "{text}");
        }
    }

    #[test]
    fn what_the_sealer_met_counts_until_the_next_verdict() {
        let fault = |kind, first: i64| Fault { kind, first, last: first, what: "x".into() };
        let mut standing = standing(Some(verdict(Ok(report()), &[])), None);
        standing.refused = Some(fault(FaultKind::Edited, 9));
        assert_eq!(standing.faults(), [fault(FaultKind::Edited, 9)]);
        standing.verification.verdict = Some(verdict(Ok(Report { faults: vec![fault(FaultKind::Edited, 9), fault(FaultKind::Derived, 4)], ..report() }), &[]));
        assert_eq!((standing.faults().len(), unreliable_from(&standing.faults())), (2, 4));
    }
}
