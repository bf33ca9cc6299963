//! Results as tables.

use super::find::{Asks, NobodyFound, href};
use crate::features::users::wire::UserRow;
use crate::features::users::{FindAnswer, LookedUp};
use crate::ui::{Cell, Moment, Notice, Pager, Table, Tag};
use crate::wire::ErrorCode;
use leptos::prelude::*;

/// The users of a search.
#[component]
pub(super) fn SearchResults(
    /// The answer.
    answer: FindAnswer,
    /// The pool's id.
    pool: String,
    /// The pool's name.
    pool_name: String,
    /// This is not the first page.
    page: bool,
) -> impl IntoView {
    if answer.rows.is_empty() && answer.next.is_none() && !page {
        return view! { <NobodyFound query=answer.query looked_in=answer.looked_in pool_name=pool_name pool=pool /> }.into_any();
    }
    let next = answer.next.as_deref().map(|next| href(&pool, Asks::Words(&answer.query, Some(next)))).unwrap_or_default();
    let first = if page { href(&pool, Asks::Words(&answer.query, None)) } else { String::new() };
    let count = match answer.rows.len() {
        1 => "1 user".to_owned(),
        count => format!("{count} users"),
    };
    let more = if next.is_empty() { "" } else { " on this page" };
    let summary = format!("{count}{more}. Looked in {} of ", answer.looked_in);
    view! {
        <p class="soft small" role="status">
            {summary}
            <strong>{pool_name}</strong>
            "."
        </p>
        <Table caption="Users found" is_caption_hidden=true is_stacked=true>
            {head("Name")}
            <tbody>{answer.rows.into_iter().map(|row| user_row(row.name.clone(), row)).collect_view()}</tbody>
        </Table>
        <Pager previous=first previous_label="First page" next=next />
    }
    .into_any()
}

/// The entries of a pasted list, each with who was found.
#[component]
pub(super) fn ListResults(
    /// The entries.
    entries: Vec<LookedUp>,
    /// The pool's name.
    pool_name: String,
) -> impl IntoView {
    let found = entries.iter().filter(|entry| !entry.rows.is_empty()).count();
    let missing: Vec<String> = entries.iter().filter(|entry| entry.rows.is_empty() && entry.problem.is_none()).map(|entry| entry.entry.clone()).collect();
    let failed: Vec<(String, ErrorCode)> = entries.iter().filter_map(|entry| entry.problem.map(|problem| (entry.entry.clone(), problem))).collect();
    let total = entries.len();
    let rows = entries.into_iter().flat_map(|entry| entry.rows.into_iter().map(move |row| user_row(entry.entry.clone(), row)));
    view! {
        <p class="soft small" role="status">
            {format!("{found} of {total} entries found in ")}
            <strong>{pool_name}</strong>
            "."
        </p>
        {(!failed.is_empty())
            .then(|| {
                view! {
                    <Notice tone="danger" title="Some entries could not be looked up. Reload the page to look again.">
                        <ul>
                            {failed
                                .into_iter()
                                .map(|(entry, code)| view! { <li><code class="mono table__identifier">{entry}</code> " " {code.title()}</li> })
                                .collect_view()}
                        </ul>
                    </Notice>
                }
            })}
        <Table caption="Entries found" is_caption_hidden=true is_stacked=true>
            {head("Entry")}
            <tbody>{rows.collect_view()}</tbody>
        </Table>
        {(!missing.is_empty())
            .then(|| {
                view! {
                    <section class="stack">
                        <h2>"Not found"</h2>
                        <ul>{missing.into_iter().map(|entry| view! { <li><code class="mono table__identifier">{entry}</code></li> }).collect_view()}</ul>
                    </section>
                }
            })}
    }
}

fn head(first: &'static str) -> impl IntoView {
    let columns = [first, "Username", "Contact", "UserStatus", "Last change", "Best next step"];
    view! {
        <thead>
            <tr role="row">{columns.map(|name| view! { <th scope="col" role="columnheader">{name}</th> }).collect_view()}</tr>
        </thead>
    }
}

fn user_row(first: String, row: UserRow) -> impl IntoView {
    let tone = tone_of(&row.tone);
    let name = (first != row.name).then(|| row.name.clone());
    view! {
        <tr role="row">
            <th scope="row" role="rowheader">
                <a class="table__row-link" href=row.href dir="auto">
                    {first}
                </a>
                {name.map(|name| view! { <span class="table__sub"><bdi>{name}</bdi></span> })}
            </th>
            <Cell label="Username">
                <code class="mono table__identifier table__above">{row.username}</code>
            </Cell>
            <Cell label="Contact">
                {if row.contact.is_empty() { view! { <span class="soft">"none"</span> }.into_any() } else { view! { <bdi>{row.contact}</bdi> }.into_any() }}
            </Cell>
            <Cell label="UserStatus">
                <span>
                    <Tag tone=tone text=row.status is_mono=true />
                    {row.is_disabled.then(|| view! { " " <Tag tone="danger" text="Disabled" /> })}
                </span>
            </Cell>
            <Cell label="Last change">
                {(!row.changed_at.is_empty()).then(|| view! { <Moment datetime=row.changed_at exact=row.changed /> })}
            </Cell>
            <Cell label="Best next step">{row.next_step}</Cell>
        </tr>
    }
}

fn tone_of(tone: &str) -> &'static str {
    match tone {
        "ok" => "success",
        "attention" => "warning",
        _ => "neutral",
    }
}
