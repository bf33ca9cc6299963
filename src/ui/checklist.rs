use leptos::prelude::*;

/// Rules to be met. Children are [`CheckItem`]s.
#[component]
pub fn Checklist(
    /// What stands inside.
    children: Children,
) -> impl IntoView {
    view! {
        <ul class="checklist">{children()}</ul>
    }
}

/// One rule. `state` is `met`, `unmet`, or empty while nobody can tell.
#[component]
pub fn CheckItem(
    /// `met`, `unmet`, or empty.
    #[prop(into, optional)]
    state: String,
    /// The rule.
    #[prop(into)]
    text: String,
    /// What meets it, for a script that checks while one types: a regular expression.
    #[prop(into, optional)]
    pattern: String,
) -> impl IntoView {
    let (class, word) = match state.as_str() {
        "met" => ("checklist__item checklist__item--met", Some(", met")),
        "unmet" => ("checklist__item checklist__item--unmet", Some(", not met")),
        _ => ("checklist__item", None),
    };
    view! {
        <li class=class data-pattern=(!pattern.is_empty()).then_some(pattern)>
            <span>
                {text}
                {word.map(|word| view! { <span class="visually-hidden">{word}</span> })}
            </span>
        </li>
    }
}
