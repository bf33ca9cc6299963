use leptos::prelude::*;

use crate::ui::attribute::given;

/// One entry of the navigation, with a count of what waits there.
#[component]
pub fn NavLink(
    /// Where it leads.
    #[prop(into)]
    href: String,
    /// Its name.
    #[prop(into)]
    label: String,
    /// Whether the reader is there.
    #[prop(optional)]
    is_current: bool,
    /// How many things wait there. Empty: none.
    #[prop(into, optional)]
    count: String,
    /// What the count counts, for screen readers: "waiting".
    #[prop(into, default = "waiting".to_owned())]
    count_word: String,
) -> impl IntoView {
    view! {
        <li>
            <a class="nav-link" href=href aria-current=is_current.then_some("page")>
                {label}
                {given(&count)
                    .map(|count| {
                        view! {
                            <span class="nav-link__count">
                                {count} <span class="visually-hidden">" " {count_word}</span>
                            </span>
                        }
                    })}
            </a>
        </li>
    }
}
