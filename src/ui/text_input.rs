use leptos::prelude::*;

use crate::ui::attribute::given;

/// One line of text. Spelling and capital letters are the writer's own affair.
#[component]
pub fn TextInput(
    /// Its id, for the label.
    #[prop(into)]
    id: String,
    /// Its name in the form.
    #[prop(into)]
    name: String,
    /// What stands in it.
    #[prop(into, optional)]
    value: String,
    /// `text`, `email`, `date`, `number`, `password` …
    #[prop(into, default = "text".to_owned())]
    kind: String,
    /// `off` unless a browser should help.
    #[prop(into, default = "off".to_owned())]
    autocomplete: String,
    /// The keyboard on a phone: `numeric`, `email` …
    #[prop(into, optional)]
    inputmode: String,
    /// An example. Never a label.
    #[prop(into, optional)]
    placeholder: String,
    /// The id of a `<datalist>`.
    #[prop(into, optional)]
    list: String,
    /// The longest value, in characters. Empty: any.
    #[prop(into, optional)]
    maxlength: String,
    /// Monospace, for identifiers and codes.
    #[prop(optional)]
    is_mono: bool,
    /// Whether it must be filled in.
    #[prop(optional)]
    is_required: bool,
    /// Whether the cursor starts here.
    #[prop(optional)]
    has_focus: bool,
    /// Whether its value was refused.
    #[prop(optional)]
    is_invalid: bool,
    /// Ids of its hint and error; see `described_by`.
    #[prop(into, optional)]
    described_by: String,
) -> impl IntoView {
    let class = if is_mono { "text-input text-input--mono" } else { "text-input" };
    view! {
        <input
            class=class
            id=id
            name=name
            type=kind
            value=value
            autocomplete=autocomplete
            autocapitalize="none"
            spellcheck="false"
            dir="auto"
            inputmode=given(&inputmode)
            placeholder=given(&placeholder)
            list=given(&list)
            maxlength=given(&maxlength)
            required=is_required
            autofocus=has_focus
            aria-invalid=is_invalid.then_some("true")
            aria-describedby=given(&described_by)
        />
    }
}
