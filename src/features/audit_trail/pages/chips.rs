//! What the list is narrowed by, as links that take it away.

use super::filters::basis_words;
use crate::domain::audit::AuditEntry;
use crate::domain::audit::Outcome;
use crate::features::audit_trail::TrailQuery;
use crate::features::audit_trail::events::event_words;
use crate::features::console::Console;
use crate::ports::trail_search::{FoundPage, PageFrom};
use crate::ui::{Chip, Chips, visible};
use leptos::prelude::*;

/// The chips of what is set; nothing where nothing is.
pub(super) fn chips(query: &TrailQuery, rows: Option<&FoundPage>, console: &Console) -> Option<impl IntoView + use<>> {
    let set: Vec<_> = query.fields().into_iter().filter(|(_, value)| !value.is_empty()).collect();
    let items = set
        .iter()
        .map(|(field, value)| {
            let href = query.with(&[(field, "")]).href(PageFrom::Newest).trim_end_matches('?').to_owned();
            let (name, value) = words(field, value, rows, console);
            view! { <Chip href=href name=name value=visible(&value) /> }
        })
        .collect_view();
    (!set.is_empty()).then(|| {
        view! {
            <Chips label="Filters that are set">
                {items}
            </Chips>
        }
    })
}

fn words(field: &str, value: &str, rows: Option<&FoundPage>, console: &Console) -> (&'static str, String) {
    let opening = rows.and_then(|rows| rows.rows.first()).map(|row| &row.opening.entry);
    match field {
        "text" => ("Search", format!("“{value}”")),
        "who" => ("Who", value.to_owned()),
        // Names change and are not unique; the identifier stays beside them.
        "actor" => ("Exactly this person", named(opening.and_then(actor_name), value.rsplit(' ').next().unwrap_or(value))),
        "user" => ("User", value.to_owned()),
        "user_sub" => ("Exactly this user", named(opening.and_then(user_name), value)),
        "action" => ("Action", event_words(value).to_owned()),
        "outcome" => ("Outcome", outcome_words(value).to_owned()),
        "pool" => ("Pool", console.directory.pools().iter().find(|pool| pool.id.as_str() == value).map_or(value.to_owned(), |pool| pool.name.clone())),
        "role" => ("Role", value.to_owned()),
        "run" => ("Bulk run", value.to_owned()),
        "basis" => ("Right by", basis_words(value).to_owned()),
        "ticket" => ("Ticket", value.to_owned()),
        "address" => ("Address", value.to_owned()),
        "reference" => ("Reference", value.to_owned()),
        "from" => ("From", value.to_owned()),
        "until" => ("Until", value.to_owned()),
        _ => ("Searches and reads too", String::new()),
    }
}

fn named(name: Option<String>, identifier: &str) -> String {
    name.filter(|name| !name.is_empty() && name != identifier).map_or_else(|| identifier.to_owned(), |name| format!("{name} ({identifier})"))
}

fn actor_name(entry: &AuditEntry) -> Option<String> {
    entry.actor.as_ref().map(|actor| actor.name.clone())
}

fn user_name(entry: &AuditEntry) -> Option<String> {
    entry.target.as_ref().map(|target| if target.name.is_empty() { target.username.clone() } else { target.name.clone() })
}

/// What is set, in words, one after the other; `None` where nothing is.
pub(super) fn filter_words(query: &TrailQuery, rows: Option<&FoundPage>, console: &Console) -> Option<String> {
    let set = query.fields().into_iter().filter(|(_, value)| !value.is_empty()).map(|(field, value)| words(field, value, rows, console));
    let parts: Vec<String> = set.map(|(name, value)| if value.is_empty() { name.to_owned() } else { format!("{name}: {}", visible(&value)) }).collect();
    (!parts.is_empty()).then(|| parts.join(" · "))
}

/// How something ended, as the filter's list says it: in the words of the rows.
pub(super) fn outcome_words(name: &str) -> &str {
    match name {
        "attention" => "Needs attention",
        "failed" => "Did not work",
        "open" => "Under way",
        "checks" => "Checked only",
        // The list holds both; the records say which.
        "read" => "Read, or on record",
        "denied" => "Denied, or not possible",
        other => match Outcome::from_name(other) {
            Some(outcome) => outcome.words(),
            None => other,
        },
    }
}
