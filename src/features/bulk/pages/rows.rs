//! A run's rows, a standing at a time, a page at a time.

use super::words::sentence;
use crate::domain::bulk::{RowStanding, row_action_id};
use crate::features::audit_trail::pages::grouped;
use crate::ports::bulk_store::{Counts, KeptRow, KeptRun, RowState};
use crate::ui::{Cell, Empty, Mono, Pager, Tab, Table, Tabs, Tag, visible};
use crate::wire::ErrorCode;
use leptos::prelude::*;
use uuid::Uuid;

/// Rows of a page.
pub(super) const PAGE: u32 = 50;

/// How a standing looks.
pub(super) fn tone(standing: RowStanding) -> &'static str {
    match standing {
        RowStanding::Unchecked | RowStanding::NotDone => "",
        RowStanding::Ready => "info",
        RowStanding::LeftOut => "warning",
        RowStanding::Succeeded => "success",
        RowStanding::Refused => "danger",
        RowStanding::Denied => "denied",
        RowStanding::Unknown => "unknown",
    }
}

/// Tabs with how many rows stand where, and the rows of the one that is open.
pub(super) fn rows_card(run: &KeptRun, counts: &Counts, shown: Option<RowStanding>, rows: &[KeptRow], after: u32) -> AnyView {
    let id = run.id;
    let all = grouped(counts.all());
    let tabs = RowStanding::ALL.into_iter().filter(|standing| counts.of(*standing) > 0).map(|standing| {
        let label = format!("{} ({})", standing.words(), grouped(counts.of(standing)));
        view! { <Tab href=format!("/bulk/{id}?rows={}#rows", standing.name()) label=label is_current=shown == Some(standing) /> }
    });
    let tabs = tabs.collect_view();
    let (has_more, rows) = (rows.len() > PAGE as usize, rows.get(..PAGE as usize).unwrap_or(rows));
    let standing = shown.map(|standing| format!("rows={}&", standing.name())).unwrap_or_default();
    let next = rows.last().filter(|_| has_more).map(|row| format!("/bulk/{id}?{standing}after={}#rows", row.line)).unwrap_or_default();
    let first = if after > 0 { format!("/bulk/{id}?{standing}#rows") } else { String::new() };
    let text = match (rows.first(), rows.last()) {
        (Some(first), Some(last)) if first.line < last.line => format!("Lines {} to {}", grouped(first.line), grouped(last.line)),
        (Some(first), _) => format!("Line {}", grouped(first.line)),
        _ => String::new(),
    };
    // A script keeps the numbers above up to date, and not these rows.
    let again = run.state.is_at_work().then(|| {
        view! {
            <p class="field__hint">
                "As they stood when this page was loaded. " <a href=format!("/bulk/{id}?{standing}#rows")>"Show them as they stand now"</a>
            </p>
        }
    });
    let body = rows.iter().map(|kept| row(id, kept)).collect_view();
    let table = if rows.is_empty() {
        view! { <Empty title="No rows here" /> }.into_any()
    } else {
        view! {
            <Table caption="Rows of the list" is_caption_hidden=true is_dense=true is_stacked=true>
                <thead>
                    <tr role="row">{["In the list", "User", "Standing", "Details"].map(|name| view! { <th scope="col" role="columnheader">{name}</th> }).collect_view()}</tr>
                </thead>
                <tbody>{body}</tbody>
            </Table>
        }
        .into_any()
    };
    let has_pages = !next.is_empty() || !first.is_empty();
    view! {
        <section id="rows" class="stack bulk-rows" aria-label="Rows">
            <Tabs label="Rows by standing">
                <Tab href=format!("/bulk/{id}#rows") label=format!("All ({all})") is_current=shown.is_none() />
                {tabs}
            </Tabs>
            {again}
            {table}
            {has_pages.then(|| view! { <Pager next=next first=first text=text /> })}
        </section>
    }
    .into_any()
}

fn row(run: Uuid, row: &KeptRow) -> impl IntoView + use<> {
    let state = &row.state;
    let code = ErrorCode::from_name(&state.code);
    let why = match (code, state.note.is_empty()) {
        (Some(code), true) => code.title().to_owned(),
        (Some(ErrorCode::ListedTwice), false) => format!("It is {}.", state.note),
        (_, false) => sentence(&visible(&state.note)),
        (None, true) => sends_words(state).to_owned(),
    };
    let had_a_turn = state.ended_at.is_some() && state.standing != RowStanding::Denied;
    let result = had_a_turn.then(|| format!("/results/{}", row_action_id(run, row.line, state.attempt)));
    let user = (!state.sub.is_empty()).then(|| {
        let name = visible(if state.name.is_empty() { &state.username } else { &state.name });
        view! { <a href=format!("/users/{}/{}", row.pool, state.sub)><bdi>{name}</bdi></a> }
    });
    let (line, given, standing) = (row.line, visible(&row.given), state.standing);
    // A cell that says nothing is really empty: on a phone it takes no line.
    let details = (!why.is_empty() || result.is_some()).then(|| view! { {why} {result.map(|href| result_link(href, line))} });
    view! {
        <tr role="row" data-line=line data-standing=standing.name()>
            <th scope="row" role="rowheader">
                <Mono text=given />
                <span class="table__sub">{format!("Line {}", grouped(line))}</span>
            </th>
            <Cell label="User">{user}</Cell>
            <Cell label="Standing"><Tag tone=tone(standing) text=standing.words() /></Cell>
            <Cell label="Details">{details}</Cell>
        </tr>
    }
}

/// Where the message goes, or went.
fn sends_words(state: &RowState) -> &'static str {
    match (state.standing, state.sends_to.as_str()) {
        (RowStanding::Ready, "email") => "A message by e-mail",
        (RowStanding::Ready, "phone_number") => "A text message",
        _ => "",
    }
}

fn result_link(href: String, line: u32) -> impl IntoView {
    view! {
        " "
        <a href=href>"Result" <span class="visually-hidden">{format!(" of line {line}")}</span></a>
    }
}
