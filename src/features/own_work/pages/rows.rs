//! The table of one's own actions.

use crate::domain::audit::{AuditEntry, Outcome};
use crate::domain::clock::{from_micros, readable, relative, rfc3339};
use crate::domain::pool::ServedPool;
use crate::features::audit_trail::pages::{row_ended, row_tone, row_words};
use crate::features::own_work::work::{code_of, repeat_href, result_href, user_href};
use crate::ports::audit_log::TrailRow;
use crate::ui::{Cell, Table, Tag, visible};
use leptos::prelude::*;
use time::OffsetDateTime;

/// A reason is cut after so many characters: the result has all of it.
const REASON_SHOWN: usize = 140;
/// A ticket up to this length stays on one line.
const TICKET_LINE: usize = 20;

/// The actions. `is_on_top`: they are not done yet, and each says what to do.
pub(super) fn work_table(caption: &str, rows: &[TrailRow], is_on_top: bool, pools: &[ServedPool], now: OffsetDateTime) -> impl IntoView + use<> {
    let columns = ["User", "When (UTC)", "Action", "Outcome", "Ticket"].map(|name| view! { <th scope="col" role="columnheader">{name}</th> }).collect_view();
    let rows = rows.iter().map(|row| work_row(row, is_on_top, pools, now)).collect_view();
    view! {
        <Table caption=caption is_stacked=true>
            <thead>
                <tr role="row">{columns}</tr>
            </thead>
            <tbody>{rows}</tbody>
        </Table>
    }
}

fn work_row(row: &TrailRow, is_on_top: bool, pools: &[ServedPool], now: OffsetDateTime) -> impl IntoView + use<> {
    let entry = &row.opening.entry;
    let at = from_micros(entry.occurred_at);
    let (when, ago) = (readable(at).trim_end_matches(" UTC").to_owned(), relative(at, now));
    let name = shown_name(entry);
    let whose = name.clone();
    let words = row_words(row);
    let action = match result_href(entry) {
        Some(href) => view! {
            <a href=href>
                {words}
                <span class="visually-hidden">": " <bdi>{whose}</bdi></span>
            </a>
        }
        .into_any(),
        None => view! { {words} }.into_any(),
    };
    let reason = entry.reason.as_deref().map(|reason| view! { <bdi class="table__sub table__text">{cut(&visible(reason))}</bdi> });
    // What follows an action is not done by itself again, and a pool that is not served any more has no form.
    let is_served = |entry: &&AuditEntry| entry.target.as_ref().is_some_and(|target| pools.iter().any(|pool| pool.id.as_str() == target.pool));
    let repeat = Some(entry).filter(is_served).filter(|entry| entry.whole() == entry.action_id).and_then(repeat_href);
    let of_whom = shown_name(entry);
    let repeat =
        repeat.map(|href| view! { <a class="table__sub" href=href>"Repeat as new"<span class="visually-hidden">": " {row_words(row)} ", " <bdi>{of_whom}</bdi></span></a> });
    let (tone, ended, why) = (row_tone(row), row_ended(row), why(row, is_on_top));
    let ticket = entry.ticket.as_deref().map(visible).filter(|ticket| !ticket.is_empty());
    view! {
        <tr role="row">
            <th scope="row" role="rowheader">{user(entry, name, pools)}</th>
            <Cell label="When">
                <span>
                    <time class="nowrap" datetime=rfc3339(at)>
                        {when}
                    </time>
                    <span class="table__sub">{ago}</span>
                </span>
            </Cell>
            <Cell label="Action">
                <span>{action} {reason} {repeat}</span>
            </Cell>
            <Cell label="Outcome">
                <span>
                    <Tag tone=tone text=ended />
                    {why.map(|why| view! { <span class="table__sub table__text">{why}</span> })}
                </span>
            </Cell>
            {match ticket {
                Some(ticket) => {
                    let class = if ticket.chars().count() > TICKET_LINE { "mono table__identifier" } else { "mono nowrap" };
                    view! { <Cell label="Ticket"><code class=class>{ticket}</code></Cell> }.into_any()
                }
                None => view! { <td role="cell"></td> }.into_any(),
            }}
        </tr>
    }
}

/// The user, as they were called then, with a link to their page where their pool is still served.
fn user(entry: &AuditEntry, name: String, pools: &[ServedPool]) -> impl IntoView + use<> {
    let target = entry.target.clone().unwrap_or_default();
    let pool = pools.iter().find(|pool| pool.id.as_str() == target.pool);
    let href = user_href(entry).filter(|_| pool.is_some());
    let pool = (pools.len() > 1).then(|| pool.map_or_else(|| visible(&target.pool), |pool| pool.name.clone()));
    let username = (!target.username.is_empty()).then(|| view! { <code class="mono table__identifier">{visible(&target.username)}</code> });
    let name = match href {
        Some(href) => view! { <a href=href><bdi>{name}</bdi></a> }.into_any(),
        None => view! { <bdi>{name}</bdi> }.into_any(),
    };
    view! {
        {name}
        <span class="table__sub">
            {username}
            {pool}
        </span>
    }
}

fn shown_name(entry: &AuditEntry) -> String {
    let target = entry.target.as_ref();
    target.map(|target| visible(if target.name.is_empty() { &target.username } else { &target.name })).unwrap_or_default()
}

/// Why it ended so; and, for what is not done yet, what to do.
fn why(row: &TrailRow, is_on_top: bool) -> Option<String> {
    let code = code_of(row);
    if !is_on_top {
        return code.map(|code| code.title().to_owned());
    }
    match (row.ended(), code) {
        (None, _) => Some("Cognito has not answered yet. Look at the result again in a few seconds.".to_owned()),
        (Some(Outcome::Unresolved), _) => Some("Nobody can tell from here whether it was done. The result says what to look for.".to_owned()),
        (Some(Outcome::NoEffect), _) => Some("It was not done. The result offers to try again.".to_owned()),
        (_, Some(code)) => Some(format!("{} {}", code.title(), code.advice())),
        (_, None) => None,
    }
}

/// As much of a text as a row has room for.
fn cut(text: &str) -> String {
    if text.chars().count() <= REASON_SHOWN {
        return text.to_owned();
    }
    let start: String = text.chars().take(REASON_SHOWN).collect();
    format!("{}…", start.trim_end())
}
