//! Where records and checkpoints are beside the database: sinks, and archives of what was pruned.

use super::words::grouped;
use crate::domain::audit::FeedOf;
use crate::domain::clock::{from_micros, readable_to_the_second, rfc3339};
use crate::features::audit_trail::SinkState;
use crate::ports::trail_proof::Cut;
use crate::ui::{Card, Cell, Moment, Mono, Table, Tag, visible};
use leptos::prelude::*;

/// The sinks and how far they have come.
pub(super) fn sinks(states: Option<Vec<SinkState>>) -> impl IntoView {
    let body = match states {
        None => view! { <p>"How the sinks stand could not be read now."</p> }.into_any(),
        Some(states) if states.is_empty() => view! {
            <p>"Nothing is sent anywhere else. A sink keeps records or checkpoints where this console cannot change them; an administrator names them in the settings."</p>
        }
        .into_any(),
        Some(states) => {
            let columns = ["Sink", "What", "Up to", "How it stands"].map(|name| view! { <th scope="col" role="columnheader">{name}</th> }).collect_view();
            let rows = states.into_iter().map(sink_row).collect_view();
            view! {
                <p>"Each sink takes records or checkpoints in order, and at least once."</p>
                <Table caption="Sinks" is_caption_hidden=true is_stacked=true>
                    <thead>
                        <tr role="row">{columns}</tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </Table>
            }
            .into_any()
        }
    };
    view! { <Card title="Kept elsewhere">{body}</Card> }
}

fn sink_row(state: SinkState) -> impl IntoView {
    let what = match state.what {
        FeedOf::Records => "Records",
        FeedOf::Checkpoints => "Checkpoints",
    };
    let (tone, word) = match (state.failing_since, state.behind) {
        (Some(since), _) => ("danger", format!("Takes nothing since {}", readable_to_the_second(from_micros(since)))),
        (None, 0) => ("success", "Has everything".to_owned()),
        (None, behind) => ("info", format!("{} behind", grouped(behind))),
    };
    let waiting = (state.failing_since.is_some() && state.behind > 0).then(|| format!("{} wait for it. ", grouped(state.behind)));
    let why = state.failing_since.is_some().then_some("The log says why; it is tried again and again, and nothing is left out.");
    view! {
        <tr role="row">
            <th scope="row" role="rowheader">
                <bdi>{visible(&state.name)}</bdi>
                <span class="table__sub">{state.kind}</span>
            </th>
            <Cell label="What">{what}</Cell>
            <Cell label="Up to">{grouped(state.position)}</Cell>
            <Cell label="How it stands">
                <span>
                    <Tag tone=tone text=word />
                    {why.map(|why| view! { <span class="table__sub">{waiting} {why}</span> })}
                </span>
            </Cell>
        </tr>
    }
}

/// What was pruned, and where it went.
pub(super) fn archives(cuts: &[Cut]) -> impl IntoView + use<> {
    let body = if cuts.is_empty() {
        view! { <p>"No record was ever pruned: the trail begins with its first one."</p> }.into_any()
    } else {
        let columns = ["When (UTC)", "Pruned up to record", "Archive"].map(|name| view! { <th scope="col" role="columnheader">{name}</th> }).collect_view();
        let rows = cuts.iter().rev().map(cut_row).collect_view();
        view! {
            <p>"These records were exported and then pruned. The archive holds them: its SHA-256 is in the signed note on which the cut rests."</p>
            <Table caption="Archives" is_caption_hidden=true is_stacked=true>
                <thead>
                    <tr role="row">{columns}</tr>
                </thead>
                <tbody>{rows}</tbody>
            </Table>
        }
        .into_any()
    };
    view! { <Card title="Pruned and archived">{body}</Card> }
}

fn cut_row(cut: &Cut) -> impl IntoView + use<> {
    let at = from_micros(cut.made_at);
    let (end, archive, sha256) = (grouped(cut.end.size), visible(&cut.archive), cut.archive_sha256.clone());
    view! {
        <tr role="row">
            <th scope="row" role="rowheader">
                <Moment datetime=rfc3339(at) exact=readable_to_the_second(at).trim_end_matches(" UTC") />
            </th>
            <Cell label="Up to record">{end}</Cell>
            <Cell label="Archive">
                <span>
                    <Mono text=archive />
                    <span class="table__sub">"SHA-256 " <Mono text=sha256 /></span>
                </span>
            </Cell>
        </tr>
    }
}
