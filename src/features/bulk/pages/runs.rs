//! `/bulk`: the form of a new run, and the runs there are.

use super::super::prepare::RunDraft;
use super::super::read::{failed, is_theirs, require_right};
use super::super::records::{READ, record_look};
use super::form::{new_run, summary};
use super::words::{state_word, title};
use crate::domain::clock::{from_micros, readable, relative, rfc3339};
use crate::features::console::{Caller, Console, here};
use crate::features::kept;
use crate::features::layout::{Assets, Frame, problem, set_status, status_of};
use crate::ports::bulk_store::KeptRun;
use crate::ui::{Cell, Moment, Notice, PageTitle, Table, Tag, visible};
use crate::wire::{ApiError, ErrorCode};
use leptos::nonce::use_nonce;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_router::hooks::use_query_map;
use std::sync::Arc;
use time::OffsetDateTime;

/// Runs that the page lists.
const LISTED: u32 = 50;

/// The page.
#[component]
pub fn RunsPage() -> impl IntoView {
    let draft = use_query_map().get_untracked().get("draft").unwrap_or_default();
    let options = use_context::<ResponseOptions>();
    let context = here();
    view! {
        <Suspense>
            {
                let (draft, options, context) = (draft.clone(), options.clone(), context.clone());
                Suspend::new(async move {
                    match look(context, &draft, options.as_ref()).await {
                        Ok(page) => page,
                        Err(error) => problem(options.as_ref(), &error),
                    }
                })
            }
        </Suspense>
    }
}

async fn look(context: Result<(Console, Caller), ApiError>, draft: &str, options: Option<&ResponseOptions>) -> Result<AnyView, ApiError> {
    let (console, caller) = context?;
    require_right(&console, &caller, READ, None).await?;
    let kept: Option<RunDraft> = if draft.is_empty() { None } else { kept::find(&console, &caller, draft).await? };
    let is_gone = !draft.is_empty() && kept.is_none();
    let mut runs = console.bulk.newest(LISTED).await.map_err(|error| failed(&error, &caller))?;
    runs.retain(|run| is_theirs(&caller, run));
    record_look(&console, &caller, None).await?;
    if kept.is_some() {
        set_status(options, status_of(ErrorCode::InvalidForm));
    }
    let now = console.now();
    let above = kept.as_ref().map(summary);
    let gone = is_gone.then(|| view! { <Notice tone="warning" title="What you typed is not kept any more"><p>"Forms are kept for half an hour. Fill it in again."</p></Notice> });
    let title = if kept.is_some() { "Error: Bulk runs" } else { "Bulk runs" };
    let form = new_run(&console, &caller, kept);
    let (over, open): (Vec<KeptRun>, Vec<KeptRun>) = runs.into_iter().partition(|run| run.state.is_over());
    let open = table("Under way, or waiting for somebody", &open, now);
    let over = table("Over", &over, now);
    let script = use_context::<Arc<Assets>>().map(|assets| assets.href("bulk.js"));
    Ok(view! {
        <Frame title=title current="Bulk">
            {above}
            {gone}
            <PageTitle title="Bulk runs" />
            <div class="stack">{open} {form} {over}</div>
            {script.map(|src| view! { <script defer src=src nonce=use_nonce()></script> })}
        </Frame>
    }
    .into_any())
}

/// Runs, newest first; nothing where there are none.
fn table(caption: &'static str, runs: &[KeptRun], now: OffsetDateTime) -> Option<AnyView> {
    let rows = runs.iter().map(|run| row(run, now)).collect_view();
    (!runs.is_empty()).then(|| {
        view! {
            <Table caption=caption is_stacked=true>
                <thead>
                    <tr role="row">
                        {["What", "Standing", "Prepared by", "When", "Why"].map(|name| view! { <th scope="col" role="columnheader">{name}</th> }).collect_view()}
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </Table>
        }
        .into_any()
    })
}

fn row(run: &KeptRun, now: OffsetDateTime) -> impl IntoView + use<> {
    let (word, tone) = state_word(run.state);
    let at = from_micros(run.created_at);
    let (href, heading, by, why) = (format!("/bulk/{}", run.id), title(run), visible(&run.plan.prepared_by.name), visible(&run.plan.reason));
    view! {
        <tr role="row" data-state=run.state.name()>
            <th scope="row" role="rowheader">
                <a class="table__row-link" href=href>
                    {heading}
                </a>
            </th>
            <Cell label="Standing"><Tag tone=tone text=word /></Cell>
            <Cell label="Prepared by"><bdi>{by}</bdi></Cell>
            <Cell label="When"><Moment datetime=rfc3339(at) exact=readable(at) relative=relative(at, now) /></Cell>
            <Cell label="Why"><span class="table__text"><bdi>{why}</bdi></span></Cell>
        </tr>
    }
}
