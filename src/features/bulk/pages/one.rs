//! `/bulk/{id}`: what a run would do or has done, where it stands, and what can be decided about it.

use super::super::ending::look_up_unknown;
use super::super::read::{failed, look};
use super::super::records::record_look;
use super::cards::{Looked, is_settling, standing_card};
use super::outlook::{Outlook, outlook};
use super::passwords::passwords_card;
use super::rows::{PAGE, rows_card};
use super::words::{list_words, state_tag, title};
use crate::domain::bulk::{RowStanding, RunState};
use crate::domain::clock::{from_micros, readable, to_micros};
use crate::domain::operation::Action;
use crate::features::console::{Caller, Console, here};
use crate::features::layout::{Assets, Frame, problem, reference_in, set_status, status_of};
use crate::ports::bulk_store::{Counts, KeptRow, KeptRun, RunPerson};
use crate::ui::{Card, Columns, Disclosure, ErrorSummary, Fact, Facts, Mono, Notice, PageTitle, Tag, visible};
use crate::wire::{ApiError, ErrorCode};
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_router::hooks::{use_params_map, use_query_map};
use leptos_router::params::ParamsMap;
use std::sync::Arc;

/// The page.
#[component]
pub fn RunPage() -> impl IntoView {
    let (id, query) = (use_params_map().get_untracked().get("id").unwrap_or_default(), use_query_map().get_untracked());
    let options = use_context::<ResponseOptions>();
    let context = here();
    view! {
        <Suspense>
            {
                let (id, query, options, context) = (id.clone(), query.clone(), options.clone(), context.clone());
                Suspend::new(async move {
                    match shown(context, &id, &query).await {
                        Ok(shown) => page(&shown, &query, options.as_ref()),
                        Err(error) => problem(options.as_ref(), &error),
                    }
                })
            }
        </Suspense>
    }
}

/// Everything that the page shows.
struct Shown {
    run: KeptRun,
    counts: Counts,
    outlook: Outlook,
    /// For how many users whoever looks has started runs alone within a day.
    alone_today: u32,
    standing: Option<RowStanding>,
    rows: Vec<KeptRow>,
    after: u32,
    console: Console,
    caller: Caller,
}

async fn shown(context: Result<(Console, Caller), ApiError>, id: &str, query: &ParamsMap) -> Result<Shown, ApiError> {
    let (console, caller) = context?;
    let run = look(&console, &caller, id).await?;
    record_look(&console, &caller, Some(&run)).await?;
    let store_failed = |error| failed(&error, &caller);
    if run.state.is_over() {
        look_up_unknown(&console, &run).await.map_err(store_failed)?;
    }
    let counts = console.bulk.counts(run.id).await.map_err(store_failed)?;
    let standing = query.get("rows").and_then(|name| RowStanding::from_name(&name));
    let after = query.get("after").and_then(|line| line.parse().ok()).unwrap_or(0);
    // One more than is shown: it tells whether there is another page.
    let rows = console.bulk.rows(run.id, standing, after, PAGE + 1).await.map_err(store_failed)?;
    let outlook = outlook(&console, &run, &counts).await;
    let since = to_micros(console.now() - time::Duration::DAY);
    let alone_today = match (run.state, caller.actor()) {
        (RunState::Checked, Ok(own)) => console.bulk.users_of(&own.id, since).await.map_err(store_failed)?,
        _ => 0,
    };
    Ok(Shown { run, counts, outlook, alone_today, standing, rows, after, console, caller })
}

fn page(shown: &Shown, query: &ParamsMap, options: Option<&ResponseOptions>) -> AnyView {
    let Shown { run, counts, outlook, alone_today, standing, rows, after, console, caller } = shown;
    let (word, tone) = state_tag(run, counts);
    // An address can be forged: it names one of our own sentences, or nothing.
    let problem = query.get("problem").unwrap_or_default();
    let is_asked = matches!(run.state, RunState::Checked | RunState::Confirmed);
    let users_error = if problem == "users" && is_asked { format!("Type the number of users that it is for: {}.", outlook.users) } else { String::new() };
    let error = ErrorCode::from_name(&problem).map(|code| ApiError::new(code, reference_in(query)));
    let summary = if users_error.is_empty() {
        error.map(|ApiError { code, reference, .. }| {
            set_status(options, status_of(code));
            let reference = (!reference.is_empty()).then(|| view! { <p>"Reference " <Mono text=reference /></p> });
            view! { <Notice tone="danger" live="alert" title=code.title()><p>{code.advice()}</p>{reference}</Notice> }.into_any()
        })
    } else {
        set_status(options, status_of(ErrorCode::InvalidForm));
        Some(view! { <ErrorSummary errors=vec![("#users".to_owned(), users_error.clone())] /> }.into_any())
    };
    let prefix = if summary.is_some() { "Error: " } else { "" };
    let signed_in_again = query.get("signed_in").is_some_and(|again| again == "again") && matches!(run.state, RunState::Checked | RunState::Confirmed | RunState::Paused);
    let again =
        signed_in_again.then(|| view! { <Notice tone="info" live="status" title="You signed in again. Nothing is started by that: look at what is below, and decide now." /> });
    let looked = Looked { console, caller, run, counts, outlook, alone_today: *alone_today, users_error: &users_error };
    let card = standing_card(&looked);
    let (id, state, turn) = (run.id.to_string(), run.state.name(), run.turn);
    let is_settling = is_settling(run, counts);
    let is_live = !run.state.is_over() || is_settling;
    let script = is_live.then(|| use_context::<Arc<Assets>>().map(|assets| assets.href("bulk.js"))).flatten();
    let passwords = (!run.state.is_at_work() && counts.sealed > 0).then(|| passwords_card(run, caller, counts.sealed));
    let list = run.forgotten.is_none().then(|| rows_card(run, counts, *standing, rows, *after));
    let aside = facts(run, caller, console);
    let (heading, tab) = (title(run), format!("{prefix}{}", title(run)));
    view! {
        <Frame title=tab current="Bulk">
            {summary}
            {again}
            <PageTitle title=heading eyebrow="Bulk runs" eyebrow_href="/bulk">
                <Tag tone=tone text=word />
            </PageTitle>
            <Columns aside=aside>
                <div class="stack" data-run=id data-live=is_live.then_some("true") data-settling=is_settling.then_some("true") data-state=state data-turn=turn>
                    {card}
                    {passwords}
                </div>
                {list}
            </Columns>
            {script.map(|src| view! { <script defer src=src nonce=use_nonce()></script> })}
        </Frame>
    }
    .into_any()
}

fn facts(run: &KeptRun, caller: &Caller, console: &Console) -> impl FnOnce() -> AnyView + Send + 'static {
    let time = |at: i64| readable(from_micros(at));
    let person = |person: &RunPerson| visible(&person.name);
    let trail = caller.may(Action::ReadTrail).then(|| format!("/audit?run={}&reads=on", run.id));
    let keep_for = i64::try_from(console.rules.bulk.keep_for.whole_microseconds()).unwrap_or(i64::MAX);
    let until = (run.forgotten.is_none() && !run.state.is_at_work()).then(|| time(run.changed_at.saturating_add(keep_for)));
    let rows: Vec<(&'static str, String)> = [
        Some(("Why", visible(&run.plan.reason))),
        run.plan.ticket.as_deref().map(|ticket| ("Ticket", visible(ticket))),
        Some(("Prepared by", person(&run.plan.prepared_by))),
        Some(("Prepared", time(run.created_at))),
        run.runs_as.as_ref().map(|runs_as| ("In the name of", person(runs_as))),
        run.confirmed_by.as_ref().map(|second| ("Second person", person(second))),
        run.started_at.map(|at| ("Started", time(at))),
        run.ended_at.map(|at| ("Ended", time(at))),
        Some(("List", list_words(run))),
        until.map(|at| (if run.state.is_over() { "List kept until" } else { "If left as it is, cancelled on" }, at)),
    ]
    .into_iter()
    .flatten()
    .collect();
    let hash = run.plan.list_hash.clone();
    move || {
        let rows = rows.into_iter().map(|(name, value)| view! { <Fact name=name><bdi>{value}</bdi></Fact> }).collect_view();
        view! {
            <Card title="This run" is_aside=true>
                <Facts>{rows}</Facts>
                {trail.map(|href| view! { <p><a href=href>"All of it in the audit trail"</a></p> })}
                <Disclosure summary="SHA-256 of the list">
                    <Mono text=hash />
                </Disclosure>
            </Card>
        }
        .into_any()
    }
}
