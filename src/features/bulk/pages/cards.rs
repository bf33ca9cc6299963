//! What can be decided about a run, and what it would come to.

use super::super::control::must_sign_in_again;
use super::words::users;
use crate::domain::bulk::{Estimate, RateOf, RowStanding, RunState, lasts_words};
use crate::domain::operation::Action;
use crate::domain::preflight::Help;
use crate::features::audit_trail::pages::grouped;
use crate::features::console::{Caller, Console};
use crate::ports::bulk_store::{Counts, KeptRun};
use crate::ui::{Button, ButtonRow, Card, Fact, Facts, Notice, TextField};
use leptos::prelude::*;
use std::time::Duration;

/// What the rest of a run comes to, over all of its pools.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Outlook {
    /// Users for whom it can be done.
    pub users: u32,
    /// The least that it takes.
    pub lasts: Duration,
    /// In words: what goes out.
    pub messages: String,
    /// What somebody has to know before.
    pub warnings: Vec<String>,
}

/// Pools one after the other would take the sum: they share an account's rate in a Region as far as is known here.
pub(super) async fn outlook(console: &Console, run: &KeptRun, counts: &Counts) -> Outlook {
    let ready = counts.of(RowStanding::Ready);
    let (mut mails, mut texts, mut warnings, mut rate) = (0, 0, Vec::new(), f64::INFINITY);
    let of = RateOf::Effect(run.plan.help().map_or(Action::SendResetCode, Help::action));
    for (id, (pool_mails, pool_texts)) in &counts.messages {
        let Some(pool) = console.directory.pools().iter().find(|pool| pool.id.as_str() == id) else { continue };
        rate = rate.min(console.rules.bulk.rate(&pool.id, of));
        (mails, texts) = (mails + pool_mails, texts + pool_texts);
        let Ok(facts) = console.directory.describe_pool(&pool.id).await else {
            warnings.push(format!("Whether {} can send so many messages cannot be told: Cognito does not answer.", pool.name));
            continue;
        };
        let estimate = Estimate { rows: ready, rate, mails: *pool_mails, texts: *pool_texts, mails_a_day: facts.has_default_mailer.then_some(50) };
        if estimate.passes_mail_limit() {
            warnings.push(format!(
                "{} sends by Cognito's own mailer, which sends 50 mails a day, and this run would send {}. It pauses when they are used up, and can be resumed the day after.",
                pool.name,
                grouped(*pool_mails)
            ));
        }
    }
    let estimate = Estimate { rows: ready, rate: if rate.is_finite() { rate } else { 1.0 }, mails, texts, mails_a_day: None };
    let messages = match (mails, texts) {
        (0, 0) => "none".to_owned(),
        (mails, 0) => format!("{} by e-mail", grouped(mails)),
        (0, texts) => format!("{} by text message", grouped(texts)),
        (mails, texts) => format!("{} by e-mail, {} by text message", grouped(mails), grouped(texts)),
    };
    Outlook { users: ready, lasts: estimate.lasts(), messages, warnings }
}

/// Start, confirm, pause, resume, cancel: what is possible where it stands.
pub(super) fn decision_card(console: &Console, caller: &Caller, run: &KeptRun, counts: &Counts, outlook: &Outlook, users_error: &str) -> AnyView {
    let is_second = run.state == RunState::Confirmed;
    let needs_second = outlook.users > console.rules.bulk.second_person_above;
    let may = run.plan.help().is_some_and(|help| caller.may(help.action())) && caller.may(Action::RunBulk);
    let own = caller.actor().ok().map(|actor| &actor.id);
    let (id, turn, above) = (run.id.to_string(), run.turn.to_string(), console.rules.bulk.second_person_above);
    let is_starter = run.runs_as.as_ref().map(|person| &person.id) == own || own == Some(&run.plan.prepared_by.id);
    match run.state {
        RunState::Checked if outlook.users == 0 => view! {
            <Notice tone="warning" title="Nothing in this list can be done">
                <p>"The rows below say why."</p>
            </Notice>
            {cancel(run)}
        }
        .into_any(),
        RunState::Checked if may => start_card(console, caller, run, counts, outlook, (needs_second, is_second), users_error),
        RunState::Confirmed if may && !is_starter && caller.has_right(Action::DecideEscalation) => {
            start_card(console, caller, run, counts, outlook, (needs_second, is_second), users_error)
        }
        RunState::Confirmed => {
            let sentence = format!("It is for {}, and above {above} it takes two. Send them the address of this page.", users(outlook.users));
            view! {
                <Notice tone="info" title="Another person has to confirm it">
                    <p>{sentence}</p>
                </Notice>
                {cancel(run)}
            }
            .into_any()
        }
        RunState::Checking | RunState::Running => {
            let cancel = cancel_form(run);
            view! {
                <ButtonRow>
                    <form action="/api/bulk/pause" method="post">
                        <input type="hidden" name="id" value=id />
                        <Button label="Pause" />
                    </form>
                    {cancel}
                </ButtonRow>
            }
            .into_any()
        }
        RunState::Paused => {
            let cancel = cancel_form(run);
            view! {
                <ButtonRow>
                    <form action="/api/bulk/resume" method="post">
                        <input type="hidden" name="id" value=id />
                        <input type="hidden" name="turn" value=turn />
                        <Button label="Resume" kind="primary" is_disabled=!may />
                    </form>
                    {cancel}
                </ButtonRow>
            }
            .into_any()
        }
        _ => ().into_any(),
    }
}

fn start_card(console: &Console, caller: &Caller, run: &KeptRun, counts: &Counts, outlook: &Outlook, (needs_second, is_second): (bool, bool), users_error: &str) -> AnyView {
    let left_out = grouped(counts.of(RowStanding::LeftOut));
    let (for_users, takes, messages) = (grouped(outlook.users), lasts_words(outlook.lasts), outlook.messages.clone());
    let (id, turn, error) = (run.id.to_string(), run.turn.to_string(), users_error.to_owned());
    let hint = format!("Type {} to say that you mean it.", outlook.users);
    let cancel = cancel_form(run);
    let warnings = outlook.warnings.iter().map(|warning| view! { <Notice tone="warning" title=warning.clone() /> }).collect_view();
    let (action, label, heading) = match (is_second, needs_second) {
        (true, _) => ("/api/bulk/confirm", format!("Confirm and start for {}", users(outlook.users)), "Confirm as the second person"),
        (false, true) => ("/api/bulk/start", format!("Start for {}, once another person confirms", users(outlook.users)), "Start"),
        (false, false) => ("/api/bulk/start", format!("Start for {}", users(outlook.users)), "Start"),
    };
    let again = must_sign_in_again(console, caller, run);
    let again = again.then(|| view! { <p class="field__hint">"You will be asked to sign in again first. Nothing is started by that alone."</p> });
    let second = (needs_second && !is_second)
        .then(|| view! { <p class="field__hint">{format!("Above {} users another person has to confirm it.", console.rules.bulk.second_person_above)}</p> });
    view! {
        <Card title=heading id="start">
            <Facts kind="effect">
                <Fact name="Users">{for_users}</Fact>
                <Fact name="Left out">{left_out}</Fact>
                <Fact name="Takes">{takes}</Fact>
                <Fact name="Messages">{messages}</Fact>
            </Facts>
            {warnings}
            <form class="stack" action=action method="post" data-once=true>
                <input type="hidden" name="id" value=id />
                <input type="hidden" name="turn" value=turn />
                <TextField
                    id="users"
                    name="users"
                    label="For how many users?"
                    hint=hint
                    error=error
                    inputmode="numeric"
                    maxlength="12"
                />
                {second}
                {again}
                <ButtonRow>
                    <Button label=label kind="primary" />
                </ButtonRow>
            </form>
            <div class="card__part">{cancel}</div>
        </Card>
    }
    .into_any()
}

fn cancel(run: &KeptRun) -> impl IntoView + use<> {
    let cancel = cancel_form(run);
    view! { <ButtonRow>{cancel}</ButtonRow> }
}

fn cancel_form(run: &KeptRun) -> impl IntoView + use<> {
    view! {
        <form action="/api/bulk/cancel" method="post">
            <input type="hidden" name="id" value=run.id.to_string() />
            <Button label="Cancel the run" kind="danger" />
        </form>
    }
}
