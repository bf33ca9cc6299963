//! How many actions fit, as tables: by day, and by what was done. Their cells are written as markup, since there are hundreds of them.

use super::chips::outcome_words;
use super::words::grouped;
use crate::domain::clock::{from_micros, readable, rfc3339};
use crate::features::audit_trail::events::event_words;
use crate::features::audit_trail::{Counted, TrailQuery};
use crate::ports::trail_search::{Column, DAY, PageFrom, Tally, TrailCounts};
use crate::ui::{Markup, Table, write_cell};
use leptos::prelude::*;

/// What the chart draws: of each day how many were done, and how many were not, which is what `rest` says. With a column for each outcome this
/// table would be the longer half of the page.
pub(super) fn by_day(query: &TrailQuery, counted: &Counted, counts: &TrailCounts, rest: &'static str) -> impl IntoView + use<> {
    let mut html = head("Day", &["Done", rest], counts.by_day.len() * 512);
    // Without a filter by days it is these days that are counted; with one each day is one of its.
    let mut of_day = query.with(&[]);
    for (day, tally) in counts.by_day.iter().rev().filter(|(day, _)| (counted.first..=counted.last).contains(day)) {
        (of_day.from, of_day.until) = (date(*day), date(*day));
        begin_row(&mut html, &day_words(*day), &of_day.href(PageFrom::Newest));
        write_all(&mut html, tally);
        for (label, number) in [("Done", tally.done()), (rest, tally.total() - tally.done())] {
            write_cell(&mut html, label, true, |html| {
                html.text(&grouped(number));
            });
        }
        html.raw("</tr>");
    }
    html.raw("</tbody>");
    view! {
        <Table caption="By day" is_dense=true is_stacked=true>
            {html.into_view()}
        </Table>
    }
}

/// Of each event how often it ended how, for the days that were counted: a number leads to as many records as it says.
pub(super) fn by_event(query: &TrailQuery, counted: &Counted, counts: &TrailCounts) -> impl IntoView + use<> {
    let columns = columns(counts.by_event.values());
    let names: Vec<&str> = columns.iter().map(|column| outcome_words(column.name())).collect();
    let mut html = head("Event", &names, counts.by_event.len() * columns.len() * 256);
    let of_days = query.with(&[("from", &date(counted.first)), ("until", &date(counted.last))]);
    for (event, tally) in &counts.by_event {
        let mut of_event = of_days.clone();
        of_event.action = TrailQuery::clipped(event);
        begin_row(&mut html, event_words(event), &of_event.href(PageFrom::Newest));
        write_all(&mut html, tally);
        for column in &columns {
            match tally.of(*column) {
                // Without a name it takes no line on a phone.
                0 => _ = html.raw("<td role=\"cell\" class=\"table__number counts__none\"><span class=\"soft\">0</span></td>"),
                count => write_cell(&mut html, outcome_words(column.name()), true, |html| {
                    // How something ended is asked for already where it is a group's word; then one of its outcomes says more.
                    column.name().clone_into(&mut of_event.outcome);
                    html.raw("<a").attribute("href", &of_event.href(PageFrom::Newest)).raw(">").text(&grouped(count)).raw("</a>");
                }),
            }
        }
        html.raw("</tr>");
    }
    html.raw("</tbody>");
    view! {
        <Table caption="By what was done, and how it ended" is_dense=true is_stacked=true>
            {html.into_view()}
        </Table>
    }
}

/// The columns that occur, in their own order.
fn columns<'a>(tallies: impl Iterator<Item = &'a Tally> + Clone) -> Vec<Column> {
    Column::all().filter(|column| tallies.clone().any(|tally| tally.of(*column) > 0)).collect()
}

/// The head, and the beginning of the body.
fn head(first: &str, columns: &[&str], room: usize) -> Markup {
    let mut html = Markup::with_capacity(room + 1_024);
    html.raw("<thead><tr role=\"row\"><th scope=\"col\" role=\"columnheader\">").text(first).raw("</th>");
    for name in ["All"].iter().chain(columns) {
        html.raw("<th scope=\"col\" role=\"columnheader\" class=\"table__number\">").text(name).raw("</th>");
    }
    html.raw("</tr></thead><tbody>");
    html
}

fn begin_row(html: &mut Markup, words: &str, href: &str) {
    html.raw("<tr role=\"row\"><th scope=\"row\" role=\"rowheader\"><a").attribute("href", href).raw(">").text(words).raw("</a></th>");
}

fn write_all(html: &mut Markup, tally: &Tally) {
    write_cell(html, "All", true, |html| {
        html.raw("<strong>").text(&grouped(tally.total())).raw("</strong>");
    });
}

/// `2026-11-21`, as the filters take it.
pub(super) fn date(day: i64) -> String {
    let mut date = rfc3339(from_micros(day.saturating_mul(DAY)));
    date.truncate(10);
    date
}

/// `21 Nov 2026`.
pub(super) fn day_words(day: i64) -> String {
    let words = readable(from_micros(day.saturating_mul(DAY)));
    words.split_whitespace().take(3).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::audit::Outcome;

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
