use leptos::prelude::*;

/// Views of the same thing, each with an address. Children are [`Tab`]s.
#[component]
pub fn Tabs(
    /// What they are views of.
    #[prop(into)]
    label: String,
    /// What stands inside.
    children: Children,
) -> impl IntoView {
    view! {
        <nav class="tabs" aria-label=label>
            {children()}
        </nav>
    }
}

/// One view.
#[component]
pub fn Tab(
    /// Where it is.
    #[prop(into)]
    href: String,
    /// Its name.
    #[prop(into)]
    label: String,
    /// Whether the reader is there.
    #[prop(optional)]
    is_current: bool,
) -> impl IntoView {
    view! {
        <a class="tabs__link" href=href aria-current=is_current.then_some("page")>
            {label}
        </a>
    }
}
