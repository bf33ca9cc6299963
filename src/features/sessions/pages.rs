//! `/sessions`: where one is signed in, and for supervisors where everyone is.

mod people;
mod rows;

use super::{Listed, list};
use crate::domain::operation::Action;
use crate::features::console::{Caller, Console, here};
use crate::features::layout::{Frame, problem};
use crate::features::locks::standing;
use crate::ui::{Button, FindForm, LinkButton, Notice, PageTitle, Table};
use crate::wire::ApiError;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_router::hooks::use_query_map;
use people::people_table;
use rows::{head, row};
use time::OffsetDateTime;

/// The page.
#[component]
pub fn SessionsPage() -> impl IntoView {
    let query = use_query_map().get_untracked();
    let (ended, who) = (query.get("ended").unwrap_or_default(), query.get("who").unwrap_or_default());
    let options = use_context::<ResponseOptions>();
    let context = here();
    view! {
        <Suspense>
            {
                let (ended, who, options, context) = (ended.clone(), who.clone(), options.clone(), context.clone());
                Suspend::new(async move {
                    match look(context, &ended, &who).await {
                        Ok(page) => page,
                        Err(error) => problem(options.as_ref(), &error),
                    }
                })
            }
        </Suspense>
    }
}

async fn look(context: Result<(Console, Caller), ApiError>, ended: &str, who: &str) -> Result<AnyView, ApiError> {
    let (console, caller) = context?;
    let listed = list(&console, &caller, who).await?;
    let people = if caller.has_right(Action::ReadAnySessions) {
        let locks = standing(&console, &caller).await?;
        Some(people_table(&listed.people, &locks, &caller, console.now()))
    } else {
        None
    };
    Ok(page(listed, people, &caller, console.now(), ended, who))
}

fn page(listed: Listed, people: Option<AnyView>, caller: &Caller, now: OffsetDateTime, ended: &str, who: &str) -> AnyView {
    let sees_all = people.is_some();
    let own = caller.staff.as_ref().map(|staff| staff.actor.id.clone());
    let has_others = listed.sessions.iter().any(|session| Some(&session.actor.id) == own.as_ref() && session.handle != caller.session_handle);
    let notice = match ended {
        "one" => Some("The session is ended."),
        "others" => Some("Your other sessions are ended."),
        "person" => Some("All of their sessions are ended."),
        _ => None,
    };
    let has_locks = caller.has_right(Action::SetPersonLock);
    let actions = move || {
        let end_others = has_others.then(|| view! { <form action="/api/sessions/end-others" method="post"><Button label="End my other sessions" /></form> });
        let locks = has_locks.then(|| view! { <LinkButton href="/locks" label="Locks" /> });
        view! {
            {end_others}
            {locks}
        }
    };
    let search = sees_all.then(|| view! { <FindForm id="who" label="Find staff by name" action="/sessions" name="who" value=who is_large=true /> });
    let nobody = listed.sessions.is_empty().then(|| view! { <p>"No live session of that name."</p> });
    let table = (!listed.sessions.is_empty()).then(|| {
        let rows = listed.sessions.into_iter().map(|session| row(session, caller, now)).collect_view();
        view! {
            <Table caption="Live sessions" is_caption_hidden=true is_stacked=true>
                {head(["Who", "Signed in", "Last used", "Where"], "End")}
                <tbody>{rows}</tbody>
            </Table>
        }
    });
    view! {
        <Frame title="Sessions">
            <PageTitle title=if sees_all { "Everyone's sessions" } else { "My sessions" } actions=actions />
            {notice.map(|title| view! { <Notice tone="success" live="status" is_plain=true title=title /> })}
            {search}
            {table}
            {nobody}
            <p class="soft small">"A session ends by itself when it is not used, and at the end of a shift in any case."</p>
            {people}
        </Frame>
    }
    .into_any()
}
