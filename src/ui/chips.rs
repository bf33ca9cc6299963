use leptos::prelude::*;

/// What a list is narrowed by, each as a link that takes it away. Children are [`Chip`]s.
#[component]
pub fn Chips(
    /// What they are: "Filters that are set".
    #[prop(into)]
    label: String,
    /// What stands inside.
    children: Children,
) -> impl IntoView {
    view! {
        <nav class="chips" aria-label=label>
            <ul class="chips__items">{children()}</ul>
        </nav>
    }
}

/// One of them.
#[component]
pub fn Chip(
    /// The list without it.
    #[prop(into)]
    href: String,
    /// What it narrows by: "Who".
    #[prop(into)]
    name: String,
    /// To what. Empty: the name says it all.
    #[prop(into, optional)]
    value: String,
) -> impl IntoView {
    let joined = (!value.is_empty()).then_some(": ");
    view! {
        <li>
            <a class="chips__chip" href=href>
                <span>
                    <span class="visually-hidden">"Take away "</span>
                    {name}
                    {joined}
                    <bdi class="chips__value">{value}</bdi>
                </span>
                <span class="chips__cross" aria-hidden="true">
                    "✕"
                </span>
            </a>
        </li>
    }
}
