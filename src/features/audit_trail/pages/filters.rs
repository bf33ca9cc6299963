//! The filters of the list: those for every day in the open, the others folded. Whatever was typed is kept.

use super::chips::outcome_words;
use crate::domain::clock::rfc3339;
use crate::features::audit_trail::TrailQuery;
use crate::features::audit_trail::events::offered;
use crate::features::audit_trail::filter::BASES;
use crate::features::console::Console;
use crate::ports::trail_search::PageFrom;
use crate::ui::{Checkbox, Disclosure, FilterBar, Markup, SelectField, TextField, write_option};
use crate::wire::FieldError;
use leptos::prelude::*;
use time::OffsetDateTime;

/// Filters that are folded: open where one of them is set, or was misread.
const FOLDED: [&str; 9] = ["run", "pool", "role", "basis", "ticket", "address", "reference", "actor", "user_sub"];

/// How something ended, as the list offers it: first what someone has to look at, then what did not work.
const OUTCOMES: [&str; 15] = [
    "attention",
    "failed",
    "succeeded",
    "took_effect",
    "read",
    "open",
    "refused",
    "denied",
    "not_sent",
    "no_effect",
    "unknown",
    "unresolved",
    "checks",
    "would_work",
    "would_not_work",
];

/// The form.
pub(super) fn filters(query: &TrailQuery, errors: &[FieldError], console: &Console) -> impl IntoView + use<> {
    let role_names: Vec<String> = console.rules.policy.in_order().into_iter().map(|(role, _)| role.name().to_owned()).collect();
    let query = query.clone();
    let all = errors.to_vec();
    let error = move |name: &str| all.iter().find(|error| error.field == name).map(|error| error.sentence.clone()).unwrap_or_default();
    // A browser shows nothing in a field for days that holds none: what was misread stays to be seen.
    let misread: Vec<String> = errors.iter().map(|error| error.field.clone()).collect();
    let date_kind = move |name: &str| if misread.iter().any(|field| field == name) { "text" } else { "date" };
    let is_open = query.fields().iter().any(|(name, value)| FOLDED.contains(name) && !value.is_empty());
    let events = options(offered(), &query.action);
    let outcomes = options(OUTCOMES.iter().map(|name| (*name, outcome_words(name))), &query.outcome);
    let pools = options(console.directory.pools().iter().map(|pool| (pool.id.as_str(), pool.name.as_str())), &query.pool);
    let more = {
        let (query, error) = (query.clone(), error.clone());
        move || {
            let roles = options(role_names.iter().map(|name| (name.as_str(), name.as_str())), &query.role);
            let bases = options(BASES.iter().map(|basis| (*basis, basis_words(basis))), &query.basis);
            view! {
                <Disclosure summary="More filters" is_open=is_open>
                    <SelectField id="pool" name="pool" label="Pool" hint="Where the user is." error=error("pool")>
                        {pools}
                    </SelectField>
                    <SelectField id="role" name="role" label="Role" hint="The role that carried the right." error=error("role")>
                        {roles}
                    </SelectField>
                    <SelectField id="basis" name="basis" label="Right by" hint="What carried the right." error=error("basis")>
                        {bases}
                    </SelectField>
                    <TextField id="ticket" name="ticket" label="Ticket" hint="The whole ticket, in any case." value=query.ticket.clone() is_mono=true error=error("ticket") />
                    <TextField id="address" name="address" label="Address" hint="Of the client, such as 192.0.2.7." value=query.address.clone() is_mono=true error=error("address") />
                    <TextField id="reference" name="reference" label="Reference" hint="As a page showed it." value=query.reference.clone() is_mono=true error=error("reference") />
                    <TextField id="actor" name="actor" label="Exactly this person" hint="Their sub at the issuer." value=query.actor.clone() is_mono=true error=error("actor") />
                    <TextField id="user_sub" name="user_sub" label="Exactly this user" hint="Their sub in the pool." value=query.user_sub.clone() is_mono=true error=error("user_sub") />
                </Disclosure>
            }
        }
    };
    let is_misread = !errors.is_empty();
    let fold = match query.fields().iter().filter(|(_, value)| !value.is_empty()).count() {
        0 => "Filters".to_owned(),
        set => format!("Filters ({set} set)"),
    };
    let beside = {
        let (is_checked, presets) = (query.reads == "on", presets(&query, console.now()));
        move || {
            view! {
                <Checkbox id="reads" name="reads" value="on" label="Searches and reads too" is_checked=is_checked />
                {presets}
            }
        }
    };
    view! {
        <FilterBar action="/audit" label="Records" clear="/audit" fold=fold is_open=is_misread beside=beside more=more>
            <TextField id="text" name="text" label="Search" value=query.text.clone() placeholder="Any words" error=error("text") />
            <TextField id="who" name="who" label="Who" value=query.who.clone() error=error("who") />
            <TextField id="user" name="user" label="User" value=query.user.clone() error=error("user") />
            <SelectField id="action" name="action" label="Action" error=error("action")>
                {events}
            </SelectField>
            <SelectField id="outcome" name="outcome" label="Outcome" error=error("outcome")>
                {outcomes}
            </SelectField>
            <TextField id="from" name="from" label="From" kind=date_kind("from") value=query.from.clone() error=error("from") />
            <TextField id="until" name="until" label="Until" kind=date_kind("until") value=query.until.clone() error=error("until") />
        </FilterBar>
    }
}

/// Days that are asked for often, as links that keep the other filters, and what a day is.
fn presets(query: &TrailQuery, now: OffsetDateTime) -> impl IntoView + use<> {
    let day = |days_ago: i64| rfc3339(now - time::Duration::days(days_ago)).chars().take(10).collect::<String>();
    let links = [("Today", 0, 0), ("Yesterday", 1, 1), ("Last 7 days", 6, 0), ("Last 30 days", 29, 0)]
        .map(|(words, first, last)| {
            let (from, until) = (day(first), day(last));
            let is_set = query.from == from && query.until == until;
            let href = query.with(&[("from", &from), ("until", &until)]).href(PageFrom::Newest);
            view! {
                " · "
                <a href=href aria-current=is_set.then_some("true")>
                    {words}
                </a>
            }
        })
        .collect_view();
    view! { <p class="filter-bar__days">"UTC days, both included" {links}</p> }
}

/// What carried a right, in words.
pub(super) fn basis_words(basis: &str) -> &str {
    match basis {
        "role" => "A role",
        "approval" => "An approval",
        other => other,
    }
}

/// "Any", the list's entries, and what stands in the address where it is none of them: it narrows the list, and must not look like "Any".
fn options<'a>(entries: impl Iterator<Item = (&'a str, &'a str)>, chosen: &str) -> AnyView {
    let (mut html, mut is_among) = (Markup::default(), false);
    for (value, label) in [("", "Any")].into_iter().chain(entries) {
        let is_selected = value == chosen;
        is_among |= is_selected;
        write_option(&mut html, value, label, is_selected);
    }
    if !is_among {
        write_option(&mut html, chosen, &format!("{chosen} (not in the list)"), true);
    }
    html.into_view().into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::audit::Outcome;
    use crate::ports::trail_filter::Ending;

    #[test]
    fn every_ending_is_offered_once_in_words_of_its_own() {
        let mut names: Vec<_> = Outcome::ALL.map(Outcome::name).into_iter().chain(Ending::GROUPS.map(|(name, _)| name)).collect();
        let mut offered = OUTCOMES.to_vec();
        names.sort_unstable();
        offered.sort_unstable();
        assert_eq!(names, offered);
        let mut words: Vec<_> = OUTCOMES.iter().map(|name| outcome_words(name)).collect();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), OUTCOMES.len());
    }
}
