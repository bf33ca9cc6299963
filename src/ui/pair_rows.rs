use leptos::prelude::*;

use crate::ui::attribute::{described_by as joined, given};
use crate::ui::text_input::TextInput;

/// Rows of a key and a value. `tools` stand below: buttons that add rows, a count.
#[component]
pub fn PairRows(
    /// Buttons and links below the rows.
    #[prop(into, optional)]
    tools: ViewFnOnce,
    /// How much is in them: "2 pairs, 34 bytes".
    #[prop(into, optional)]
    count: String,
    /// What stands inside.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="pair-rows">
            {children()}
            <div class="pair-rows__tools">
                {tools.run()}
                {given(&count).map(|count| view! { <span class="pair-rows__count">{count}</span> })}
            </div>
        </div>
    }
}

/// One key and one value. The inputs are `{id}-key` and `{id}-value`, labelled `Key` and `Value`;
/// an error or a warning stands under them. Children are the button that removes the row.
#[component]
pub fn PairRow(
    /// The row's id.
    #[prop(into)]
    id: String,
    /// The key's name in the form.
    #[prop(into)]
    key_name: String,
    /// The value's name in the form.
    #[prop(into)]
    value_name: String,
    /// The key.
    #[prop(into, optional)]
    name: String,
    /// The value.
    #[prop(into, optional)]
    value: String,
    /// What is wrong with the row.
    #[prop(into, optional)]
    error: String,
    /// What is odd about it.
    #[prop(into, optional)]
    warning: String,
    /// Ids of further explanations, separated by spaces.
    #[prop(into, optional)]
    described_by: String,
    /// The button that removes the row.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let is_invalid = !error.is_empty();
    let own = joined(&id, &warning, &error);
    let ids = [own, described_by].join(" ").trim().to_owned();
    view! {
        <div class="pair-rows__row" role="group">
            <div>
                <label class="visually-hidden" for=format!("{id}-key")>
                    "Key"
                </label>
                <TextInput
                    id=format!("{id}-key")
                    name=key_name
                    value=name
                    placeholder="Key"
                    is_mono=true
                    is_invalid=is_invalid
                    described_by=ids.clone()
                />
            </div>
            <div>
                <label class="visually-hidden" for=format!("{id}-value")>
                    "Value"
                </label>
                <TextInput
                    id=format!("{id}-value")
                    name=value_name
                    value=value
                    placeholder="Value"
                    is_mono=true
                    is_invalid=is_invalid
                    described_by=ids
                />
            </div>
            {children.map(|children| children())}
            {given(&error)
                .map(|error| {
                    view! {
                        <p class="pair-rows__error" id=format!("{id}-error")>
                            <span class="visually-hidden">"Error: "</span>
                            {error}
                        </p>
                    }
                })}
            {given(&warning)
                .map(|warning| {
                    view! {
                        <p class="pair-rows__warning" id=format!("{id}-hint")>
                            {warning}
                        </p>
                    }
                })}
        </div>
    }
}
