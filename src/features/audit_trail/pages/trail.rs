//! `/audit`: the list, with its filters in the address.

use super::words::{row_ended, row_tone, row_why, row_words, who_words};
use crate::domain::audit::Outcome;
use crate::domain::clock::{from_micros, readable, rfc3339};
use crate::features::audit_trail::events::EVENTS;
use crate::features::audit_trail::{TrailQuery, read_trail};
use crate::features::console::{Console, here};
use crate::features::layout::{Frame, problem, set_status, status_of};
use crate::ports::audit_log::TrailRow;
use crate::ports::trail_search::{FoundPage as Rows, PageFrom};
use crate::ui::{Cell, Checkbox, Empty, ErrorSummary, FilterBar, LinkButton, PageTitle, Pager, SelectField, SelectOption, Table, Tag, TextField};
use crate::wire::ApiError;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_router::hooks::use_query_map;

/// The page.
#[component]
pub fn TrailPage() -> impl IntoView {
    let map = use_query_map().get_untracked();
    let query = TrailQuery::read(|name| map.get(name));
    let options = use_context::<ResponseOptions>();
    let context = here();
    view! {
        <Suspense>
            {
                let (query, options, context) = (query.clone(), options.clone(), context.clone());
                Suspend::new(async move {
                    let (console, caller) = match context {
                        Ok(context) => context,
                        Err(error) => return problem(options.as_ref(), &error),
                    };
                    match read_trail(&console, &caller, &query).await {
                        Ok(rows) => page(&console, query, Ok(rows)),
                        Err(error) if !error.fields.is_empty() => {
                            set_status(options.as_ref(), status_of(error.code));
                            page(&console, query, Err(error))
                        }
                        Err(error) => problem(options.as_ref(), &error),
                    }
                })
            }
        </Suspense>
    }
}

fn page(console: &Console, query: TrailQuery, rows: Result<Rows, ApiError>) -> AnyView {
    let fields = rows.as_ref().err().map(|error| error.fields.clone()).unwrap_or_default();
    let error_of = |name: &str| fields.iter().find(|field| field.field == name).map(|field| field.sentence.clone()).unwrap_or_default();
    let summary: Vec<(String, String)> = fields.iter().map(|field| (format!("#{}", field.field), field.sentence.clone())).collect();
    let pools = console.directory.pools().iter().map(|pool| (pool.id.to_string(), pool.name.clone())).collect::<Vec<_>>();
    let option = |value: &str, label: &str, chosen: &str| {
        let is_selected = value == chosen;
        view! { <SelectOption value=value.to_owned() label=label.to_owned() is_selected=is_selected /> }
    };
    let (any_action, any_outcome, any_pool) = (option("", "Any", &query.action), option("", "Any", &query.outcome), option("", "Any", &query.pool));
    let under_way = option("open", "Under way", &query.outcome);
    let (from_error, until_error) = (error_of("from"), error_of("until"));
    let (who_error, outcome_error) = (error_of("who"), error_of("outcome"));
    let events = EVENTS.map(|(value, label)| option(value, label, &query.action)).collect_view();
    let outcomes = Outcome::ALL.map(|outcome| option(outcome.name(), outcome.words(), &query.outcome)).collect_view();
    let pool_options = pools.iter().map(|(id, name)| option(id, name, &query.pool)).collect_view();
    let table = rows.ok().map(|rows| list(&query, rows, console));
    let title = if summary.is_empty() { "Audit trail" } else { "Error: Audit trail" };
    view! {
        <Frame title=title current="Audit" width="wide">
            {(!summary.is_empty()).then(|| view! { <ErrorSummary errors=summary /> })}
            <PageTitle title="Audit trail" />
            <FilterBar action="/audit" label="Records" clear="/audit">
                <TextField id="who" name="who" label="Who" value=query.who.clone() error=who_error />
                <TextField id="user" name="user" label="User" value=query.user.clone() />
                <SelectField id="action" name="action" label="Action">
                    {any_action}
                    {events}
                </SelectField>
                <SelectField id="outcome" name="outcome" label="Outcome" error=outcome_error>
                    {any_outcome}
                    {outcomes}
                    {under_way}
                </SelectField>
                <SelectField id="pool" name="pool" label="Pool">
                    {any_pool}
                    {pool_options}
                </SelectField>
                <TextField id="from" name="from" label="From" kind="date" value=query.from.clone() error=from_error />
                <TextField id="until" name="until" label="Until" kind="date" value=query.until.clone() error=until_error />
                <TextField id="ticket" name="ticket" label="Ticket" value=query.ticket.clone() is_mono=true />
                <Checkbox id="reads" name="reads" value="on" label="Searches and reads too" is_checked=query.reads == "on" />
            </FilterBar>
            {table}
        </Frame>
    }
    .into_any()
}

fn list(query: &TrailQuery, rows: Rows, console: &Console) -> AnyView {
    let older = rows.older_than().map(|sequence| query.href(PageFrom::Before(sequence))).unwrap_or_default();
    let newer = rows.newer_than().map(|sequence| query.href(PageFrom::After(sequence))).unwrap_or_default();
    let being_made = rows.being_made.map(|state| view! { <p class="notice">{format!("The trail's index is being made: {} % of the records can be found.", state.percent())}</p> });
    if rows.rows.is_empty() && rows.looked_to.is_some() {
        return view! {
            {being_made}
            <Empty title="No records fit so far" text="What you look for is rare. Only a part of the trail was looked through.">
                <LinkButton href=if older.is_empty() { newer } else { older } label="Look further" />
            </Empty>
        }
        .into_any();
    }
    if rows.rows.is_empty() {
        return view! {
            {being_made}
            <Empty title="No records fit" text="Take a filter away, or widen the days.">
                <LinkButton href="/audit" label="Clear all filters" />
            </Empty>
        }
        .into_any();
    }
    let columns = ["When (UTC)", "Who", "Did", "To", "Outcome", "Why"].map(|name| view! { <th scope="col" role="columnheader">{name}</th> }).collect_view();
    let body = rows.rows.iter().map(|row| record_row(row, console)).collect_view();
    view! {
        {being_made}
        <Table caption="Records, newest first" is_caption_hidden=true is_stacked=true>
            <thead>
                <tr role="row">{columns}</tr>
            </thead>
            <tbody>{body}</tbody>
        </Table>
        <Pager text="Newest first" previous=newer previous_label="Newer" next=older next_label="Older" />
    }
    .into_any()
}

fn record_row(row: &TrailRow, console: &Console) -> impl IntoView + use<> {
    let entry = row.opening.entry.clone();
    let at = from_micros(entry.occurred_at);
    let when = readable(at);
    let when = when.trim_end_matches(" UTC").to_owned();
    let who = who_words(&entry);
    let actor = entry.actor.unwrap_or_default();
    let target = entry.target.unwrap_or_default();
    let to = if target.name.is_empty() { target.username.clone() } else { target.name.clone() };
    let username = (!target.name.is_empty()).then(|| view! { <code class="mono table__identifier">{target.username.clone()}</code> " · " });
    let pool = console.directory.pools().iter().find(|pool| pool.id.as_str() == target.pool).map_or(target.pool.clone(), |pool| pool.name.clone());
    let (did, tone, ended, why) = (row_words(row), row_tone(row), row_ended(row), row_why(row));
    view! {
        <tr role="row">
            <th scope="row" role="rowheader">
                <a class="table__row-link mono nowrap" href=format!("/audit/{}", entry.action_id)>
                    <time datetime=rfc3339(at)>{when}</time>
                </a>
            </th>
            <Cell label="Who">
                <span>
                    <bdi>{who}</bdi>
                    <span class="table__sub">{actor.roles}</span>
                </span>
            </Cell>
            <Cell label="Did">
                <span>
                    {did}
                    <span class="table__sub mono">{entry.event}</span>
                </span>
            </Cell>
            <Cell label="To">
                <span>
                    <bdi>{to}</bdi>
                    <span class="table__sub">
                        {username}
                        {pool}
                    </span>
                </span>
            </Cell>
            <Cell label="Outcome">
                <Tag tone=tone text=ended />
            </Cell>
            <Cell label="Why">
                <bdi>{why}</bdi>
            </Cell>
        </tr>
    }
}
