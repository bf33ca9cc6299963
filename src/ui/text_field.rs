use leptos::prelude::*;

use crate::ui::attribute::described_by;
use crate::ui::field::Field;
use crate::ui::text_input::TextInput;

/// A [`TextInput`] in its [`Field`], joined by their ids.
#[component]
pub fn TextField(
    /// The label.
    #[prop(into)]
    label: String,
    /// What helps to fill it in.
    #[prop(into, optional)]
    hint: String,
    /// What is wrong. Empty: nothing.
    #[prop(into, optional)]
    error: String,
    /// Whether to say that it may stay empty.
    #[prop(optional)]
    is_optional: bool,
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
) -> impl IntoView {
    let ids = described_by(&id, &hint, &error);
    let is_invalid = !error.is_empty();
    view! {
        <Field id=id.clone() label=label hint=hint error=error is_optional=is_optional>
            <TextInput
                id=id
                name=name
                value=value
                kind=kind
                autocomplete=autocomplete
                inputmode=inputmode
                placeholder=placeholder
                list=list
                maxlength=maxlength
                is_mono=is_mono
                is_required=is_required
                has_focus=has_focus
                is_invalid=is_invalid
                described_by=ids
            />
        </Field>
    }
}
