//! `/audit/{id}`: one action with all its records, and the hashes that hold them in the chain.

use super::list::actor_value;
use super::parts::parts;
use super::record::record_card;
use super::visible::visible;
use super::words::{row_ended, row_tone, row_words};
use crate::domain::audit::RecordedTarget;
use crate::features::audit_trail::TrailQuery;
use crate::features::audit_trail::action::{WholeAction, whole_action};
use crate::features::console::here;
use crate::features::layout::{Frame, problem};
use crate::ports::trail_search::PageFrom;
use crate::ui::{PageTitle, Tag};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_router::hooks::use_params_map;

/// The page.
#[component]
pub fn ActionPage() -> impl IntoView {
    let id = use_params_map().get_untracked().get("action").unwrap_or_default();
    let options = use_context::<ResponseOptions>();
    let context = here();
    view! {
        <Suspense>
            {
                let (id, options, context) = (id.clone(), options.clone(), context.clone());
                Suspend::new(async move {
                    let read = match context {
                        Ok((console, caller)) => whole_action(&console, &caller, &id).await,
                        Err(error) => Err(error),
                    };
                    match read {
                        Ok(action) => page(action),
                        Err(error) => problem(options.as_ref(), &error),
                    }
                })
            }
        </Suspense>
    }
}

fn page(action: WholeAction) -> AnyView {
    let WholeAction { row, records, parts: belonging } = action;
    let opening = row.opening.entry.clone();
    let target = opening.target.clone().unwrap_or_default();
    let name = visible(if target.name.is_empty() { &target.username } else { &target.name });
    let to = if name.is_empty() { String::new() } else { format!(": {name}") };
    let title = format!("{}{to}", row_words(&row));
    let ways = ways(&opening, &target);
    view! {
        <Frame title=title.clone() current="Audit">
            <PageTitle title=title eyebrow="Record of the audit trail">
                <Tag tone=row_tone(&row) text=row_ended(&row) />
            </PageTitle>
            {records.into_iter().map(|(record, over)| record_card(record, &opening, over)).collect_view()}
            {parts(&belonging)}
            {ways}
        </Frame>
    }
    .into_any()
}

/// Where to look on from here.
fn ways(opening: &crate::domain::audit::AuditEntry, target: &RecordedTarget) -> impl IntoView + use<> {
    let only = |field: &str, value: &str| TrailQuery::default().with(&[(field, value)]).href(PageFrom::Newest);
    let by_person = opening.actor.as_ref().map(|actor| view! { " · " <a href=only("actor", &actor_value(actor))>"Everything this person did"</a> });
    let has_user = !target.sub.is_empty();
    let to_user = has_user.then(|| view! { " · " <a href=only("user_sub", &target.sub)>"Everything done to this user"</a> });
    let of_user = has_user.then(|| view! { " · " <a href=format!("/users/{}/{}", target.pool, target.sub)>"The user's page"</a> });
    view! {
        <p class="no-print">
            <a href="/audit">"All records"</a>
            {by_person}
            {to_user}
            {of_user}
        </p>
    }
}
