//! How many actions fit, by day and by what was done: a small chart, and the same numbers as tables.

use super::count_tables::{by_day, by_event, day_words};
use super::words::grouped;
use crate::features::audit_trail::{Counted, TrailQuery};
use crate::ports::trail_search::{Tally, TrailCounts};
use crate::ui::{Bars, Disclosure};
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
    let (by_day, by_event) = (by_day(query, counted, counts, rest_words(query)), by_event(query, counted, counts));
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

/// What is drawn above what was done.
fn rest_words(query: &TrailQuery) -> &'static str {
    if is_with_reads(query) { "Everything else, and what was read" } else { "Everything else" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::audit::Outcome;
    use crate::ports::trail_search::Column;

    fn shown(query: &TrailQuery, counts: Option<TrailCounts>) -> String {
        Owner::new().with(|| super::counts(query, &Counted { first: 20_749, last: 20_778, counts, reads_left_out: None }).to_html())
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
}
