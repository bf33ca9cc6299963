//! A run's first card: where it stands, what would come of it, and what can be decided now.

use super::super::control::must_sign_in_again;
use super::super::progress::Progress;
use super::outlook::Outlook;
use super::start::{start_card, waits_card};
use super::tally::{Phase, tally};
use super::words::users;
use crate::domain::bulk::{RowStanding, RunState};
use crate::domain::operation::Action;
use crate::features::audit_trail::pages::grouped;
use crate::features::console::{Caller, Console};
use crate::ports::bulk_store::{Counts, KeptRun};
use crate::ui::{Button, ButtonRow, Card, Disclosure, LinkButton, Notice, Progress as Bar, visible};
use leptos::prelude::*;

/// A run as somebody looks at it.
pub(super) struct Looked<'a> {
    pub console: &'a Console,
    pub caller: &'a Caller,
    pub run: &'a KeptRun,
    pub counts: &'a Counts,
    pub outlook: &'a Outlook,
    /// For how many users whoever looks has started runs alone within a day.
    pub alone_today: u32,
    /// What is wrong with the number that was typed.
    pub users_error: &'a str,
}

impl Looked<'_> {
    /// Whoever looks may do for one user what the run does for many.
    pub fn may(&self) -> bool {
        self.run.plan.help().is_some_and(|help| self.caller.may(help.action())) && self.caller.may(Action::RunBulk)
    }

    /// It takes a second person: by its own users, or by those of all runs that whoever looks has started within a day.
    pub fn needs_second(&self) -> bool {
        self.outlook.users.saturating_add(self.alone_today) > self.console.rules.bulk.second_person_above
    }

    /// Whoever looks has prepared or started it, and cannot be its second person.
    fn is_own(&self) -> bool {
        let own = self.caller.actor().ok().map(|actor| &actor.id);
        self.run.runs_as.as_ref().map(|person| &person.id) == own || own == Some(&self.run.plan.prepared_by.id)
    }
}

/// The card for where the run stands.
pub(super) fn standing_card(looked: &Looked<'_>) -> AnyView {
    let run = looked.run;
    match run.state {
        RunState::Checking => work_card(
            looked,
            "The list is looked at, row by row",
            "Nothing is done yet, and nothing will be by itself: when every row was looked at, this page says for whom it can be done, and somebody may start it.".to_owned(),
        ),
        RunState::Checked if looked.outlook.users == 0 => {
            let cancel = cancel_part(looked);
            view! {
                <Card title="It can be done for nobody in this list" id="start">
                    <p>"The rows below say why. Mend the list, and send it again as a new run."</p>
                    {cancel}
                </Card>
            }
            .into_any()
        }
        RunState::Checked if looked.may() => start_card(looked, false),
        RunState::Checked => {
            let (cancel, number) = (cancel_part(looked), users(looked.outlook.users));
            view! {
                <Card title="Ready to start" id="start">
                    <p>{format!("Every row was looked at: it can be done for {number}. You may not do this for a user, and so not for many: somebody who may can start it here.")}</p>
                    {cancel}
                </Card>
            }
            .into_any()
        }
        RunState::Confirmed if looked.may() && !looked.is_own() && looked.caller.has_right(Action::DecideEscalation) => start_card(looked, true),
        RunState::Confirmed => waits_card(looked),
        RunState::Running => {
            let whose = run.runs_as.as_ref().map(|person| visible(&person.name)).unwrap_or_default();
            work_card(looked, "It is under way", format!("Each user is read again, and judged by the rules for {whose}, when their turn comes."))
        }
        RunState::Paused => paused_card(looked),
        RunState::Done | RunState::Cancelled => over_card(looked),
    }
}

/// How far it is, kept up to date by a script, and the buttons that stop it.
fn work_card(looked: &Looked<'_>, title: &'static str, sentence: String) -> AnyView {
    let (bar, cancel, results) = (bar(looked), cancel_part(looked), results_link(looked));
    let id = looked.run.id.to_string();
    view! {
        <Card title=title id="progress">
            {bar}
            <p>{sentence}</p>
            <noscript>
                <p class="field__hint">"Load this page again to see how far it is."</p>
            </noscript>
            <ButtonRow>
                <form action="/api/bulk/pause" method="post">
                    <input type="hidden" name="id" value=id />
                    <Button label="Pause" />
                </form>
                {results}
            </ButtonRow>
            {cancel}
        </Card>
    }
    .into_any()
}

fn paused_card(looked: &Looked<'_>) -> AnyView {
    let (run, left) = (looked.run, looked.outlook.users);
    let (title, advice) = run.cause.map(crate::domain::bulk::PauseCause::words).unwrap_or(("It is paused.", "It goes on where it stopped."));
    let (bar, cancel, results) = (bar(looked), cancel_part(looked), results_link(looked));
    let (id, turn, may) = (run.id.to_string(), run.turn.to_string(), looked.may());
    let then = match (run.started_at.is_some(), may) {
        (true, true) => format!("Resumed, it goes on for {} in your name.", users(left)),
        (false, true) => "Resumed, the other rows are looked at. That has no effect on anybody.".to_owned(),
        (_, false) => "You may not do this for a user, and so not for many: somebody who may can resume it here.".to_owned(),
    };
    let again = (may && must_sign_in_again(looked.console, looked.caller, looked.run)).then(asked_again);
    view! {
        <Card title="It is paused" id="progress">
            <Notice tone="warning" title=title>
                <p>{advice}</p>
            </Notice>
            {bar}
            <p>{then}</p>
            <ButtonRow>
                <form action="/api/bulk/resume" method="post" data-once=true>
                    <input type="hidden" name="id" value=id />
                    <input type="hidden" name="turn" value=turn />
                    <Button label="Resume" kind="primary" is_disabled=!may />
                </form>
                {results}
            </ButtonRow>
            {again}
            {cancel}
        </Card>
    }
    .into_any()
}

/// It is over, and rows that were begun still come to their end.
pub(super) fn is_settling(run: &KeptRun, counts: &Counts) -> bool {
    run.state.is_over() && run.forgotten.is_none() && counts.of(RowStanding::Ready) + counts.of(RowStanding::Unchecked) > 0
}

/// How it ended, and what is left to do.
fn over_card(looked: &Looked<'_>) -> AnyView {
    let (run, counts) = (looked.run, looked.counts);
    let of = |standing| counts.of(standing);
    let (succeeded, not_done) = (of(RowStanding::Succeeded), of(RowStanding::NotDone) + of(RowStanding::Ready) + of(RowStanding::Unchecked));
    let failed = of(RowStanding::Refused) + of(RowStanding::Denied) + of(RowStanding::Unknown);
    let all = succeeded + failed + not_done;
    let title = match (run.state, run.started_at.is_some()) {
        (RunState::Cancelled, true) if is_settling(run, counts) => "It was cancelled; what is under way comes to its end".to_owned(),
        (RunState::Cancelled, false) => "It was cancelled before anything was done".to_owned(),
        (RunState::Cancelled, true) => format!("It was cancelled: done for {} of {}", grouped(succeeded), users(all)),
        _ if succeeded == 0 => format!("It was done for nobody: {} had their turn", users(all)),
        _ if failed == 0 => format!("Done for {}", if all == 1 { "the one user".to_owned() } else { format!("all {}", users(all)) }),
        _ => format!("Done for {} of {}", grouped(succeeded), users(all)),
    };
    let (numbers, results) = (run.started_at.map(|_| tally(run.id, counts, Phase::Over)), results_link(looked));
    let advice = [
        (RowStanding::LeftOut, "Left out: nothing was to be done for these rows, and each says why."),
        (RowStanding::Refused, "Refused by Cognito: nothing changed for them, and their rows say why."),
        (RowStanding::Denied, "Denied: the rules, a limit or the user's state said no when their turn came. Cognito was not asked."),
        (
            RowStanding::Unknown,
            "Unknown: nobody can tell yet whether it took effect. It is looked up again when this page is loaded; open the user before you send anything again.",
        ),
    ];
    let advice = advice.into_iter().filter(|(standing, _)| run.started_at.is_some() && of(*standing) > 0).map(|(_, sentence)| view! { <li>{sentence}</li> }).collect_view();
    let not_done =
        (run.started_at.is_some() && not_done > 0).then(|| view! { <li>"Not done: the run ended before their turn. Nothing changed for them; a new run can have them."</li> });
    let is_forgotten = run.forgotten.is_some();
    let forgotten = is_forgotten.then(|| view! { <p>"The list and its results were deleted, since their time was over. What was done for whom stands in the audit trail."</p> });
    view! {
        <Card title=title id="end">
            {numbers}
            <ul class="bulk-advice">{advice} {not_done}</ul>
            {forgotten}
            {results.map(|results| view! { <ButtonRow>{results}</ButtonRow> })}
        </Card>
    }
    .into_any()
}

/// The progress bar and its numbers.
fn bar(looked: &Looked<'_>) -> AnyView {
    let progress = Progress::of(looked.console, looked.run, looked.counts);
    let is_checking = looked.run.started_at.is_none();
    let label = if is_checking { "Rows looked at" } else { "Users who had their turn" };
    let numbers = tally(looked.run.id, looked.counts, if is_checking { Phase::Checking } else { Phase::Running });
    view! {
        <Bar label=label done=progress.done total=progress.total text=progress.text />
        {numbers}
    }
    .into_any()
}

fn results_link(looked: &Looked<'_>) -> Option<AnyView> {
    let run = looked.run;
    (run.started_at.is_some() && run.forgotten.is_none()).then(|| {
        let label = if run.state.is_over() { "Download the results" } else { "Download the results so far" };
        view! { <LinkButton href=format!("/bulk/{}/results.csv", run.id) label=label download="results.csv" /> }.into_any()
    })
}

/// Under a button that asks for a fresh sign-in.
pub(super) fn asked_again() -> impl IntoView {
    view! { <p class="field__hint">"You will be asked to sign in again first. Nothing is started by that alone."</p> }
}

/// The way to end it for good: folded, since it cannot be taken back.
pub(super) fn cancel_part(looked: &Looked<'_>) -> impl IntoView + use<> {
    let (run, left) = (looked.run, looked.outlook.users);
    let sentence = match (run.started_at.is_some(), left) {
        (false, _) => "Nothing was done so far, and nothing will be. A cancelled run cannot be started again.".to_owned(),
        (true, 1) => "What was done stays done. Nothing is done for the 1 user who is left, and a cancelled run cannot be resumed.".to_owned(),
        (true, left) => format!("What was done stays done. Nothing is done for the {} who are left, and a cancelled run cannot be resumed.", users(left)),
    };
    let id = run.id.to_string();
    view! {
        <div class="card__part">
            <Disclosure summary="Cancel this run…">
                <p>{sentence}</p>
                <form action="/api/bulk/cancel" method="post">
                    <input type="hidden" name="id" value=id />
                    <Button label="Cancel the run" kind="danger" />
                </form>
            </Disclosure>
        </div>
    }
}
