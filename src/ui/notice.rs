use leptos::prelude::*;

use crate::ui::attribute::given;
use crate::ui::tone::Tone;

/// One sentence that matters, and what follows from it.
///
/// A `live` of `status` (success) or `alert` (error) makes it a live region; leave it out for facts that
/// were there all along.
#[component]
pub fn Notice(
    /// What it means.
    #[prop(into, optional)]
    tone: Tone,
    /// The sentence.
    #[prop(into)]
    title: String,
    /// The tone as a word, above the sentence: "Unknown", "Refused by Cognito".
    #[prop(into, optional)]
    word: String,
    /// `status` or `alert`. Empty: neither.
    #[prop(into, optional)]
    live: String,
    /// The element's id.
    #[prop(into, optional)]
    id: String,
    /// Whether it is no heading, such as above the page's own.
    #[prop(optional)]
    is_plain: bool,
    /// Paragraphs and links.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let heading = if is_plain { view! { <p class="notice__title">{title}</p> }.into_any() } else { view! { <h2 class="notice__title">{title}</h2> }.into_any() };
    view! {
        <div class="notice" id=given(&id) data-tone=tone.as_str() role=given(&live)>
            {given(&word).map(|word| view! { <p class="notice__word">{word}</p> })}
            {heading}
            {children.map(|children| view! { <div class="notice__body">{children()}</div> })}
        </div>
    }
}
