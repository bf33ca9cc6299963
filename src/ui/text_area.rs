use leptos::prelude::*;

use crate::ui::attribute::given;

/// Several lines of text, always empty at first: Leptos 0.8.23 writes a `<textarea>`'s content without
/// escaping it, so there is no prop to put any there.
#[component]
pub fn TextArea(
    /// Its id, for the label.
    #[prop(into)]
    id: String,
    /// Its name in the form.
    #[prop(into)]
    name: String,
    /// How many lines it shows.
    #[prop(into, default = "6".to_owned())]
    rows: String,
    /// The longest value, in characters. Empty: any.
    #[prop(into, optional)]
    maxlength: String,
    /// Monospace, for data.
    #[prop(optional)]
    is_mono: bool,
    /// Whether it must be filled in.
    #[prop(optional)]
    is_required: bool,
    /// Whether its value was refused.
    #[prop(optional)]
    is_invalid: bool,
    /// Ids of its hint and error; see `described_by`.
    #[prop(into, optional)]
    described_by: String,
) -> impl IntoView {
    let class = if is_mono { "text-input text-input--area text-input--mono" } else { "text-input text-input--area" };
    view! {
        <textarea
            class=class
            id=id
            name=name
            rows=rows
            maxlength=given(&maxlength)
            required=is_required
            spellcheck="false"
            autocomplete="off"
            dir="auto"
            aria-invalid=is_invalid.then_some("true")
            aria-describedby=given(&described_by)
        ></textarea>
    }
}
