use leptos::prelude::*;

use crate::ui::attribute::{described_by, given};

/// Controls that answer one question together. The hint's id is `{id}-hint`, the error's `{id}-error`.
#[component]
pub fn Fieldset(
    /// The group's id: where an error summary leads.
    #[prop(into)]
    id: String,
    /// The question.
    #[prop(into)]
    legend: String,
    /// Whether only screen readers get the legend, a heading above saying the same.
    #[prop(optional)]
    is_legend_hidden: bool,
    /// What helps to answer.
    #[prop(into, optional)]
    hint: String,
    /// What is wrong. Empty: nothing.
    #[prop(into, optional)]
    error: String,
    /// What stands inside.
    children: Children,
) -> impl IntoView {
    let ids = described_by(&id, &hint, &error);
    let class = if is_legend_hidden { "visually-hidden" } else { "fieldset__legend" };
    view! {
        <fieldset class="fieldset" id=id.clone() tabindex="-1" aria-describedby=given(&ids)>
            <legend class=class>{legend}</legend>
            {given(&hint)
                .map(|hint| view! { <p class="fieldset__hint" id=format!("{id}-hint")>{hint}</p> })}
            {given(&error)
                .map(|error| {
                    view! {
                        <p class="fieldset__error" id=format!("{id}-error")>
                            <span class="visually-hidden">"Error: "</span>
                            {error}
                        </p>
                    }
                })}
            {children()}
        </fieldset>
    }
}
