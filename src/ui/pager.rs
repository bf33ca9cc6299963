use leptos::prelude::*;

use crate::ui::attribute::given;

/// The way to the next page of a list and back. A side without an address is left out.
#[component]
pub fn Pager(
    /// The page before.
    #[prop(into, optional)]
    previous: String,
    /// The page after.
    #[prop(into, optional)]
    next: String,
    /// Its words.
    #[prop(into, default = "Previous".to_owned())]
    previous_label: String,
    /// Its words.
    #[prop(into, default = "Next".to_owned())]
    next_label: String,
    /// The first page of all.
    #[prop(into, optional)]
    first: String,
    /// The last page of all.
    #[prop(into, optional)]
    last: String,
    /// Its words.
    #[prop(into, default = "First".to_owned())]
    first_label: String,
    /// Its words.
    #[prop(into, default = "Last".to_owned())]
    last_label: String,
    /// What this page shows: "Newest first, 1 to 50".
    #[prop(into, optional)]
    text: String,
) -> impl IntoView {
    view! {
        <nav class="pager" aria-label="Pages">
            <span class="pager__text">{text}</span>
            {given(&first).map(|href| view! { <a class="button button--quiet" href=href>{first_label}</a> })}
            {given(&previous)
                .map(|href| view! { <a class="button" rel="prev" href=href>{previous_label}</a> })}
            {given(&next).map(|href| view! { <a class="button" rel="next" href=href>{next_label}</a> })}
            {given(&last).map(|href| view! { <a class="button button--quiet" href=href>{last_label}</a> })}
        </nav>
    }
}
