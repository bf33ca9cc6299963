use leptos::prelude::*;

/// An identifier, or a term that staff will meet elsewhere in the same letters.
#[component]
pub fn Mono(
    /// The text.
    #[prop(into)]
    text: String,
) -> impl IntoView {
    view! {
        <code class="mono" dir="auto">
            {text}
        </code>
    }
}
