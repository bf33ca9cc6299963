use leptos::prelude::*;

/// The first link of a page: past the head, to `#main`.
#[component]
pub fn SkipLink() -> impl IntoView {
    view! {
        <a class="skip-link" href="#main">"Skip to the content"</a>
    }
}
