use leptos::prelude::*;

/// Names and values. `kind` is `effect` (what a click would do) or `ruled` (a record's many rows).
#[component]
pub fn Facts(
    /// `effect`, `ruled`, or empty.
    #[prop(into, optional)]
    kind: String,
    /// What stands inside.
    children: Children,
) -> impl IntoView {
    let class = if kind.is_empty() { "facts".to_owned() } else { format!("facts facts--{kind}") };
    view! {
        <dl class=class>{children()}</dl>
    }
}

/// One name and its value.
#[component]
pub fn Fact(
    /// The name.
    #[prop(into)]
    name: String,
    /// The value: text, tags, a moment.
    children: Children,
) -> impl IntoView {
    view! {
        <div class="facts__row">
            <dt class="facts__key">{name}</dt>
            <dd class="facts__value" dir="auto">
                {children()}
            </dd>
        </div>
    }
}
