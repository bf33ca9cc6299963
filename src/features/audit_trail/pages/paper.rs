//! The head of a printed list: what paper must say, which has neither an address nor filters.

use super::chips::filter_words;
use super::words::grouped;
use crate::domain::clock::{from_micros, readable_to_the_second};
use crate::features::audit_trail::TrailQuery;
use crate::features::console::{Caller, Console};
use crate::ports::trail_search::FoundPage;
use crate::ui::{Fact, Facts};
use axum::http::header::HOST;
use axum::http::request::Parts;
use leptos::prelude::*;

/// The console's host as this request names it; another one than the configured one was refused.
pub(super) fn host() -> String {
    let parts = use_context::<Parts>();
    parts.and_then(|parts| parts.headers.get(HOST).and_then(|host| host.to_str().ok()).map(str::to_owned)).unwrap_or_default()
}

/// The head; on screens it is not shown.
pub(super) fn paper_head(query: &TrailQuery, page: &FoundPage, host: String, console: &Console, caller: &Caller) -> impl IntoView + use<> {
    let left_out = if query.filter().0.without_reads { ". Searches and reads are left out" } else { "" };
    let filter = format!("{}{left_out}", filter_words(query, Some(page), console).unwrap_or_else(|| "None".to_owned()));
    let by = caller.staff.as_ref().map(|staff| format!(", by {} ({})", staff.actor.name, staff.actor.role_names())).unwrap_or_default();
    let made = format!("{}{by}", readable_to_the_second(console.now()));
    let shown = range(page);
    view! {
        <header class="paper-head">
            <p class="paper-head__title">"Records of the audit trail"</p>
            <Facts>
                <Fact name="Console">{host}</Fact>
                <Fact name="Filter">{filter}</Fact>
                <Fact name="This page">{shown}</Fact>
                <Fact name="Printed">{made}</Fact>
            </Facts>
        </header>
    }
}

/// How many, from when back to when, and whether there are others.
fn range(page: &FoundPage) -> String {
    let at = |row: &crate::ports::audit_log::TrailRow| readable_to_the_second(from_micros(row.opening.entry.occurred_at));
    let (Some(first), Some(last)) = (page.rows.first(), page.rows.last()) else { return "No records".to_owned() };
    let others = match (page.has_newer, page.has_older) {
        (false, false) => "all that fit",
        (false, true) => "older ones follow on further pages",
        (true, false) => "newer ones stand on other pages",
        (true, true) => "newer and older ones stand on other pages",
    };
    let count = page.rows.len();
    let actions = if count == 1 { "1 action".to_owned() } else { format!("{} actions", grouped(i128::try_from(count).unwrap_or_default())) };
    format!("{actions}, newest first, from {} back to {}; {others}", at(first), at(last))
}
