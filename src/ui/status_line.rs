use leptos::prelude::*;

use crate::ui::tone::Tone;

/// How something stands, in one line with a mark of its own for each tone. Children are the way to more.
#[component]
pub fn StatusLine(
    /// What it means.
    #[prop(into, optional)]
    tone: Tone,
    /// The sentence.
    #[prop(into)]
    text: String,
    /// Links.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="status-line" data-tone=tone.as_str()>
            <p class="status-line__text">{text}</p>
            {children.map(|children| children())}
        </div>
    }
}
