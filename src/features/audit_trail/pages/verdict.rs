//! What the last verification said.

use super::fault_words::{capitalised, fault_sentence, headline, meaning, place_words};
use super::state_line::{rely_on_nothing, sealed_words};
use super::visible::visible;
use super::words::{grouped, records};
use crate::domain::audit::verify::{Fault, Report};
use crate::domain::clock::{readable_to_the_second, relative, rfc3339};
use crate::features::audit_trail::Verdict;
use crate::features::audit_trail::standing::{Standing, unreliable_from};
use crate::ui::{Card, Fact, Facts, Moment, Mono, Notice};
use leptos::prelude::*;
use std::time::Duration;

/// The verdict, and each fault with what it means; what the sealer met since is among them.
pub(super) fn verdict(standing: &Standing) -> AnyView {
    let faults = standing.faults();
    let verdict = standing.verification.verdict.as_ref();
    let unread = verdict.map(|verdict| verdict.unread.clone()).unwrap_or_default();
    let could_not_be_read = verdict.is_some_and(|verdict| verdict.found.is_err());
    let from = unreliable_from(&faults);
    let cards = faults.iter().enumerate().map(|(place, fault)| fault_card(place, fault)).collect_view();
    let headline = if !faults.is_empty() {
        let title = match faults.len() {
            1 => format!("{}.", headline(&faults)),
            count => format!("{}: {count} things are wrong.", headline(&faults)),
        };
        view! { <Notice tone="danger" live="alert" title=title><p>{rely_on_nothing(from)}</p></Notice> }.into_any()
    } else if could_not_be_read {
        view! {
            <Notice tone="danger" live="alert" title="The trail could not be verified: it could not be read.">
                <p>"This says nothing about its records. The log says why; tell whoever runs this console."</p>
            </Notice>
        }
        .into_any()
    } else if verdict.is_none() {
        view! { <Notice tone="warning" title="Not verified since the console was started." /> }.into_any()
    } else if unread.is_empty() {
        view! { <Notice tone="success" title="Every record is what it was, and every checkpoint fits." /> }.into_any()
    } else {
        view! { <Notice tone="warning" title="Every record fits, but not every place that keeps checkpoints could be read." /> }.into_any()
    };
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
        {headline}
        {cards}
        {unread}
        {verdict.map(|verdict| facts(verdict, standing))}
    }
    .into_any()
}

fn fault_card(place: usize, fault: &Fault) -> impl IntoView + use<> {
    let (means, to_do) = meaning(fault.kind);
    let (found, first, last) = (visible(&fault_sentence(fault)), grouped(fault.first), grouped(fault.last));
    let title = format!("{}: {}", capitalised(fault.kind.words()), place_words(fault));
    view! {
        <Card title=title id=format!("fault-{place}")>
            <Facts>
                <Fact name="What was found">{found}</Fact>
                <Fact name="First record">{first}</Fact>
                <Fact name="Last record">{last}</Fact>
                <Fact name="What it means">{means}</Fact>
                <Fact name="What to do">{to_do}</Fact>
            </Facts>
        </Card>
    }
}

fn facts(verdict: &Verdict, standing: &Standing) -> impl IntoView + use<> {
    let (at, took) = (verdict.at, took_words(verdict.took));
    let when = view! { <Moment datetime=rfc3339(at) exact=readable_to_the_second(at) relative=relative(at, standing.now) /> };
    let found = verdict.found.as_ref().ok().map(|report| found(report, verdict));
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

fn found(report: &Report, verdict: &Verdict) -> impl IntoView + use<> {
    let first = report.start.size + 1;
    let from = (first > 1).then(|| view! { <Fact name="From record">{grouped(first)} ", behind what was pruned"</Fact> });
    let (records, sealed) = (records(report.records()), capitalised(&sealed_words(report.sealed, &report.sealed_at, verdict.at)));
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
