use leptos::prelude::*;

use crate::ui::attribute::given;

/// A box to tick, or with `is_radio` one of several. Its words are part of what can be clicked.
#[component]
pub fn Checkbox(
    /// Its id.
    #[prop(into)]
    id: String,
    /// Its name in the form.
    #[prop(into)]
    name: String,
    /// What is sent when ticked.
    #[prop(into, default = "true".to_owned())]
    value: String,
    /// Its words.
    #[prop(into)]
    label: String,
    /// What ticking it does.
    #[prop(into, optional)]
    hint: String,
    /// Whether it is ticked.
    #[prop(optional)]
    is_checked: bool,
    /// Whether it is one of several with the same name.
    #[prop(optional)]
    is_radio: bool,
    /// Whether it cannot be changed.
    #[prop(optional)]
    is_disabled: bool,
) -> impl IntoView {
    view! {
        <div class="checkbox">
            <input
                class="checkbox__input"
                id=id.clone()
                name=name
                type=if is_radio { "radio" } else { "checkbox" }
                value=value
                checked=is_checked
                disabled=is_disabled
                aria-describedby=(!hint.is_empty()).then(|| format!("{id}-hint"))
            />
            <label class="checkbox__label" for=id.clone()>
                {label}
            </label>
            {given(&hint)
                .map(|hint| view! { <p class="checkbox__hint" id=format!("{id}-hint")>{hint}</p> })}
        </div>
    }
}
