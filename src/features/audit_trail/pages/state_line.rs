//! How the trail stands, in one line on the list; loudly where something is wrong.

use super::fault_words::{broken_words, fault_sentence};
use super::standing_words::{headline, reliance, signed_words};
use super::words::{grouped, records};
use crate::features::audit_trail::standing::Standing;
use crate::ui::{Notice, StatusLine};
use leptos::prelude::*;

/// The line.
pub(super) fn state_line(standing: &Standing) -> AnyView {
    let unwritable = (!standing.can_be_written).then(cannot_be_written);
    let faults = standing.faults();
    if let Some(worst) = faults.first() {
        let title = format!("{}. {}", broken_words(&faults), fault_sentence(worst, None));
        // Protections and lists have their sentence in what may be relied on.
        let more = match faults.iter().skip(1).filter(|fault| fault.kind.concerns_records()).count() {
            0 => String::new(),
            1 => " One more thing is wrong.".to_owned(),
            count => format!(" {count} more things are wrong."),
        };
        let reliance = reliance(standing);
        return view! {
            {unwritable}
            <Notice tone="danger" live="alert" title=title>
                <p>{reliance} {more} " Tell whoever runs this console. " {proof_link()}</p>
            </Notice>
        }
        .into_any();
    }
    let (tone, text) = headline(standing);
    let text = [text, signed_words(standing), running_words(standing)].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
    view! {
        {unwritable}
        <StatusLine tone=tone text=text>
            {proof_link()}
        </StatusLine>
    }
    .into_any()
}

fn running_words(standing: &Standing) -> String {
    standing.verification.running.map(|running| format!("Being verified now: {} of {}.", grouped(running.verified), records(running.records))).unwrap_or_default()
}

/// Beside anything that could still be read.
pub(super) fn cannot_be_written() -> impl IntoView {
    view! {
        <Notice tone="danger" live="alert" title="The audit trail cannot be written now.">
            <p>"Until it can, nobody can do or read anything here. It heals by itself as soon as the database takes records again; the log says why it does not."</p>
        </Notice>
    }
}

pub(super) fn proof_link() -> impl IntoView {
    view! { <a href="/audit/proof">"Proof of the trail"</a> }
}
