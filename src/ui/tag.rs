use leptos::prelude::*;

use crate::ui::tone::Tone;

/// A state in a word. Use `is_mono` for another system's own terms.
#[component]
pub fn Tag(
    /// What it means.
    #[prop(into, optional)]
    tone: Tone,
    /// The word.
    #[prop(into)]
    text: String,
    /// Monospace.
    #[prop(optional)]
    is_mono: bool,
) -> impl IntoView {
    let class = if is_mono { "tag tag--mono" } else { "tag" };
    view! {
        <span class=class data-tone=tone.as_str()>
            {text}
        </span>
    }
}
