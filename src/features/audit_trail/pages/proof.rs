//! `/audit/proof`: what the last verification said, what the trail is sealed with, and where it goes.

use super::elsewhere::{archives, sinks};
use super::exports::export_of_everything;
use super::state_line::cannot_be_written;
use super::verdict::verdict;
use super::words::{grouped, records};
use crate::domain::clock::{from_micros, readable_to_the_second, rfc3339};
use crate::domain::operation::Action;
use crate::features::audit_trail::Running;
use crate::features::audit_trail::prove::{TrailProved, read_proof};
use crate::features::console::{Caller, Console, here};
use crate::features::layout::{Frame, problem};
use crate::ports::trail_proof::KeptCheckpoint;
use crate::ui::{Button, Card, Cell, CopyText, Disclosure, LinkButton, Moment, Notice, PageTitle, Progress, Table};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;

/// After so many seconds the page looks again while a verification runs.
const LOOKS_AGAIN: u32 = 2;

/// The page.
#[component]
pub fn ProofPage() -> impl IntoView {
    let options = use_context::<ResponseOptions>();
    let context = here();
    view! {
        <Suspense>
            {
                let (options, context) = (options.clone(), context.clone());
                Suspend::new(async move {
                    let read = match context {
                        Ok((console, caller)) => read_proof(&console, &caller).await.map(|proved| (console, caller, proved)),
                        Err(error) => Err(error),
                    };
                    match read {
                        Ok((console, caller, proved)) => page(&console, &caller, proved),
                        Err(error) => problem(options.as_ref(), &error),
                    }
                })
            }
        </Suspense>
    }
}

fn page(console: &Console, caller: &Caller, proved: TrailProved) -> AnyView {
    let TrailProved { standing, faults, head, checkpoints, cuts, sinks: sink_states } = proved;
    let running = standing.verification.running;
    let may_verify = caller.may(Action::VerifyTrail) && running.is_none();
    let verify = move || may_verify.then(|| view! { <form action="/audit/verify" method="post"><Button label="Verify trail" kind="primary" /></form> });
    let may_export = caller.may(Action::ExportTrail);
    let unwritable = (!standing.can_be_written).then(cannot_be_written);
    let said = verdict(&standing, &faults);
    let export = may_export.then(|| export(!faults.is_empty()));
    let sealed = sealed(&checkpoints, head.size, console.proving.seal_every, may_export);
    let archives = archives(&cuts);
    let keys = console.sealer.keys().0.iter().map(ToString::to_string).enumerate().map(|(place, key)| key_text(place, key)).collect_view();
    view! {
        <Frame title="Proof of the trail" current="Audit">
            <PageTitle title="Proof of the trail" eyebrow="Audit trail" eyebrow_href="/audit" actions=verify />
            {unwritable}
            {running.map(progress)}
            {said}
            {sealed}
            <Card title="Keys that checkpoints are verified with">
                <p>
                    "Keep a copy of the key where nobody who runs this console can change it: it is what tells this console's checkpoints from anyone else's. An earlier key stays good for the checkpoints of its time."
                </p>
                {keys}
                <p class="soft">
                    "A checkpoint is a signed note of the form that " <code>"c2sp.org/tlog-checkpoint"</code> " and " <code>"c2sp.org/signed-note"</code>
                    " describe; how a record is hashed stands in " <a href="/audit/audit-format.md">"the description of the format"</a>
                    " (" <code>"docs/audit-format.md"</code> " of the console's source), which prints a second verifier too."
                </p>
            </Card>
            {own_verifier()}
            <Card title="Take it away">
                {export}
                {(!may_export).then(|| view! { <p>"Your role reads the trail; an auditor or an administrator exports it."</p> })}
            </Card>
            {sinks(sink_states)}
            {archives}
            <p>
                <a href="/audit">"All records"</a>
            </p>
        </Frame>
    }
    .into_any()
}

/// The whole trail to be taken away, also where it is broken: then it is evidence.
fn export(is_broken: bool) -> impl IntoView {
    let evidence = is_broken.then(|| {
        view! {
            <Notice tone="danger" title="This trail is broken, and an export of it is evidence of that." is_plain=true>
                <p>"It holds everything as it stands now, what was changed too, and the verifier will say of it what this page says. Keep it, and the database file, as they are."</p>
            </Notice>
        }
    });
    view! {
        <p>"The whole trail in JSON Lines: every record as it was hashed, searches and reads too, and every checkpoint. The console's own verifier reads it, on any machine and without the console."</p>
        {evidence}
        {export_of_everything()}
    }
}

/// A verifier that is none of the console's code.
fn own_verifier() -> impl IntoView {
    view! {
        <Card title="Verify it without this console">
            <p>
                "A verifier in Python, of about a hundred lines, reads an export or a copy of the database, with the key and checkpoints that you kept. It is better taken from elsewhere, such as the console's published source, than from the console that it judges."
            </p>
            <p>
                <LinkButton href="/audit/verifier.py" label="Download the verifier" download="verify_trail.py" />
            </p>
        </Card>
    }
}

/// The verification that runs. A script looks again; without scripts the link does.
fn progress(running: Running) -> impl IntoView {
    // Only the bar's length: a trail of more than 2^32 records is counted in words all the same.
    let done = u32::try_from(running.verified.saturating_mul(1_000) / running.records.max(1)).unwrap_or(1_000);
    let text = if running.records == 0 { "Beginning.".to_owned() } else { format!("{} of {}", grouped(running.verified), records(running.records)) };
    view! {
        <Card title="Being verified now">
            <div role="status">
                <Progress label="Records verified" done=done total=1_000 text=text />
            </div>
            <p data-looks-again=LOOKS_AGAIN>
                <a href="/audit/proof">"Look again"</a>
            </p>
        </Card>
    }
}

fn sealed(checkpoints: &[KeptCheckpoint], size: i64, every: std::time::Duration, may_sign: bool) -> impl IntoView + use<> {
    let rows = checkpoints.iter().map(checkpoint_row).collect_view();
    let behind = checkpoints.first().map_or(size, |newest| size - newest.size);
    let since = match behind {
        ..=0 => "Every record is covered by the newest one.".to_owned(),
        count => format!("{} since the newest one.", records(count.unsigned_abs())),
    };
    let every = match every.as_secs() {
        seconds if seconds < 120 => format!("{seconds} seconds"),
        seconds => format!("{} minutes", seconds / 60),
    };
    let has_any = !checkpoints.is_empty();
    view! {
        <Card title="Checkpoints" id="checkpoints">
            <p>
                {format!("Every {every}, and when it stops, the console signs how many records there are and the hash of the last one. {since}")}
            </p>
            {may_sign
                .then(|| {
                    view! {
                        <form action="/audit/sign" method="post" class="button-row">
                            <Button label="Sign now" is_small=true />
                            <span class="soft small">"goes on record, and the checkpoint covers that too"</span>
                        </form>
                    }
                })}
            {has_any
                .then(|| {
                    view! {
                        <Table caption="The newest checkpoints" is_caption_hidden=true is_stacked=true>
                            <thead>
                                <tr role="row">{["When (UTC)", "Records", "Note"].map(|name| view! { <th scope="col" role="columnheader">{name}</th> }).collect_view()}</tr>
                            </thead>
                            <tbody>{rows}</tbody>
                        </Table>
                        <p>
                            <LinkButton href="/audit/checkpoints" label="Download all checkpoints" download="passdesk-audit-checkpoints.txt" />
                        </p>
                    }
                })}
        </Card>
    }
}

fn checkpoint_row(kept: &KeptCheckpoint) -> impl IntoView + use<> {
    let at = from_micros(kept.made_at);
    let (note, size) = (crate::ui::visible_lines(&kept.note), grouped(kept.size));
    let label = format!("Checkpoint {}", kept.id);
    view! {
        <tr role="row">
            <th scope="row" role="rowheader">
                <Moment datetime=rfc3339(at) exact=readable_to_the_second(at).trim_end_matches(" UTC") />
            </th>
            <Cell label="Records">{size}</Cell>
            <Cell label="Note">
                <Disclosure summary="Signed note">
                    <CopyText label=label text=note />
                </Disclosure>
            </Cell>
        </tr>
    }
}

fn key_text(place: usize, key: String) -> impl IntoView {
    let id = format!("key-{place}");
    let label = if place == 0 { "The key in use" } else { "An earlier key" };
    view! {
        <div>
            <p class="small soft">{label}</p>
            <CopyText id=id.clone() label=label text=key>
                <button class="button button--small copy-text__button" type="button" data-copy=id hidden>
                    "Copy"
                </button>
            </CopyText>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verification_that_runs_says_how_far_it_is_and_looks_again() {
        let shown = |verified, records| Owner::new().with(|| progress(Running { verified, records }).to_html());
        let html = shown(4_096, 12_431);
        assert!(html.contains("4,096 of 12,431 records") && html.contains("value=\"329\"") && html.contains("max=\"1000\""), "{html}");
        assert!(html.contains("data-looks-again=\"2\"") && html.contains("href=\"/audit/proof\"") && !html.contains("refresh"), "{html}");
        assert!(shown(0, 0).contains("Beginning."));
    }
}
