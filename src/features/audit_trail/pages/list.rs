//! The list itself: its rows, and the ways to the other pages.

use super::rows::body;
use super::words::grouped;
use crate::domain::clock::readable_to_the_second;
use crate::domain::pool::ServedPool;
use crate::features::audit_trail::TrailQuery;
use crate::ports::trail_search::{FoundPage, PageFrom};
use crate::ui::{Empty, LinkButton, Notice, Pager, Table};
use leptos::prelude::*;
use time::OffsetDateTime;

/// The rows, or why there are none. `looked_to` is the time up to which was looked, where the page was not filled.
pub(super) fn list(query: &TrailQuery, page: &FoundPage, looked_to: Option<OffsetDateTime>, pools: &[ServedPool]) -> AnyView {
    let older = page.older_than().map(|sequence| query.href(PageFrom::Before(sequence))).unwrap_or_default();
    let newer = page.newer_than().map(|sequence| query.href(PageFrom::After(sequence))).unwrap_or_default();
    let being_made = page.being_made.map(|state| {
        let title = format!("The index is being built: {} % of the records can be found by now.", state.percent());
        view! { <Notice tone="info" is_plain=true title=title /> }
    });
    let looks_on = page.looked_to.map(|sequence| {
        let goes_back = matches!(query.page_from(), PageFrom::Newest | PageFrom::Before(_));
        let to = looked_to.map_or_else(|| format!("record {}", grouped(sequence)), readable_to_the_second);
        let title = format!("Looked {} to {to} without filling the page: what fits is rare.", if goes_back { "back" } else { "ahead" });
        let href = if goes_back { older.clone() } else { newer.clone() };
        view! {
            <Notice tone="info" is_plain=true title=title>
                <p>
                    <a href=href>"Look further"</a>
                </p>
            </Notice>
        }
    });
    if page.rows.is_empty() && looks_on.is_some() {
        return view! {
            {being_made}
            {looks_on}
            {reads_left_out(query)}
        }
        .into_any();
    }
    if page.rows.is_empty() {
        return view! {
            {being_made}
            {nothing_fits(query)}
        }
        .into_any();
    }
    let columns = ["When (UTC)", "Who", "Did", "To", "Outcome", "Why"].map(|name| view! { <th scope="col" role="columnheader">{name}</th> }).collect_view();
    let body = body(&page.rows, query, pools);
    let newest = if page.has_newer { query.href(PageFrom::Newest) } else { String::new() };
    let oldest = if page.has_older { query.href(PageFrom::Oldest) } else { String::new() };
    view! {
        {being_made}
        <div class="records">
            <Table caption="Records, newest first" is_caption_hidden=true is_stacked=true>
                <thead>
                    <tr role="row">{columns}</tr>
                </thead>
                {body.into_view()}
            </Table>
        </div>
        {looks_on}
        {reads_left_out(query)}
        <Pager
            text="Newest first"
            first=newest
            first_label="Newest"
            previous=newer
            previous_label="Newer"
            next=older
            next_label="Older"
            last=oldest
            last_label="Oldest"
        />
    }
    .into_any()
}

/// What to do about it, of what can be done.
fn nothing_fits(query: &TrailQuery) -> impl IntoView + use<> {
    let has_days = !query.from.is_empty() || !query.until.is_empty();
    let is_set = query.fields().iter().any(|(name, value)| !["from", "until", "reads"].contains(name) && !value.is_empty());
    let text = match (is_set, has_days) {
        (true, true) => "Take a filter away, or widen the days.",
        (true, false) => "Take a filter away.",
        (false, true) => "Widen the days.",
        (false, false) => "",
    };
    view! {
        <Empty title="No records fit" text=text>
            <LinkButton href="/audit" label="Clear all filters" />
        </Empty>
        {reads_left_out(query)}
    }
}

/// What is not among what is shown, and the way to it.
fn reads_left_out(query: &TrailQuery) -> Option<impl IntoView + use<>> {
    query.filter().0.without_reads.then(|| {
        let href = query.with(&[("reads", "on")]).href(PageFrom::Newest);
        view! {
            <p class="soft no-print">"Searches and reads are left out. " <a href=href>"Show them too."</a></p>
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ports::trail_search::IndexState;
    use time::macros::datetime;

    fn shown(query: &TrailQuery, page: &FoundPage, looked_to: Option<OffsetDateTime>) -> String {
        Owner::new().with(|| list(query, page, looked_to, &[]).to_html())
    }

    #[test]
    fn a_page_that_was_not_filled_says_how_far_it_looked_and_goes_on_from_there() {
        let page = FoundPage { has_older: true, has_newer: true, looked_to: Some(1_204), ..FoundPage::default() };
        let query = TrailQuery { text: "rare".into(), ..TrailQuery::default() };
        let html = shown(&query, &page, Some(datetime!(2026-11-21 09:41:07 UTC)));
        assert!(html.contains("Looked back to 21 Nov 2026 09:41:07 UTC without filling the page: what fits is rare."), "{html}");
        assert!(html.contains("href=\"/audit?text=rare&amp;before=1204\"") && html.contains("Look further") && !html.contains("No records fit"), "{html}");
        let html = shown(&TrailQuery { oldest: "on".into(), ..query }, &page, None);
        assert!(html.contains("Looked ahead to record 1,204") && html.contains("after=1204"), "{html}");
    }

    #[test]
    fn an_index_that_is_being_built_says_how_far_it_is() {
        let page = FoundPage { being_made: Some(IndexState { indexed: 62, head: 100 }), ..FoundPage::default() };
        let html = shown(&TrailQuery::default(), &page, None);
        assert!(html.contains("The index is being built: 62 % of the records can be found by now.") && html.contains("No records fit"), "{html}");
    }
}
