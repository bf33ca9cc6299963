//! `/sessions`: where one is signed in, and for supervisors where everyone is.

use super::list;
use crate::domain::clock::{from_micros, readable, relative, rfc3339};
use crate::domain::operation::Action;
use crate::domain::user_agent::browser_words;
use crate::features::console::{Caller, here};
use crate::features::layout::{Frame, problem};
use crate::ports::session_store::SessionFacts;
use crate::ui::{Button, Cell, Moment, Notice, PageTitle, Table, Tag};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_router::hooks::use_query_map;
use time::OffsetDateTime;

/// The page.
#[component]
pub fn SessionsPage() -> impl IntoView {
    let ended = use_query_map().get_untracked().get("ended").unwrap_or_default();
    let options = use_context::<ResponseOptions>();
    let context = here();
    view! {
        <Suspense>
            {
                let (ended, options, context) = (ended.clone(), options.clone(), context.clone());
                Suspend::new(async move {
                    let listed = match context {
                        Ok((console, caller)) => list(&console, &caller).await.map(|sessions| (sessions, caller, console.now())),
                        Err(error) => Err(error),
                    };
                    match listed {
                        Ok((sessions, caller, now)) => page(sessions, &caller, now, &ended),
                        Err(error) => problem(options.as_ref(), &error),
                    }
                })
            }
        </Suspense>
    }
}

fn page(sessions: Vec<SessionFacts>, caller: &Caller, now: OffsetDateTime, ended: &str) -> AnyView {
    let sees_all = caller.may(Action::EndAnySession);
    let own = caller.staff.as_ref().map(|staff| staff.actor.id.clone());
    let has_others = sessions.iter().any(|session| Some(&session.actor.id) == own.as_ref() && session.handle != caller.session_handle);
    let notice = match ended {
        "one" => Some("The session is ended."),
        "others" => Some("Your other sessions are ended."),
        _ => None,
    };
    let end_others = move || has_others.then(|| view! { <form action="/api/sessions/end-others" method="post"><Button label="End my other sessions" /></form> });
    let current = caller.session_handle.clone();
    let rows = sessions.into_iter().map(move |session| row(session, &current, now)).collect_view();
    let columns = ["Who", "Signed in", "Last used", "Where", ""].map(
        |name| view! { <th scope="col" role="columnheader">{if name.is_empty() { view! { <span class="visually-hidden">"End"</span> }.into_any() } else { name.into_any() }}</th> },
    );
    view! {
        <Frame title="Sessions">
            <PageTitle title=if sees_all { "Everyone's sessions" } else { "My sessions" } actions=end_others />
            {notice.map(|title| view! { <Notice tone="success" live="status" is_plain=true title=title /> })}
            <Table caption="Live sessions" is_caption_hidden=true is_stacked=true>
                <thead>
                    <tr role="row">{columns.collect_view()}</tr>
                </thead>
                <tbody>{rows}</tbody>
            </Table>
            <p class="soft small">"A session ends by itself when it is not used, and at the end of a shift in any case."</p>
        </Frame>
    }
    .into_any()
}

fn row(session: SessionFacts, current: &str, now: OffsetDateTime) -> impl IntoView + use<> {
    let is_current = session.handle == current;
    let (created, seen) = (from_micros(session.created_at), from_micros(session.last_seen_at));
    let label = format!("End the session of {} since {}", session.actor.name, readable(created));
    let roles = session.actor.role_names();
    let browser = browser_words(&session.user_agent).unwrap_or_else(|| session.user_agent.clone());
    view! {
        <tr role="row">
            <th scope="row" role="rowheader">
                <bdi>{session.actor.name}</bdi>
                <span class="table__sub">{roles}</span>
            </th>
            <Cell label="Signed in"><Moment datetime=rfc3339(created) exact=readable(created) /></Cell>
            <Cell label="Last used"><Moment datetime=rfc3339(seen) exact=relative(seen, now) /></Cell>
            <Cell label="Where">
                <span>
                    <code class="mono">{session.address}</code>
                    <span class="table__sub" title=session.user_agent>{browser}</span>
                </span>
            </Cell>
            <Cell label="End">
                {if is_current {
                    view! { <Tag tone="info" text="This one" /> }.into_any()
                } else {
                    view! {
                        <form action="/api/sessions/end" method="post">
                            <input type="hidden" name="handle" value=session.handle />
                            <Button label="End" kind="danger" is_small=true aria_label=label />
                        </form>
                    }
                        .into_any()
                }}
            </Cell>
        </tr>
    }
}
