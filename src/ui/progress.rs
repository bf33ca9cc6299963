use leptos::prelude::*;

/// How much of something is done.
#[component]
pub fn Progress(
    /// What is being done.
    #[prop(into)]
    label: String,
    /// How many are done.
    done: u32,
    /// Of how many.
    total: u32,
    /// "120 of 400 done, 3 refused".
    #[prop(into)]
    text: String,
) -> impl IntoView {
    view! {
        <div class="progress">
            <progress class="progress__bar" aria-label=label value=done.to_string() max=total.max(1).to_string()></progress>
            <p class="progress__text">{text}</p>
        </div>
    }
}
