//! The table of those who wait.

use crate::domain::clock::{readable, relative, rfc3339};
use crate::domain::pool::{PoolId, ServedPool};
use crate::features::console::Caller;
use crate::features::waiting::board::{Waiting, Works};
use crate::features::waiting::next_step::next_step;
use crate::features::waiting::words::{ago, kind_words, works_words};
use crate::ui::{Cell, Table, Tag};
use leptos::prelude::*;
use std::sync::Arc;
use time::OffsetDateTime;

/// The users of a page.
#[component]
pub(super) fn WaitingTable(
    /// The users.
    users: Vec<Arc<Waiting>>,
    /// The pool.
    pool: ServedPool,
    /// Who looks: what they may not do is not offered.
    caller: Caller,
    /// Now.
    now: OffsetDateTime,
) -> impl IntoView {
    let columns = ["Name", "What they must do", "Since (UTC)", "Time left", "Contact", "Next step"];
    let columns = columns.map(|name| view! { <th scope="col" role="columnheader">{name}</th> }).collect_view();
    let rows = users.iter().map(|user| row(user, &pool.id, &caller, now)).collect_view();
    view! {
        <Table caption=format!("Who is waiting in {}, oldest first; disabled users last", pool.name) is_dense=true is_stacked=true>
            <thead>
                <tr role="row">{columns}</tr>
            </thead>
            <tbody>{rows}</tbody>
        </Table>
    }
}

fn row(user: &Waiting, pool: &PoolId, caller: &Caller, now: OffsetDateTime) -> impl IntoView + use<> {
    let step = next_step(user, now).for_whom(|action| caller.may(action));
    let href = step.href(pool, user);
    let (name, username, contact) = (user.name.clone(), user.username.as_str().to_owned(), user.contact.clone());
    let whose = name.clone();
    let since = user.since.map(|at| (rfc3339(at), readable(at).trim_end_matches(" UTC").to_owned(), relative(at, now)));
    let helped = user.helped_at.map(|at| format!("Helped {}", ago(at, now)));
    let (status, does) = (user.kind.status().name().to_owned(), kind_words(user.kind));
    let is_disabled = !user.is_enabled;
    let works = user.works(now);
    view! {
        <tr role="row">
            <th scope="row" role="rowheader">
                <bdi>{name}</bdi>
                <code class="mono table__identifier table__sub">{username}</code>
            </th>
            <Cell label="To do">
                <span>
                    {does}
                    <span class="table__sub">
                        <code class="mono">{status}</code>
                        {is_disabled.then(|| view! { " " <Tag tone="danger" text="Disabled" /> })}
                        {helped.map(|helped| view! { " " <Tag tone="success" text=helped /> })}
                    </span>
                </span>
            </Cell>
            <Cell label="Since">
                {match since {
                    Some((machine, exact, relative)) => {
                        view! {
                            <span>
                                <time class="nowrap" datetime=machine>
                                    {exact}
                                </time>
                                <span class="table__sub">{relative}</span>
                            </span>
                        }
                            .into_any()
                    }
                    None => view! { <span class="soft">"unknown"</span> }.into_any(),
                }}
            </Cell>
            <Cell label="Time left">{time_left(works)}</Cell>
            <Cell label="Contact">
                {if contact.is_empty() { view! { <span class="soft">"none"</span> }.into_any() } else { view! { <bdi>{contact}</bdi> }.into_any() }}
            </Cell>
            <Cell label="Next step">
                <a href=href>
                    {step.words}
                    <span class="visually-hidden">": " <bdi>{whose}</bdi></span>
                </a>
            </Cell>
        </tr>
    }
}

fn time_left(works: Works) -> AnyView {
    let words = works_words(works);
    match works {
        Works::OverFor(_) => view! {
            <span>
                <Tag tone="danger" text="Expired" />
                <span class="table__sub nowrap">{words}</span>
            </span>
        }
        .into_any(),
        Works::For(_) => view! { <span class="nowrap">{words}</span> }.into_any(),
        Works::Unknown => view! { <span class="soft">{words}</span> }.into_any(),
    }
}
