use leptos::prelude::*;

/// What to do next, in order. Children are [`Step`]s.
#[component]
pub fn Steps(
    /// What stands inside.
    children: Children,
) -> impl IntoView {
    view! {
        <ol class="steps">{children()}</ol>
    }
}

/// One thing to do.
#[component]
pub fn Step(
    /// What stands inside.
    children: Children,
) -> impl IntoView {
    view! {
        <li class="steps__item">{children()}</li>
    }
}
