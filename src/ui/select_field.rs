use leptos::prelude::*;

use crate::ui::attribute::described_by;
use crate::ui::field::Field;
use crate::ui::select::Select;

/// A [`Select`] in its [`Field`], joined by their ids. Children are `SelectOption`s.
#[component]
pub fn SelectField(
    /// Its id.
    #[prop(into)]
    id: String,
    /// Its name in the form.
    #[prop(into)]
    name: String,
    /// The label.
    #[prop(into)]
    label: String,
    /// What helps to choose.
    #[prop(into, optional)]
    hint: String,
    /// What is wrong. Empty: nothing.
    #[prop(into, optional)]
    error: String,
    /// Whether to say that it may stay empty.
    #[prop(optional)]
    is_optional: bool,
    /// Whether it must be chosen.
    #[prop(optional)]
    is_required: bool,
    /// What stands inside.
    children: Children,
) -> impl IntoView {
    let ids = described_by(&id, &hint, &error);
    let is_invalid = !error.is_empty();
    view! {
        <Field id=id.clone() label=label hint=hint error=error is_optional=is_optional>
            <Select id=id name=name is_required=is_required is_invalid=is_invalid described_by=ids>
                {children()}
            </Select>
        </Field>
    }
}
