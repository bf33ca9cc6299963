//! How many actions fit, by day and by what was done: a small chart, and the same numbers as tables.

use super::chips::outcome_words;
use super::words::grouped;
use crate::domain::audit::Outcome;
use crate::domain::clock::{from_micros, rfc3339};
use crate::features::audit_trail::events::event_words;
use crate::features::audit_trail::{Counted, TrailQuery};
use crate::ports::trail_search::{DAY, PageFrom, Tally, TrailCounts};
use crate::ui::{Bars, Disclosure, Table};
use leptos::prelude::*;

/// Chart and tables; a sentence where it cannot be counted, and nothing where nothing fits.
pub(super) fn counts(query: &TrailQuery, counted: &Counted) -> AnyView {
    let Some(counts) = &counted.counts else {
        return view! {
            <p class="soft small">
                "No chart: to count what fits, too many records would have to be read one by one. Words and parts of names make it so. Narrow the days, or choose an action."
            </p>
        }
        .into_any();
    };
    let total: u64 = counts.by_day.values().map(Tally::total).sum();
    if total == 0 {
        return ().into_any();
    }
    let by_day = by_day(query, counted, counts);
    let by_event = by_event(query, counts);
    view! {
        <section class="counts" aria-label="Counts">
            {chart(counted, counts, total)}
            <Disclosure summary="Counts as a table">{by_day} {by_event}</Disclosure>
        </section>
    }
    .into_any()
}

fn chart(counted: &Counted, counts: &TrailCounts, total: u64) -> impl IntoView + use<> {
    let days: Vec<(i64, Tally)> = (counted.first..=counted.last).map(|day| (day, counts.by_day.get(&day).copied().unwrap_or_default())).collect();
    let small = |count: u64| u32::try_from(count).unwrap_or(u32::MAX);
    let succeeded = days.iter().map(|(_, tally)| small(tally.of(Outcome::Succeeded))).collect::<Vec<_>>();
    let rest = days.iter().map(|(_, tally)| small(tally.total() - tally.of(Outcome::Succeeded))).collect::<Vec<_>>();
    let titles = days.iter().map(|(day, tally)| format!("{}: {}, {} succeeded", day_words(*day), grouped(tally.total()), grouped(tally.of(Outcome::Succeeded)))).collect();
    let most = days.iter().max_by_key(|(day, tally)| (tally.total(), *day));
    let peak = most.map(|(day, tally)| format!("; most on {}, {}", day_words(*day), grouped(tally.total()))).unwrap_or_default();
    let label = format!("Actions by day, {} to {}: {}{peak}", day_words(counted.first), day_words(counted.last), grouped(total));
    view! {
        <Bars label=label counts=succeeded rest=rest titles=titles first=day_words(counted.first) last=day_words(counted.last)>
            <span>
                <strong>{grouped(total)}</strong>
                {if total == 1 { " action: " } else { " actions by day: " }}
                <span class="bars__key">"succeeded"</span>
                " "
                <span class="bars__key bars__key--rest">"everything else"</span>
            </span>
        </Bars>
    }
}

fn by_day(query: &TrailQuery, counted: &Counted, counts: &TrailCounts) -> impl IntoView + use<> {
    let columns = columns(counts.by_day.values());
    // Without a filter by days it is these days that are counted; with one each day is one of its.
    let rows = counts
        .by_day
        .iter()
        .rev()
        .filter(|(day, _)| (counted.first..=counted.last).contains(day))
        .map(|(day, tally)| {
            let date = date(*day);
            let href = query.with(&[("from", &date), ("until", &date)]).href(PageFrom::Newest);
            let cells = cells(tally, &columns, |_| None);
            view! {
                <tr>
                    <th scope="row">
                        <a class="nowrap" href=href>
                            {day_words(*day)}
                        </a>
                    </th>
                    {cells}
                </tr>
            }
        })
        .collect_view();
    view! {
        <Table caption="By day" is_dense=true>
            {head("Day", &columns)}
            <tbody>{rows}</tbody>
        </Table>
    }
}

fn by_event(query: &TrailQuery, counts: &TrailCounts) -> impl IntoView + use<> {
    let columns = columns(counts.by_event.values());
    let rows = counts
        .by_event
        .iter()
        .map(|(event, tally)| {
            let href = query.with(&[("action", event)]).href(PageFrom::Newest);
            let cells = cells(tally, &columns, |outcome| {
                let word = outcome.map_or("open", Outcome::name);
                Some(query.with(&[("action", event), ("outcome", word)]).href(PageFrom::Newest))
            });
            view! {
                <tr>
                    <th scope="row">
                        <a href=href>{event_words(event).to_owned()}</a>
                    </th>
                    {cells}
                </tr>
            }
        })
        .collect_view();
    view! {
        <Table caption="By what was done, and how it ended" is_dense=true>
            {head("Event", &columns)}
            <tbody>{rows}</tbody>
        </Table>
    }
}

/// The endings that occur, in their own order; those without an outcome last.
fn columns<'a>(tallies: impl Iterator<Item = &'a Tally> + Clone) -> Vec<Option<Outcome>> {
    let ends = Outcome::ALL.into_iter().filter(|outcome| tallies.clone().any(|tally| tally.of(*outcome) > 0)).map(Some);
    let without = tallies.clone().any(|tally| tally.without > 0).then_some(None);
    ends.chain(without).collect()
}

fn head(first: &'static str, columns: &[Option<Outcome>]) -> impl IntoView + use<> {
    let names = columns.iter().map(|outcome| outcome_words(outcome.map_or("open", Outcome::name)).to_owned());
    let names = names.map(|name| view! { <th scope="col" class="table__number">{name}</th> }).collect_view();
    view! {
        <thead>
            <tr>
                <th scope="col">{first}</th>
                <th scope="col" class="table__number">
                    "All"
                </th>
                {names}
            </tr>
        </thead>
    }
}

fn cells(tally: &Tally, columns: &[Option<Outcome>], href_of: impl Fn(Option<Outcome>) -> Option<String>) -> AnyView {
    let all = grouped(tally.total());
    let each = columns
        .iter()
        .map(|outcome| {
            let count = outcome.map_or(tally.without, |outcome| tally.of(outcome));
            let href = (count > 0).then(|| href_of(*outcome)).flatten();
            let number = match href {
                Some(href) => view! { <a href=href>{grouped(count)}</a> }.into_any(),
                None if count == 0 => view! { <span class="soft">"0"</span> }.into_any(),
                None => grouped(count).into_any(),
            };
            view! { <td class="table__number">{number}</td> }
        })
        .collect_view();
    view! {
        <td class="table__number">
            <strong>{all}</strong>
        </td>
        {each}
    }
    .into_any()
}

/// `2026-11-21`, as the filters take it.
fn date(day: i64) -> String {
    rfc3339(from_micros(day.saturating_mul(DAY))).chars().take(10).collect()
}

/// `21 Nov 2026`.
fn day_words(day: i64) -> String {
    let words = crate::domain::clock::readable(from_micros(day.saturating_mul(DAY)));
    words.split_whitespace().take(3).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_counted_is_said_and_what_is_empty_is_not_drawn() {
        let shown = |counts| Owner::new().with(|| counts_of(counts));
        assert!(shown(None).contains("No chart: to count what fits, too many records would have to be read"));
        assert!(!shown(Some(TrailCounts::default())).contains("bars"));
    }

    fn counts_of(found: Option<TrailCounts>) -> String {
        counts(&TrailQuery::default(), &Counted { first: 20_777, last: 20_778, counts: found }).to_html()
    }

    #[test]
    fn days_are_written_as_filters_take_them() {
        assert_eq!((date(20_778).as_str(), day_words(20_778).as_str()), ("2026-11-21", "21 Nov 2026"));
    }

    #[test]
    fn only_endings_that_occur_are_columns() {
        let mut tally = Tally::default();
        tally.add(None, 1);
        tally.add(Some(Outcome::Refused), 2);
        assert_eq!(columns([tally, Tally::default()].iter()), [Some(Outcome::Refused), None]);
    }
}
