//! How many actions fit, by day and by what was done: a small chart, and the same numbers as tables.

use super::chips::outcome_words;
use super::words::grouped;
use crate::domain::clock::{from_micros, rfc3339};
use crate::features::audit_trail::events::event_words;
use crate::features::audit_trail::{Counted, TrailQuery};
use crate::ports::trail_search::{Column, DAY, PageFrom, Tally, TrailCounts};
use crate::ui::{Bars, Cell, Disclosure, Table};
use leptos::prelude::*;

/// How many, chart and tables; a sentence where it cannot be counted, and nothing where nothing fits.
pub(super) fn counts(query: &TrailQuery, counted: &Counted) -> AnyView {
    let Some(counts) = &counted.counts else {
        return view! {
            <p class="soft small no-print">
                "No chart: to count what fits, too many records would have to be read one by one. Words and parts of names make it so. Narrow the days, or choose an action."
            </p>
        }
        .into_any();
    };
    let total: u64 = counts.by_day.values().map(Tally::total).sum();
    if total == 0 {
        return ().into_any();
    }
    // One day is one bar as wide as the page, which says no more than the number.
    let has_chart = counts.by_day.values().filter(|tally| tally.total() > 0).count() > 1;
    let by_day = by_day(query, counted, counts);
    let by_event = by_event(query, counted, counts);
    view! {
        <section class="counts no-print" aria-label="Counts">
            <p>
                <strong>{grouped(total)}</strong>
                {how_many_of_what(query, counted, total)}
            </p>
            {has_chart.then(|| chart(query, counted, counts, total))}
            <Disclosure summary="Counts as a table">{by_day} {by_event}</Disclosure>
        </section>
    }
    .into_any()
}

/// ` actions in the last 30 days (24 Oct 2026 – 22 Nov 2026); the list has all days`: it goes further than the numbers where none are set.
fn how_many_of_what(query: &TrailQuery, counted: &Counted, total: u64) -> String {
    let what = match (total, is_with_reads(query)) {
        (1, false) => "action",
        (_, false) => "actions",
        (1, true) => "action or reading",
        (_, true) => "actions and readings",
    };
    let days = if counted.first == counted.last { day_words(counted.first) } else { format!("{} – {}", day_words(counted.first), day_words(counted.last)) };
    match (query.from.is_empty() && query.until.is_empty(), counted.first == counted.last) {
        (true, _) => format!(" {what} in the last {} days ({days}); the list has all days", counted.last - counted.first + 1),
        (false, true) => format!(" {what} on {days}"),
        (false, false) => format!(" {what}, {days}"),
    }
}

fn is_with_reads(query: &TrailQuery) -> bool {
    query.reads == "on"
}

fn chart(query: &TrailQuery, counted: &Counted, counts: &TrailCounts, total: u64) -> impl IntoView + use<> {
    let days: Vec<(i64, Tally)> = (counted.first..=counted.last).map(|day| (day, counts.by_day.get(&day).copied().unwrap_or_default())).collect();
    let small = |count: u64| u32::try_from(count).unwrap_or(u32::MAX);
    let done = days.iter().map(|(_, tally)| small(tally.done())).collect::<Vec<_>>();
    let rest = days.iter().map(|(_, tally)| small(tally.total() - tally.done())).collect::<Vec<_>>();
    let titles = days.iter().map(|(day, tally)| format!("{}: {}, {} done", day_words(*day), grouped(tally.total()), grouped(tally.done()))).collect();
    let most = days.iter().max_by_key(|(day, tally)| (tally.total(), *day));
    let peak = most.map(|(day, tally)| format!("; most on {}, {}", day_words(*day), grouped(tally.total()))).unwrap_or_default();
    let label = format!("Actions by day, {} to {}: {}{peak}", day_words(counted.first), day_words(counted.last), grouped(total));
    let else_words = rest_words(query).replacen('E', "e", 1);
    view! {
        <Bars label=label counts=done rest=rest titles=titles first=day_words(counted.first) last=day_words(counted.last)>
            <span>
                "By day: "
                <span class="bars__key">"done"</span>
                " "
                <span class="bars__key bars__key--rest">{else_words}</span>
            </span>
        </Bars>
    }
}

/// What the chart draws: of each day how many were done, and how many were not. With a column for each outcome this table would be the longer
/// half of the page.
fn by_day(query: &TrailQuery, counted: &Counted, counts: &TrailCounts) -> impl IntoView + use<> {
    let rest = rest_words(query);
    // Without a filter by days it is these days that are counted; with one each day is one of its.
    let rows = counts
        .by_day
        .iter()
        .rev()
        .filter(|(day, _)| (counted.first..=counted.last).contains(day))
        .map(|(day, tally)| {
            let date = date(*day);
            let href = query.with(&[("from", &date), ("until", &date)]).href(PageFrom::Newest);
            let (all, done, others) = (grouped(tally.total()), grouped(tally.done()), grouped(tally.total() - tally.done()));
            let numbers = view! {
                <Cell label="All" is_number=true>
                    <strong>{all}</strong>
                </Cell>
                <Cell label="Done" is_number=true>{done}</Cell>
                <Cell label=rest is_number=true>{others}</Cell>
            };
            row(day_words(*day), href, numbers.into_any())
        })
        .collect_view();
    view! {
        <Table caption="By day" is_dense=true is_stacked=true>
            {head("Day", vec!["Done", rest])}
            <tbody>{rows}</tbody>
        </Table>
    }
}

/// What is drawn above what was done.
fn rest_words(query: &TrailQuery) -> &'static str {
    if is_with_reads(query) { "Everything else, and what was read" } else { "Everything else" }
}

fn by_event(query: &TrailQuery, counted: &Counted, counts: &TrailCounts) -> impl IntoView + use<> {
    let columns = columns(counts.by_event.values());
    let (from, until) = (date(counted.first), date(counted.last));
    let rows = counts
        .by_event
        .iter()
        .map(|(event, tally)| {
            // The days that were counted: the number leads to as many records as it says.
            let of_event = query.with(&[("action", event), ("from", &from), ("until", &until)]);
            let href = of_event.href(PageFrom::Newest);
            row(event_words(event).to_owned(), href, cells(tally, &columns, &of_event))
        })
        .collect_view();
    view! {
        <Table caption="By what was done, and how it ended" is_dense=true is_stacked=true>
            {head("Event", columns.iter().map(|column| outcome_words(column.name())).collect())}
            <tbody>{rows}</tbody>
        </Table>
    }
}

/// The columns that occur, in their own order.
fn columns<'a>(tallies: impl Iterator<Item = &'a Tally> + Clone) -> Vec<Column> {
    Column::all().filter(|column| tallies.clone().any(|tally| tally.of(*column) > 0)).collect()
}

fn head(first: &'static str, columns: Vec<&'static str>) -> impl IntoView + use<> {
    let names = columns.into_iter().map(|name| view! { <th scope="col" role="columnheader" class="table__number">{name}</th> }).collect_view();
    view! {
        <thead>
            <tr role="row">
                <th scope="col" role="columnheader">{first}</th>
                <th scope="col" role="columnheader" class="table__number">
                    "All"
                </th>
                {names}
            </tr>
        </thead>
    }
}

fn row(words: String, href: String, cells: AnyView) -> impl IntoView {
    view! {
        <tr role="row">
            <th scope="row" role="rowheader">
                <a href=href>{words}</a>
            </th>
            {cells}
        </tr>
    }
}

fn cells(tally: &Tally, columns: &[Column], query: &TrailQuery) -> AnyView {
    let all = grouped(tally.total());
    let each = columns
        .iter()
        .map(|column| match tally.of(*column) {
            // Without a name it takes no line on a phone.
            0 => view! { <td role="cell" class="table__number counts__none"><span class="soft">"0"</span></td> }.into_any(),
            count => {
                // How something ended is asked for already where it is a group's word; then one of its outcomes says more.
                let href = query.with(&[("outcome", column.name())]).href(PageFrom::Newest);
                view! { <Cell label=outcome_words(column.name()) is_number=true><a href=href>{grouped(count)}</a></Cell> }.into_any()
            }
        })
        .collect_view();
    view! {
        <Cell label="All" is_number=true>
            <strong>{all}</strong>
        </Cell>
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
    use crate::domain::audit::Outcome;

    fn shown(query: &TrailQuery, counts: Option<TrailCounts>) -> String {
        Owner::new().with(|| super::counts(query, &Counted { first: 20_749, last: 20_778, counts }).to_html())
    }

    fn of_days(days: &[(i64, Column, u64)]) -> Option<TrailCounts> {
        let mut counts = TrailCounts::default();
        for (day, column, count) in days {
            counts.by_day.entry(*day).or_default().add(*column, *count);
            counts.by_event.entry("password.reset".to_owned()).or_default().add(*column, *count);
        }
        Some(counts)
    }

    #[test]
    fn what_cannot_be_counted_is_said_and_what_is_empty_is_not_drawn() {
        assert!(shown(&TrailQuery::default(), None).contains("No chart: to count what fits, too many records would have to be read"));
        assert!(!shown(&TrailQuery::default(), Some(TrailCounts::default())).contains("counts"));
    }

    #[test]
    fn one_day_is_a_number_and_two_are_a_chart() {
        let done = Column::Ended(Outcome::Succeeded);
        let one = shown(&TrailQuery::default(), of_days(&[(20_778, done, 3)]));
        assert!(
            one.contains("<strong>3</strong>") && one.contains(" actions in the last 30 days (23 Oct 2026 – 21 Nov 2026); the list has all days") && !one.contains("<svg"),
            "{one}"
        );
        assert!(shown(&TrailQuery::default(), of_days(&[(20_777, done, 1), (20_778, done, 3)])).contains("<svg"));
    }

    #[test]
    fn what_took_effect_is_done_and_what_was_read_is_not() {
        let mut tally = Tally::default();
        for (column, count) in [(Column::Ended(Outcome::Succeeded), 1), (Column::Ended(Outcome::TookEffect), 2), (Column::Read, 4), (Column::Ended(Outcome::Refused), 8)] {
            tally.add(column, count);
        }
        assert_eq!((tally.done(), tally.total()), (3, 15));
    }

    #[test]
    fn numbers_lead_to_the_days_that_they_count() {
        let html = shown(&TrailQuery::default(), of_days(&[(20_770, Column::Ended(Outcome::Refused), 2)]));
        for href in ["/audit?action=password.reset&amp;outcome=refused&amp;from=2026-10-23&amp;until=2026-11-21", "/audit?from=2026-11-13&amp;until=2026-11-13"] {
            assert!(html.contains(&format!("href=\"{href}\"")), "{href}: {html}");
        }
    }

    #[test]
    fn days_are_written_as_filters_take_them() {
        assert_eq!((date(20_778).as_str(), day_words(20_778).as_str()), ("2026-11-21", "21 Nov 2026"));
    }

    #[test]
    fn only_endings_that_occur_are_columns() {
        let mut tally = Tally::default();
        tally.add(Column::Without, 1);
        tally.add(Column::Ended(Outcome::Refused), 2);
        assert_eq!(columns([tally, Tally::default()].iter()), [Column::Ended(Outcome::Refused), Column::Without]);
    }
}
