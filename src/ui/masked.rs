use leptos::prelude::*;

/// A value with its middle hidden. Children are the form that shows it and leaves a record.
#[component]
pub fn Masked(
    /// The value as it may be shown: `d•••@northwind.example`.
    #[prop(into)]
    text: String,
    /// Tags, and the form.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <span class="masked">
            <bdi class="masked__value">{text}</bdi>
            {children.map(|children| children())}
        </span>
    }
}
