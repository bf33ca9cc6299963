//! What speaks for the records of an action, and what speaks against them, loudly.

use super::fault_words::fault_title;
use super::standing_words::{headline, reliance, signed_words};
use super::state_line::proof_link;
use super::words::grouped;
use crate::domain::clock::{readable_to_the_second, rfc3339};
use crate::features::audit_trail::standing::Standing;
use crate::features::audit_trail::vouching::{Misfit, Seal, VouchedRecord};
use crate::ui::{Notice, visible};
use leptos::prelude::*;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// Nothing that the page says may be relied on.
pub(super) fn is_doubtful(records: &[VouchedRecord]) -> bool {
    records.iter().any(|vouched| vouched.seal == Seal::NotVouchedFor)
}

/// What is wrong with these records, or with the trail around them; nothing where all is well.
pub(super) fn warning(records: &[VouchedRecord], standing: &Standing) -> Option<AnyView> {
    let (tone, title) = words(records, standing)?;
    let each = records.iter().filter_map(|vouched| Some((vouched.record.sequence, vouched.misfit?)));
    let each = each.map(|(sequence, misfit)| view! { <li>{format!("Record {}: {}", grouped(sequence), misfit_words(misfit))}</li> }).collect_view();
    let has_misfits = records.iter().any(|vouched| vouched.misfit.is_some());
    let list = has_misfits.then(|| view! { <ul>{each}</ul> });
    let trail = standing.unreliable_from().filter(|_| has_misfits).map(|first| format!("{} ", from_on(first)));
    let rest = if tone == "danger" { "Do not rely on what this page says. Tell whoever runs this console. " } else { "" };
    let view = view! {
        <Notice tone=tone live=if tone == "danger" { "alert" } else { "" } title=title>
            {list}
            <p>{trail} {rest} {proof_link()}</p>
        </Notice>
    };
    Some(view.into_any())
}

fn words(records: &[VouchedRecord], standing: &Standing) -> Option<(&'static str, String)> {
    if let Some(misfit) = records.iter().find_map(|vouched| vouched.misfit) {
        return Some(("danger", title_of(misfit).to_owned()));
    }
    let faults = standing.faults();
    let from = standing.unreliable_from();
    Some(match (from, is_doubtful(records), faults.first()) {
        (Some(first), true, _) => ("danger", format!("{} Nothing vouches for this record.", from_on(first))),
        (Some(first), false, _) => ("warning", format!("{} This record stands before that.", from_on(first))),
        (None, true, _) => ("danger", "Nothing vouches for this record: the checkpoint over it belongs to another version of the trail.".to_owned()),
        (None, false, Some(fault)) => ("warning", format!("{}.", fault_title(fault))),
        (None, false, None) => return None,
    })
}

fn from_on(first: i64) -> String {
    format!("Something is wrong with the trail from record {} on.", grouped(first))
}

fn title_of(misfit: Misfit) -> &'static str {
    match misfit {
        Misfit::Content => "This record is not what was recorded: its content does not fit its hash.",
        Misfit::Before | Misfit::Behind => "This record does not fit the one beside it: one of the two is not what was recorded.",
        Misfit::Action => "This record belongs to another action: it was filed where it does not belong.",
    }
}

fn misfit_words(misfit: Misfit) -> &'static str {
    match misfit {
        Misfit::Content => "its content does not fit its hash.",
        Misfit::Before => "it does not follow the record before it, as that one stands now.",
        Misfit::Behind => "the record behind it names another hash.",
        Misfit::Action => "it names another action.",
    }
}

/// What vouches for one record.
pub(super) fn sealed(seal: &Seal) -> AnyView {
    match seal {
        Seal::NotYet => "Not yet: by the next checkpoint".into_any(),
        Seal::NotVouchedFor => view! { <strong>"Not vouched for"</strong> }.into_any(),
        Seal::Sealed { size, made_at } => match OffsetDateTime::parse(made_at, &Rfc3339) {
            Ok(at) => view! { "By the checkpoint of " <time datetime=rfc3339(at)>{readable_to_the_second(at)}</time> {format!(", over {} records", grouped(*size))} }.into_any(),
            Err(_) => format!("By a checkpoint over {} records", grouped(*size)).into_any(),
        },
    }
}

/// On paper: where it was printed, by whom and when, and how the trail stood.
pub(super) fn printed(standing: &Standing, host: &str, by: &str, at: OffsetDateTime) -> impl IntoView + use<> {
    let stood =
        if standing.faults().is_empty() { format!("{} {}", headline(standing).1, signed_words(standing)) } else { format!("The trail is not what it was. {}", reliance(standing)) };
    let from = if host.is_empty() { String::new() } else { format!(" from {}", visible(host)) };
    let line = format!("Printed{from} as it was shown to {} at {}.", visible(by), readable_to_the_second(at));
    view! {
        <footer class="print-only">
            <p>{line}</p>
            <p>{stood.trim().to_owned()}</p>
        </footer>
    }
}
