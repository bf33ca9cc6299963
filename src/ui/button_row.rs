use leptos::prelude::*;

/// Buttons side by side, the primary one first; `end` stands at the far end.
#[component]
pub fn ButtonRow(
    /// A link at the far end.
    #[prop(into, optional)]
    end: Option<ViewFnOnce>,
    /// What stands inside.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="button-row">
            {children()} {end.map(|end| view! { <span class="button-row__end">{end.run()}</span> })}
        </div>
    }
}
