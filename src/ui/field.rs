use leptos::prelude::*;

use crate::ui::attribute::given;

/// A control with its label, hint and error. The hint's id is `{id}-hint`, the error's `{id}-error`;
/// give the control `described_by(&id, &hint, &error)`, or use [`TextField`](crate::ui::TextField) and
/// [`SelectField`](crate::ui::SelectField), which do.
#[component]
pub fn Field(
    /// The control's id.
    #[prop(into)]
    id: String,
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
    /// The control.
    children: Children,
) -> impl IntoView {
    let class = if error.is_empty() { "field" } else { "field field--error" };
    view! {
        <div class=class>
            <label class="field__label" for=id.clone()>
                {label}
                {is_optional.then(|| view! { <span class="field__optional">" (optional)"</span> })}
            </label>
            {given(&hint)
                .map(|hint| view! { <p class="field__hint" id=format!("{id}-hint")>{hint}</p> })}
            {given(&error)
                .map(|error| {
                    view! {
                        <p class="field__error" id=format!("{id}-error")>
                            <span class="visually-hidden">"Error: "</span>
                            {error}
                        </p>
                    }
                })}
            {children()}
        </div>
    }
}
