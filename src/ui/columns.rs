use leptos::prelude::*;

/// What to do, and beside it what is known. One column on a phone, the main one first.
#[component]
pub fn Columns(
    /// The narrow column.
    #[prop(into)]
    aside: ViewFnOnce,
    /// What stands inside.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="columns">
            <div class="columns__main">{children()}</div>
            <div class="columns__aside">{aside.run()}</div>
        </div>
    }
}
