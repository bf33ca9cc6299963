//! `/audit/{id}`: one action with all its records, and the hashes that hold them in the chain.

use super::back::{has_filter, list_href};
use super::in_short::in_short;
use super::parts::parts;
use super::record::record_card;
use super::rows::actor_value;
use super::vouched::{is_doubtful, printed, warning};
use super::words::{row_ended, row_tone, row_words};
use crate::domain::audit::RecordedTarget;
use crate::features::audit_trail::TrailQuery;
use crate::features::audit_trail::action::{WholeAction, whole_action};
use crate::features::console::{Caller, Console, here};
use crate::features::layout::{Frame, problem, set_status, status_of};
use crate::features::same_call::{SameCall, recorded_call};
use crate::ports::trail_search::PageFrom;
use crate::ui::{LinkButton, PageTitle, Problem, Tag, visible};
use crate::wire::{ApiError, ErrorCode};
use axum::http::header::HOST;
use axum::http::request::Parts;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_router::hooks::{use_params_map, use_query_map};

/// The page.
#[component]
pub fn ActionPage() -> impl IntoView {
    let id = use_params_map().get_untracked().get("action").unwrap_or_default();
    let map = use_query_map().get_untracked();
    let list = TrailQuery::read(|name| map.get(name));
    // The guard in front has seen to it that it is the configured one.
    let host = use_context::<Parts>().and_then(|parts| Some(parts.headers.get(HOST)?.to_str().ok()?.to_owned())).unwrap_or_default();
    let options = use_context::<ResponseOptions>();
    let context = here();
    view! {
        <Suspense>
            {
                let (id, list, host, options, context) = (id.clone(), list.clone(), host.clone(), options.clone(), context.clone());
                Suspend::new(async move {
                    let (console, caller) = match context {
                        Ok(context) => context,
                        Err(error) => return problem(options.as_ref(), &error),
                    };
                    match whole_action(&console, &caller, &id).await {
                        Ok(action) => page(&console, &caller, action, &list, &host),
                        Err(error) if error.code == ErrorCode::NotFound => no_such_record(options.as_ref(), &error, &list),
                        Err(error) => problem(options.as_ref(), &error),
                    }
                })
            }
        </Suspense>
    }
}

fn page(console: &Console, caller: &Caller, action: WholeAction, list: &TrailQuery, host: &str) -> AnyView {
    let WholeAction { row, records, parts: belonging, standing } = action;
    let opening = row.opening.entry.clone();
    let target = opening.target.clone().unwrap_or_default();
    let name = visible(if target.name.is_empty() { &target.username } else { &target.name });
    let to = if name.is_empty() { String::new() } else { format!(": {name}") };
    let title = format!("{}{to}", row_words(&row));
    let call = recorded_call(&opening).map(|call| view! { <div class="no-print"><SameCall call=call /></div> });
    let ways = ways(&opening, &target, list);
    // What nobody vouches for has no tick.
    let tag = if is_doubtful(&records) {
        view! {
            <Tag tone="danger" text="Not vouched for" />
            <Tag text=format!("Says: {}", row_ended(&row)) />
        }
        .into_any()
    } else {
        view! { <Tag tone=row_tone(&row) text=row_ended(&row) /> }.into_any()
    };
    let by = caller.staff.as_ref().map(|staff| staff.actor.name.clone()).unwrap_or_default();
    let (warning, short) = (warning(&records, &standing), in_short(&row, console.directory.pools()));
    let list = list_href(list);
    let printed = printed(&standing, host, &by, standing.now);
    view! {
        <Frame title=title.clone() current="Audit">
            <PageTitle title=title eyebrow="Record of the audit trail" eyebrow_href=list>
                {tag}
            </PageTitle>
            {warning}
            {short}
            {records.into_iter().map(|vouched| record_card(vouched, &opening)).collect_view()}
            {parts(&belonging)}
            {call}
            {ways}
            {printed}
        </Frame>
    }
    .into_any()
}

/// An id under which nothing is on record, or nothing any more.
fn no_such_record(options: Option<&ResponseOptions>, error: &ApiError, list: &TrailQuery) -> AnyView {
    set_status(options, status_of(error.code));
    let (text, reference) = ("Check the address. Records that were pruned are in the archives, which the proof of the trail names.", error.reference.clone());
    let list = list_href(list);
    view! {
        <Frame title="Error: No such record, or it was pruned" current="Audit">
            <Problem title="No such record, or it was pruned." text=text reference=reference>
                <LinkButton href=list label="All records" />
                <LinkButton href="/audit/proof" label="Proof of the trail" />
            </Problem>
        </Frame>
    }
    .into_any()
}

/// Where to look on from here.
fn ways(opening: &crate::domain::audit::AuditEntry, target: &RecordedTarget, list: &TrailQuery) -> impl IntoView + use<> {
    let only = |field: &str, value: &str| TrailQuery::default().with(&[(field, value)]).href(PageFrom::Newest);
    let by_person = opening.actor.as_ref().map(|actor| view! { " · " <a href=only("actor", &actor_value(actor))>"Everything this person did"</a> });
    let has_user = !target.sub.is_empty();
    let to_user = has_user.then(|| view! { " · " <a href=only("user_sub", &target.sub)>"Everything done to this user"</a> });
    let of_user = target.user_path().map(|href| view! { " · " <a href=href>"The user's page"</a> });
    let to_list = has_filter(list).then(|| view! { <a href=list_href(list)>"Back to the list"</a> " · " });
    view! {
        <p class="no-print">
            {to_list}
            <a href=if has_filter(list) { "/audit".to_owned() } else { list_href(list) }>"All records"</a>
            {by_person}
            {to_user}
            {of_user}
        </p>
    }
}
