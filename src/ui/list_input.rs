use leptos::prelude::*;

use crate::ui::attribute::given;
use crate::ui::text_area::TextArea;

/// Where a list is pasted, an entry a line. A list that came back stands in one line, with semicolons: see [`TextArea`], which can
/// hold no data. `keys.js` gives it its lines back.
#[component]
pub fn ListInput(
    /// Its id, for the label.
    #[prop(into)]
    id: String,
    /// Its name in the form.
    #[prop(into)]
    name: String,
    /// The entries of a list that came back.
    #[prop(optional)]
    entries: Vec<String>,
    /// Whether its value was refused.
    #[prop(optional)]
    is_invalid: bool,
    /// Ids of its hint and error; see `described_by`.
    #[prop(into, optional)]
    described_by: String,
) -> impl IntoView {
    if entries.is_empty() {
        return view! { <TextArea id=id name=name is_mono=true is_invalid=is_invalid described_by=described_by /> }.into_any();
    }
    view! {
        <input
            class="text-input text-input--mono"
            id=id
            name=name
            type="text"
            value=entries.join("; ")
            data-lines=true
            autocomplete="off"
            autocapitalize="none"
            spellcheck="false"
            dir="auto"
            aria-invalid=is_invalid.then_some("true")
            aria-describedby=given(&described_by)
        />
    }
    .into_any()
}
