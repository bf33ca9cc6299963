use leptos::prelude::*;

use crate::ui::attribute::given;
use crate::ui::tone::Tone;

/// What happened, newest first. Children are [`TimelineItem`]s.
#[component]
pub fn Timeline(
    /// What stands inside.
    children: Children,
) -> impl IntoView {
    view! {
        <ol class="timeline">{children()}</ol>
    }
}

/// One thing that happened. Children are the line below: who, when, why.
#[component]
pub fn TimelineItem(
    /// How it went.
    #[prop(into, optional)]
    tone: Tone,
    /// How it went, as a word for screen readers: "Refused".
    #[prop(into, optional)]
    word: String,
    /// What was done.
    #[prop(into)]
    title: String,
    /// More of the sentence.
    #[prop(into, optional)]
    text: String,
    /// What stands inside.
    children: Children,
) -> impl IntoView {
    view! {
        <li class="timeline__item" data-tone=tone.as_str()>
            <p class="timeline__text" dir="auto">
                {given(&word).map(|word| view! { <span class="visually-hidden">{word} ": "</span> })}
                <strong>{title}</strong>
                " "
                {text}
            </p>
            <p class="timeline__meta">{children()}</p>
        </li>
    }
}
