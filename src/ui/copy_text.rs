use leptos::prelude::*;

use crate::ui::attribute::given;

/// Text made to be taken elsewhere. Children are the button that copies, which only an island can offer:
/// give it the classes `button button--small copy-text__button`.
#[component]
pub fn CopyText(
    /// The text's id, for the island.
    #[prop(into, optional)]
    id: String,
    /// The text.
    #[prop(into)]
    text: String,
    /// What it is, for screen readers.
    #[prop(into)]
    label: String,
    /// The button.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="copy-text">
            <pre class="copy-text__text" id=given(&id) tabindex="0" role="region" aria-label=label>
                {text}
            </pre>
            {children.map(|children| children())}
        </div>
    }
}
