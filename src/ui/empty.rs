use leptos::prelude::*;

use crate::ui::attribute::given;

/// Nothing here: what that means, and what to do about it.
#[component]
pub fn Empty(
    /// What is not here.
    #[prop(into)]
    title: String,
    /// What to do.
    #[prop(into, optional)]
    text: String,
    /// Links or buttons.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <h2 class="empty__title">{title}</h2>
            {given(&text).map(|text| view! { <p class="empty__text" dir="auto">{text}</p> })}
            {children.map(|children| view! { <div class="button-row">{children()}</div> })}
        </div>
    }
}
