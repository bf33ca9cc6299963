use leptos::prelude::*;

/// Something for those who want it, one click away.
#[component]
pub fn Disclosure(
    /// What is inside.
    #[prop(into)]
    summary: String,
    /// Whether it starts open.
    #[prop(optional)]
    is_open: bool,
    /// What stands inside.
    children: Children,
) -> impl IntoView {
    view! {
        <details class="disclosure" open=is_open>
            <summary class="disclosure__summary">{summary}</summary>
            <div class="disclosure__body">{children()}</div>
        </details>
    }
}
