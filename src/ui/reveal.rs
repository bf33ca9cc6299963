use leptos::prelude::*;

/// A value that is shown once: large, and letter by letter for reading out loud. Children are what an
/// island adds (copy, hide, a countdown of class `reveal__countdown`) and what to do when it is gone.
#[component]
pub fn Reveal(
    /// What the value is.
    #[prop(into)]
    label: String,
    /// The value.
    #[prop(into)]
    value: String,
    /// Its groups as words, to be spoken: one to a line, so that the eye finds its place again.
    #[prop(optional)]
    spoken: Vec<String>,
    /// Tools.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="reveal" role="group" aria-label=label>
            <output class="reveal__value" id="reveal-value" dir="ltr" translate="no">
                {value}
            </output>
            <ol class="reveal__spoken">
                {spoken.into_iter().map(|group| view! { <li>{group}</li> }).collect_view()}
            </ol>
            {children.map(|children| view! { <div class="button-row">{children()}</div> })}
        </div>
    }
}
