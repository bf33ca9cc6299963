//! `/audit/people`: how much each person did, with the filters of the list in the address.

use super::chips::chips;
use super::count_tables::{date, day_words};
use super::rows::actor_value;
use super::words::grouped;
use crate::features::audit_trail::{People, TrailQuery, read_people};
use crate::features::console::{Console, here};
use crate::features::layout::{Frame, problem};
use crate::ports::trail_search::{PageFrom, PersonCount};
use crate::ui::{Cell, Empty, LinkButton, Notice, PageTitle, Table, visible};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_router::hooks::use_query_map;

/// The page.
#[component]
pub fn PeoplePage() -> impl IntoView {
    let map = use_query_map().get_untracked();
    let query = TrailQuery::read(|name| map.get(name));
    let options = use_context::<ResponseOptions>();
    let context = here();
    view! {
        <Suspense>
            {
                let (query, options, context) = (query.clone(), options.clone(), context.clone());
                Suspend::new(async move {
                    let read = match context {
                        Ok((console, caller)) => read_people(&console, &caller, &query).await.map(|people| (console, people)),
                        Err(error) => Err(error),
                    };
                    match read {
                        Ok((console, people)) => page(&console, &query, &people),
                        Err(error) => problem(options.as_ref(), &error),
                    }
                })
            }
        </Suspense>
    }
}

/// The address of this page with the filters of a list.
pub(super) fn people_href(query: &TrailQuery) -> String {
    query.href(PageFrom::Newest).replacen("/audit", "/audit/people", 1).trim_end_matches('?').to_owned()
}

fn page(console: &Console, query: &TrailQuery, people: &People) -> AnyView {
    let days = if people.first == people.last { day_words(people.first) } else { format!("{} – {}", day_words(people.first), day_words(people.last)) };
    let (chips, table) = (chips(query, None, console), table(query, people));
    let list = query.href(PageFrom::Newest);
    let left_out = if query.filter().0.without_reads { " Searches and reads are left out." } else { "" };
    view! {
        <Frame title="Audit trail by person" current="Audit">
            <PageTitle title="By person" eyebrow="Audit trail" eyebrow_href="/audit" />
            {chips}
            <p class="soft">{days} "." {left_out}</p>
            {table}
            <p>
                <a href=list>"The records"</a>
            </p>
        </Frame>
    }
    .into_any()
}

fn table(query: &TrailQuery, people: &People) -> AnyView {
    let Some(counts) = &people.people else {
        let title = "To count what fits, too many records would have to be read one by one.";
        return view! { <Notice tone="info" title=title><p>"Words, parts of names and tickets make it so. Take them away, narrow the days, or choose an action."</p></Notice> }
            .into_any();
    };
    if counts.is_empty() {
        return view! {
            <Empty title="No records fit" text="Take a filter away, or widen the days.">
                <LinkButton href="/audit/people" label="Clear all filters" />
            </Empty>
        }
        .into_any();
    }
    let rows = counts.iter().map(|person| row(query, people, person)).collect_view();
    view! {
        <Table caption="Actions by person, the most first" is_stacked=true>
            <thead>
                <tr role="row">
                    <th scope="col" role="columnheader">
                        "Who"
                    </th>
                    {["All", "Done", "Everything else"].map(|name| view! { <th scope="col" role="columnheader" class="table__number">{name}</th> }).collect_view()}
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </Table>
    }
    .into_any()
}

fn row(query: &TrailQuery, people: &People, person: &PersonCount) -> impl IntoView + use<> {
    let who = match &person.actor {
        Some(actor) => {
            // The days that were counted: the number leads to as many records as it says.
            let days = [("from", date(people.first)), ("until", date(people.last))];
            let value = actor_value(actor);
            let href = query.with(&[("who", ""), ("actor", &value), (days[0].0, &days[0].1), (days[1].0, &days[1].1)]).href(PageFrom::Newest);
            view! {
                <a href=href>
                    <bdi>{visible(&actor.name)}</bdi>
                </a>
                " "
                <span class="table__sub mono">{visible(&actor.sub)}</span>
            }
            .into_any()
        }
        None => view! { "Nobody: the console itself, or a sign-in that nobody vouched for" }.into_any(),
    };
    let (all, done, not) = (grouped(person.total), grouped(person.done), grouped(person.total.saturating_sub(person.done)));
    view! {
        <tr role="row">
            <th scope="row" role="rowheader">{who}</th>
            <Cell label="All" is_number=true>
                <strong>{all}</strong>
            </Cell>
            <Cell label="Done" is_number=true>{done}</Cell>
            <Cell label="Everything else" is_number=true>{not}</Cell>
        </tr>
    }
}
