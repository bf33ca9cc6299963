use leptos::prelude::*;

use crate::ui::attribute::given;
use crate::ui::mono::Mono;

/// What a page says when it cannot be shown. Children are the ways on.
#[component]
pub fn Problem(
    /// What happened, in a sentence.
    #[prop(into)]
    title: String,
    /// What to do about it.
    #[prop(into)]
    text: String,
    /// What to quote when asking for help. Empty: none.
    #[prop(into, optional)]
    reference: String,
    /// Links.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="problem">
            <h1 class="problem__title">{title}</h1>
            <p class="problem__text">{text}</p>
            {given(&reference)
                .map(|reference| {
                    view! {
                        <p class="problem__reference">
                            "Reference " <Mono text=reference />
                        </p>
                    }
                })}
            {children.map(|children| view! { <div class="button-row">{children()}</div> })}
        </div>
    }
}
