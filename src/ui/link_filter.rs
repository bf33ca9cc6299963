use leptos::prelude::*;

/// One thing by which a list is narrowed, as links: each choice has an address and says how much is behind it. Children are
/// [`LinkFilterItem`]s.
#[component]
pub fn LinkFilter(
    /// What is chosen: "Kind".
    #[prop(into)]
    label: String,
    /// What stands inside.
    children: Children,
) -> impl IntoView {
    let name = label.clone();
    view! {
        <nav class="link-filter" aria-label=name>
            <span class="link-filter__label" aria-hidden="true">
                {label}
            </span>
            <ul class="link-filter__items">{children()}</ul>
        </nav>
    }
}

/// One choice.
#[component]
pub fn LinkFilterItem(
    /// Where it is.
    #[prop(into)]
    href: String,
    /// Its name.
    #[prop(into)]
    label: String,
    /// How much is behind it.
    #[prop(into)]
    count: String,
    /// Whether it is chosen.
    #[prop(optional)]
    is_current: bool,
) -> impl IntoView {
    view! {
        <li>
            <a class="link-filter__link" href=href aria-current=is_current.then_some("true")>
                {label}
                " "
                <span class="link-filter__count">{count}</span>
            </a>
        </li>
    }
}
