//! How many searches and readings the list leaves out, so that nobody takes it for all there is; and the way to the counts by person.

use super::people::people_href;
use super::words::grouped;
use crate::features::audit_trail::{Counted, TrailQuery};
use leptos::prelude::*;

/// Below the counts; without the number where none are left out, or where nobody counts them.
pub(super) fn left_out(query: &TrailQuery, counted: &Counted) -> impl IntoView + use<> {
    let left_out = counted.reads_left_out.filter(|count| *count > 0).map(|count| {
        let what = if count == 1 { "search or reading of these days is" } else { "searches and readings of these days are" };
        view! { {grouped(count)} " " {what} " left out of the list and of the counts. " }
    });
    view! {
        <p class="soft small no-print">
            {left_out} <a href=people_href(query)>"Counts by person"</a>
        </p>
    }
}
