//! What the last verification said.

use super::fault_words::{broken_words, capitalised, fault_title, found_words, meaning};
use super::standing_words::{headline, reliance, signed_by, signed_words};
use super::words::{grouped, records, row_words, who_words};
use crate::domain::audit::verify::Report;
use crate::domain::audit::{AuditEntry, AuditRecord};
use crate::domain::clock::{from_micros, readable, readable_to_the_second, relative, rfc3339};
use crate::features::audit_trail::Verdict;
use crate::features::audit_trail::prove::ProvedFault;
use crate::features::audit_trail::standing::Standing;
use crate::ports::audit_log::TrailRow;
use crate::ui::{Card, Fact, Facts, Moment, Mono, Notice, visible};
use leptos::prelude::*;
use std::time::Duration;

/// The verdict, and each fault with what it means; what the sealer met since is among them.
pub(super) fn verdict(standing: &Standing, faults: &[ProvedFault]) -> AnyView {
    let verdict = standing.verification.verdict.as_ref();
    let unread = verdict.map(|verdict| verdict.unread.clone()).unwrap_or_default();
    let could_not_be_read = verdict.is_some_and(|verdict| verdict.found.is_err());
    let cards = faults.iter().enumerate().map(|(place, fault)| fault_card(place, fault)).collect_view();
    let on_top = if !faults.is_empty() {
        let title = match faults.len() {
            1 => format!("{}.", broken_words(&standing.faults())),
            count => format!("{}: {count} things are wrong.", broken_words(&standing.faults())),
        };
        let reliance = reliance(standing);
        view! {
            <Notice tone="danger" live="alert" title=title>
                <p>{reliance} " Tell whoever runs this console."</p>
            </Notice>
        }
        .into_any()
    } else if could_not_be_read {
        view! {
            <Notice tone="danger" live="alert" title="The trail could not be verified: it could not be read.">
                <p>"This says nothing about its records. The log says why; tell whoever runs this console."</p>
            </Notice>
        }
        .into_any()
    } else {
        let (tone, title) = headline(standing);
        let signed = signed_words(standing);
        let live = if tone == "danger" { "alert" } else { "" };
        if signed.is_empty() {
            view! { <Notice tone=tone live=live title=title /> }.into_any()
        } else {
            view! {
                <Notice tone=tone live=live title=title>
                    <p>{signed}</p>
                </Notice>
            }
            .into_any()
        }
    };
    let unkept = standing.verification.is_unkept.then(|| {
        view! {
            <Notice tone="warning" title="The result of the last verification is not on record.">
                <p>"The trail did not take it. Print this page, or verify once more when the trail can be written again."</p>
            </Notice>
        }
    });
    let unread = (!unread.is_empty()).then(|| {
        let places = unread.iter().map(|place| view! { <li>{visible(place)}</li> }).collect_view();
        view! {
            <Card title="Could not be read">
                <p>"Without these it would not show that the whole file was put back to an older state."</p>
                <ul>{places}</ul>
            </Card>
        }
    });
    view! {
        {on_top}
        {unkept}
        {cards}
        {unread}
        {verdict.map(|verdict| facts(verdict, standing))}
    }
    .into_any()
}

fn fault_card(place: usize, proved: &ProvedFault) -> impl IntoView + use<> {
    let fault = &proved.fault;
    let (means, to_do) = meaning(fault.kind);
    let signed_at = proved.signed_at.map(readable);
    let found = visible(&capitalised(&format!("{}.", found_words(fault, signed_at.as_deref()))));
    let title = fault_title(fault);
    let records = fault.kind.concerns_records().then(|| {
        let (first, last) = (fault.first, fault.last);
        let told = proved.entry.as_deref().map(|entry| first_record(first, entry));
        view! {
            <Fact name="First record">{told.unwrap_or_else(|| grouped(first).into_any())}</Fact>
            <Fact name="Last record">{grouped(last)}</Fact>
        }
    });
    view! {
        <Card title=title id=format!("fault-{place}")>
            <Facts>
                <Fact name="What was found">{found}</Fact>
                {records}
                <Fact name="What it means">{means}</Fact>
                <Fact name="What to do">{to_do}</Fact>
            </Facts>
        </Card>
    }
}

/// The way to the record at which a fault begins, with what it says now.
fn first_record(sequence: i64, entry: &AuditEntry) -> AnyView {
    let href = format!("/audit/{}", entry.action_id);
    let at = from_micros(entry.occurred_at);
    let record = AuditRecord { sequence, previous_hash: [0; 32], hash: [0; 32], entry: entry.clone() };
    let did = TrailRow::of(std::slice::from_ref(&record)).map(|row| row_words(&row)).unwrap_or_default();
    let target = entry.target.as_ref().map(|target| if target.name.is_empty() { target.username.clone() } else { target.name.clone() });
    let to = target.filter(|name| !name.is_empty()).map(|name| format!(", to {}", visible(&name)));
    let said = format!("{}, {}{}, ", visible(&who_words(entry)), did.to_lowercase(), to.unwrap_or_default());
    view! {
        <a href=href>{format!("Record {}", grouped(sequence))}</a>
        ", which says now: "
        <bdi>{said}</bdi>
        <Moment datetime=rfc3339(at) exact=readable_to_the_second(at) />
    }
    .into_any()
}

fn facts(verdict: &Verdict, standing: &Standing) -> impl IntoView + use<> {
    let (at, took) = (verdict.at, took_words(verdict.took));
    let when = view! { <Moment datetime=rfc3339(at) exact=readable_to_the_second(at) relative=relative(at, standing.now) /> };
    let found = verdict.found.as_ref().ok().map(found);
    view! {
        <Card title="The last verification">
            <Facts>
                <Fact name="When">{when}</Fact>
                <Fact name="It took">{took}</Fact>
                {found}
            </Facts>
        </Card>
    }
}

fn found(report: &Report) -> impl IntoView + use<> {
    let first = report.start.size + 1;
    let from = (first > 1).then(|| view! { <Fact name="From record">{grouped(first)} ", behind what was pruned"</Fact> });
    let records = records(report.records());
    let sealed = signed_by(report).map_or_else(|| "Not yet".to_owned(), |(size, at)| format!("Up to record {}, at {}", grouped(size), readable_to_the_second(at)));
    let (seals, head, hash) = (grouped(report.seals), grouped(report.head.size), hex::encode(report.head.hash));
    view! {
        <Fact name="Records that fit">{records}</Fact>
        {from}
        <Fact name="Sealed">{sealed}</Fact>
        <Fact name="Checkpoints that fit">{seals}</Fact>
        <Fact name="Last that fits">{head} ", with the hash " <Mono text=hash /></Fact>
    }
}

/// How long it took, to a person's precision.
fn took_words(took: Duration) -> String {
    match took.as_millis() {
        0..1_000 => "Less than a second".to_owned(),
        1_000..60_000 => format!("{}.{} seconds", took.as_secs(), took.subsec_millis() / 100),
        _ => format!("{} minutes {} seconds", took.as_secs() / 60, took.as_secs() % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_said_as_people_say_them() {
        for (millis, words) in [(3, "Less than a second"), (2_345, "2.3 seconds"), (125_000, "2 minutes 5 seconds")] {
            assert_eq!(took_words(Duration::from_millis(millis)), words);
        }
    }
}
