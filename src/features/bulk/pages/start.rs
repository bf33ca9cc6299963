//! The card that lets a run go: what would happen to whom, and the number that says it is meant.

use super::super::control::must_sign_in_again;
use super::cards::{Looked, asked_again, cancel_part};
use super::words::{help_text, sentence, users};
use crate::domain::bulk::{RowStanding, lasts_words};
use crate::features::audit_trail::pages::grouped;
use crate::ui::{Button, ButtonRow, Card, Fact, Facts, Notice, TextField, visible};
use leptos::prelude::*;

/// Start it, or confirm it as the second person.
pub(super) fn start_card(looked: &Looked<'_>, is_second: bool) -> AnyView {
    let (run, outlook) = (looked.run, looked.outlook);
    let number = users(outlook.users);
    let (action, label, heading) = match (is_second, looked.needs_second()) {
        (true, _) => ("/api/bulk/confirm", format!("Confirm and start for {number}"), "Confirm as the second person"),
        (false, true) => ("/api/bulk/start", format!("Start for {number}, once another person confirms"), "Ready to start"),
        (false, false) => ("/api/bulk/start", format!("Start for {number}"), "Ready to start"),
    };
    let warnings = outlook.warnings.iter().map(|warning| view! { <Notice tone="warning" title=warning.clone() /> }).collect_view();
    let (facts, cancel) = (effect(looked, is_second), cancel_part(looked));
    let (id, turn, error) = (run.id.to_string(), run.turn.to_string(), looked.users_error.to_owned());
    let hint = format!("Type {} to say that you mean it.", outlook.users);
    let again = must_sign_in_again(looked.console, looked.caller, looked.run).then(asked_again);
    let second = (looked.needs_second() && !is_second).then(|| {
        let above = grouped(looked.console.rules.bulk.second_person_above);
        let together = match looked.alone_today {
            0 => String::new(),
            earlier => format!(", and with your other runs of the last 24 hours these are {}", grouped(earlier.saturating_add(looked.outlook.users))),
        };
        view! { <p class="field__hint">{format!("Above {above} users within a day it takes two{together}: nothing is done before another person has confirmed it here.")}</p> }
    });
    view! {
        <Card title=heading id="start">
            {facts}
            {warnings}
            <form class="stack" action=action method="post" data-once=true>
                <input type="hidden" name="id" value=id />
                <input type="hidden" name="turn" value=turn />
                <div class="bulk-number">
                    <TextField id="users" name="users" label="For how many users?" hint=hint error=error inputmode="numeric" maxlength="12" />
                </div>
                <div class="bulk-go">
                    <ButtonRow>
                        <Button label=label kind="primary" />
                    </ButtonRow>
                    {second}
                    {again}
                </div>
            </form>
            {cancel}
        </Card>
    }
    .into_any()
}

/// What would happen, to whom, in whose name, and for how long.
fn effect(looked: &Looked<'_>, is_second: bool) -> AnyView {
    let (run, outlook) = (looked.run, looked.outlook);
    let what = run.plan.help().map(help_text).unwrap_or_default();
    let left_out = looked.counts.of(RowStanding::LeftOut);
    let href = format!("/bulk/{}?rows={}#rows", run.id, RowStanding::LeftOut.name());
    let left_out = (left_out > 0).then(|| {
        let rows = if left_out == 1 { "1 row".to_owned() } else { format!("{} rows", grouped(left_out)) };
        view! {
            <Fact name="Left out">
                {rows} " " <a href=href>"Who, and why"</a>
            </Fact>
        }
    });
    let (whose, why) = match (is_second, run.runs_as.as_ref()) {
        (true, Some(starter)) => (format!("Of {}, who started it. You answer for it together.", visible(&starter.name)), Some(visible(&run.plan.reason))),
        _ => ("Yours: each user is judged by what you may do when their turn comes.".to_owned(), None),
    };
    let why = why.map(|why| view! { <Fact name="Why"><bdi>{why}</bdi></Fact> });
    let (number, takes, messages) = (users(outlook.users), sentence(&format!("{}. It can be paused at any time.", lasts_words(outlook.lasts))), outlook.messages.clone());
    view! {
        <Facts kind="effect">
            <Fact name="For">
                <strong>{number}</strong>
            </Fact>
            {left_out}
            <Fact name="What happens">{what}</Fact>
            <Fact name="Messages">{messages}</Fact>
            <Fact name="Takes">{takes}</Fact>
            {why}
            <Fact name="In whose name">
                <bdi>{whose}</bdi>
            </Fact>
        </Facts>
    }
    .into_any()
}

/// Somebody has started it, and whoever looks cannot be the second person.
pub(super) fn waits_card(looked: &Looked<'_>) -> AnyView {
    let (run, number) = (looked.run, users(looked.outlook.users));
    let starter = run.runs_as.as_ref().map(|person| visible(&person.name)).unwrap_or_default();
    let above = grouped(looked.console.rules.bulk.second_person_above);
    let sentence = format!("{starter} started it for {number}. Above {above} within a day, all runs of theirs together, it takes two, so nothing is done yet.");
    let cancel = cancel_part(looked);
    view! {
        <Card title="Another person has to confirm it" id="start">
            <p>
                <bdi>{sentence}</bdi>
            </p>
            <p>"Send the address of this page to a colleague who may run lists and decide on approvals. They see what you see, and confirm it here; it also stands on their page of bulk runs."</p>
            {cancel}
        </Card>
    }
    .into_any()
}
