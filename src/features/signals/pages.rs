//! `/signals`: what a supervisor should look at, and what to do about it.

mod rows;

use super::read::{SignalPage, read_signals};
use crate::domain::operation::Action;
use crate::domain::signals::{BURST, BURST_WITHIN, SignalKind};
use crate::domain::velocity::Velocity;
use crate::features::console::{Caller, Console, here};
use crate::features::layout::{Frame, problem};
use crate::ui::{Disclosure, Empty, LinkButton, PageTitle, Pager};
use crate::wire::{ApiError, ErrorCode};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_router::hooks::use_query_map;
use rows::signal_table;

/// The page.
#[component]
pub fn SignalsPage() -> impl IntoView {
    let before = use_query_map().get_untracked().get("before");
    let options = use_context::<ResponseOptions>();
    let context = here();
    view! {
        <Suspense>
            {
                let (before, options, context) = (before.clone(), options.clone(), context.clone());
                Suspend::new(async move {
                    match look(context, before.as_deref()).await {
                        Ok(page) => page,
                        Err(error) => problem(options.as_ref(), &error),
                    }
                })
            }
        </Suspense>
    }
}

async fn look(context: Result<(Console, Caller), ApiError>, before: Option<&str>) -> Result<AnyView, ApiError> {
    let (console, caller) = context?;
    let before = match before {
        None => None,
        // One that is none of ours would show the newest in the place of older ones.
        Some(before) => Some(before.parse::<i64>().map_err(|_| caller.error(ErrorCode::NotFound))?),
    };
    let page = read_signals(&console, &caller, before).await?;
    let older = page.older_than.map(|sequence| format!("/signals?before={sequence}")).unwrap_or_default();
    let newest = before.map(|_| "/signals".to_owned()).unwrap_or_default();
    let has_pages = !older.is_empty() || !newest.is_empty();
    let body = if page.signals.is_empty() { nothing(&page, caller.may(Action::ReadTrail)) } else { signal_table(&page.signals, &caller, &console) };
    let watched = watched(&console.rules.velocity.usual, !console.rules.canaries.0.is_empty());
    Ok(view! {
        <Frame title="Signals" current="Signals" width="wide">
            <PageTitle title="Signals" />
            <p class="soft">"Signs that somebody uses their rights for something else than callers, or that somebody else uses them. Each follows from the audit trail."</p>
            {body}
            {has_pages.then(|| view! { <Pager text="Newest first" first=newest first_label="Newest" next=older next_label="Older" /> })}
            <Disclosure summary="What is watched">
                <ul>{watched}</ul>
                <p>
                    "The same sign of the same person, and for a canary of the same user, is shown once in each ten minutes of the clock, with how many followed; many denials once for as long as they go on."
                </p>
            </Disclosure>
        </Frame>
    }
    .into_any())
}

fn nothing(page: &SignalPage, may_read_trail: bool) -> AnyView {
    let text = if page.older_than.is_some() { "There may be older ones." } else { "Nobody read a canary, reached a limit, or was refused again and again." };
    view! {
        <Empty title="No signals" text=text>
            {may_read_trail.then(|| view! { <LinkButton href="/audit?outcome=denied" label="Denials in the audit trail" /> })}
        </Empty>
    }
    .into_any()
}

/// What each kind stands for here.
fn watched(limits: &Velocity, has_canaries: bool) -> impl IntoView + use<> {
    let limits = limits.words();
    let line = |kind: SignalKind| {
        let what = match kind {
            SignalKind::Canary if has_canaries => "a user was found or opened whom nobody has a reason to look for".to_owned(),
            SignalKind::Canary => "none are named in the console's settings".to_owned(),
            SignalKind::Limit => format!("more was asked for than one may do: {limits}; roles may have other limits"),
            SignalKind::Denials => format!("{BURST} denials of one person within {} minutes", BURST_WITHIN.whole_minutes()),
            SignalKind::OutOfHours => "somebody tried to act outside of their role's hours".to_owned(),
            SignalKind::OwnAccount => "somebody tried to act on their own account, or to decide on their own request".to_owned(),
        };
        view! {
            <li>
                <strong>{kind.title()}</strong>
                ": "
                {what}
                "."
            </li>
        }
    };
    SignalKind::ALL.map(line).collect_view()
}
