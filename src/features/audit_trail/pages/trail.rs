//! `/audit`: the list, with its filters in the address.

use super::chips::chips;
use super::counts::counts;
use super::exports::export_of;
use super::filters::filters;
use super::left_out::left_out;
use super::list::list;
use super::paper::{host, paper_head};
use super::state_line::state_line;
use crate::domain::operation::Action;
use crate::features::audit_trail::standing::Standing;
use crate::features::audit_trail::{ReadTrail, TrailQuery, read_trail, time_of};
use crate::features::console::{Caller, Console, here};
use crate::features::layout::{Frame, problem, set_status, status_of};
use crate::ui::{ErrorSummary, PageTitle};
use crate::wire::{ApiError, FieldError};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_router::hooks::use_query_map;
use time::OffsetDateTime;

/// The page.
#[component]
pub fn TrailPage() -> impl IntoView {
    let map = use_query_map().get_untracked();
    let query = TrailQuery::read(|name| map.get(name));
    let options = use_context::<ResponseOptions>();
    let (context, host) = (here(), host());
    view! {
        <Suspense>
            {
                let (query, options, context) = (query.clone(), options.clone(), context.clone());
                let host = host.clone();
                Suspend::new(async move {
                    let (console, caller) = match context {
                        Ok(context) => context,
                        Err(error) => return problem(options.as_ref(), &error),
                    };
                    match read(&console, &caller, &query).await {
                        // After the page's own record, which is one of those that are newer.
                        Ok(found) => page(&console, &caller, &query, Some((&found, host)), Standing::after_the_record_at(&console, found.read.recorded).await, &[]),
                        Err(error) if !error.fields.is_empty() => {
                            set_status(options.as_ref(), status_of(error.code));
                            page(&console, &caller, &query, None, Standing::tried(&console).await, &error.fields)
                        }
                        Err(error) => problem(options.as_ref(), &error),
                    }
                })
            }
        </Suspense>
    }
}

/// What the page is made of.
struct Found {
    read: ReadTrail,
    looked_to: Option<OffsetDateTime>,
}

async fn read(console: &Console, caller: &Caller, query: &TrailQuery) -> Result<Found, ApiError> {
    let read = read_trail(console, caller, query).await?;
    let looked_to = match read.page.looked_to {
        Some(sequence) => time_of(console, caller, sequence).await?,
        None => None,
    };
    Ok(Found { read, looked_to })
}

fn page(console: &Console, caller: &Caller, query: &TrailQuery, found: Option<(&Found, String)>, standing: Standing, errors: &[FieldError]) -> AnyView {
    let summary: Vec<(String, String)> = errors.iter().map(|error| (format!("#{}", error.field), error.sentence.clone())).collect();
    let title = if summary.is_empty() { "Audit trail" } else { "Error: Audit trail" };
    let chips = chips(query, found.as_ref().map(|(found, _)| &found.read.page), console);
    let shown = found.map(|(found, host)| {
        let (page, counted) = (&found.read.page, &found.read.counted);
        let has_rows = !page.rows.is_empty();
        let exports = (caller.may(Action::ExportTrail) && has_rows).then(|| export_of(query));
        let no_exports = (!caller.may(Action::ExportTrail) && has_rows).then(|| view! { <p class="soft no-print">"Exports are for auditors and administrators."</p> });
        view! {
            {paper_head(query, page, host, console, caller)}
            {counts(query, counted)}
            {left_out(query, counted)}
            {list(query, page, found.looked_to, console.directory.pools())}
            {exports}
            {no_exports}
        }
    });
    let (state, filters) = (state_line(&standing), filters(query, errors, console));
    view! {
        <Frame title=title current="Audit" width="wide">
            {(!summary.is_empty()).then(|| view! { <ErrorSummary errors=summary /> })}
            <div class="no-print">
                <PageTitle title="Audit trail" />
            </div>
            {state}
            {filters}
            {chips}
            {shown}
        </Frame>
    }
    .into_any()
}
