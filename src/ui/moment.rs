use leptos::prelude::*;

use crate::ui::attribute::given;

/// A time in UTC, and how far away it is. Both are given as text: a view has no clock.
#[component]
pub fn Moment(
    /// RFC 3339, for machines: `2026-11-21T09:41:07Z`.
    #[prop(into)]
    datetime: String,
    /// For people: `21 Nov 2026 09:41:07 UTC`.
    #[prop(into)]
    exact: String,
    /// `3 days ago`. Empty: left out.
    #[prop(into, optional)]
    relative: String,
) -> impl IntoView {
    view! {
        <span class="moment">
            <time class="moment__exact" datetime=datetime>
                {exact}
            </time>
            {given(&relative)
                .map(|relative| view! { <span class="moment__relative">" " {relative}</span> })}
        </span>
    }
}
