//! `/work?days=`: what one did oneself, and what of it is not done yet.

use super::rows::work_table;
use crate::features::console::{Caller, Console, here};
use crate::features::layout::{Frame, problem};
use crate::features::own_work::look::{OwnWork, own_work};
use crate::features::own_work::query::{Days, WorkQuery};
use crate::ui::{Empty, LinkButton, Notice, PageTitle, Pager, Tab, Tabs};
use crate::wire::ErrorCode;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_router::hooks::use_query_map;

/// The page.
#[component]
pub fn WorkPage() -> impl IntoView {
    let map = use_query_map().get_untracked();
    let query = WorkQuery::read(|name| map.get(name));
    let options = use_context::<ResponseOptions>();
    let context = here();
    view! {
        <Suspense>
            {
                let (options, context) = (options.clone(), context.clone());
                Suspend::new(async move {
                    match context {
                        Ok((console, caller)) => answer(&console, &caller, query, options.as_ref()).await,
                        Err(error) => problem(options.as_ref(), &error),
                    }
                })
            }
        </Suspense>
    }
}

async fn answer(console: &Console, caller: &Caller, query: Option<WorkQuery>, options: Option<&ResponseOptions>) -> AnyView {
    let Some(query) = query else { return problem(options, &caller.error(ErrorCode::NotFound)) };
    match own_work(console, caller, query).await {
        Ok(work) => page(console, query, &work),
        Err(error) => problem(options, &error),
    }
}

fn page(console: &Console, query: WorkQuery, work: &OwnWork) -> AnyView {
    let tabs = Days::ALL.map(|days| {
        let href = WorkQuery { days, before: None }.href();
        view! { <Tab href=href label=days.words() is_current=days == query.days /> }
    });
    let being_made = work.found.being_made.map(|state| {
        let title = format!("The index is being built: {} % of the records can be found by now.", state.percent());
        view! { <Notice tone="info" is_plain=true title=title /> }
    });
    let left_out = left_out(work.left_out);
    let (on_top, list) = (on_top(console, query, work), list(console, query, work));
    view! {
        <Frame title="My work" current="My work" width="wide">
            <PageTitle title="My work" />
            <Tabs label="Days">{tabs.into_iter().collect_view()}</Tabs>
            {being_made}
            {on_top}
            {list}
            {left_out}
        </Frame>
    }
    .into_any()
}

/// What was done for users whom the role is not for any more.
fn left_out(count: usize) -> Option<impl IntoView> {
    let actions = if count == 1 { "1 action is".to_owned() } else { format!("{count} actions are") };
    (count > 0).then(|| view! { <p class="soft small">{actions} " left out here: your role is not for those users any more, or Cognito does not say now."</p> })
}

/// What is not done yet, on the first page.
fn on_top(console: &Console, query: WorkQuery, work: &OwnWork) -> Option<impl IntoView + use<>> {
    let rows = &work.attention.rows;
    let caption = format!("Needs attention ({})", rows.len());
    (query.before.is_none() && !rows.is_empty()).then(|| {
        view! {
            {work_table(&caption, rows, true, console.directory.pools(), work.now)}
            {work.attention.is_part.then(|| view! { <p class="soft small">"There is more that did not work; it stands below, or under Last 7 days, in its place."</p> })}
        }
    })
}

/// Everything else of the page, or why there is nothing.
fn list(console: &Console, query: WorkQuery, work: &OwnWork) -> AnyView {
    let newest = if query.before.is_some() { WorkQuery { before: None, ..query }.href() } else { String::new() };
    let older = work.found.older.map(|before| WorkQuery { before: Some(before), ..query }.href()).unwrap_or_default();
    let has_top = query.before.is_none() && !work.attention.rows.is_empty();
    let pager =
        (!newest.is_empty() || !older.is_empty()).then(|| view! { <Pager text="Newest first" first=newest.clone() first_label="Newest" next=older.clone() next_label="Older" /> });
    let when = query.days.in_a_sentence();
    if !work.found.rows.is_empty() {
        let caption = format!("{} {when}, newest first", if has_top { "Everything else from" } else { "From" });
        return view! {
            {work_table(&caption, &work.found.rows, false, console.directory.pools(), work.now)}
            {pager}
        }
        .into_any();
    }
    if !older.is_empty() {
        return view! {
            <p>"Nothing of it stands on this page. Go on with Older."</p>
            {pager}
        }
        .into_any();
    }
    if has_top {
        return view! { <p class="soft">{format!("Nothing else from {when}.")}</p> }.into_any();
    }
    let (title, text) = if query.before.is_some() {
        ("Nothing older".to_owned(), "These days have no more of it.")
    } else {
        (format!("Nothing from {when}"), "Codes, passwords and whatever else you do for users stand here as soon as they are on record.")
    };
    let other_days =
        (query.days != Days::Week && query.before.is_none()).then(|| view! { <LinkButton href=WorkQuery { days: Days::Week, before: None }.href() label="Last 7 days" /> });
    let newest = (!newest.is_empty()).then(|| view! { <LinkButton href=newest label="Newest" /> });
    view! {
        <Empty title=title text=text>
            {newest}
            {other_days}
            <LinkButton href="/users" label="Find a user" />
        </Empty>
    }
    .into_any()
}
