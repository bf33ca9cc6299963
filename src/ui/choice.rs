use leptos::prelude::*;

use crate::ui::attribute::given;

/// One of a few things to do, as a radio button in a card. It stays when it cannot be done, and says why.
#[component]
pub fn Choice(
    /// The radio button's id.
    #[prop(into)]
    id: String,
    /// The group's name in the form.
    #[prop(into)]
    name: String,
    /// What is sent.
    #[prop(into)]
    value: String,
    /// What it does.
    #[prop(into)]
    title: String,
    /// What comes of it.
    #[prop(into, optional)]
    text: String,
    /// Whether it is the one to take.
    #[prop(optional)]
    is_recommended: bool,
    /// Why it cannot be done: "no first sign-in yet". Empty: it can.
    #[prop(into, optional)]
    impossible: String,
    /// Whether it is the one chosen.
    #[prop(optional)]
    is_checked: bool,
) -> impl IntoView {
    let class = card_class(&impossible);
    let is_impossible = !impossible.is_empty();
    let input_id = id.clone();
    view! {
        <label class=class for=id.clone()>
            <input
                class="choice__input"
                id=input_id
                type="radio"
                name=name
                value=value
                checked=is_checked
                disabled=is_impossible
                aria-labelledby=format!("{id}-title")
                aria-describedby=format!("{id}-details")
            />
            <span class="choice__title" id=format!("{id}-title")>
                {title}
            </span>
            <span class="choice__details" id=format!("{id}-details")>
                {details(is_recommended, text, impossible)}
            </span>
        </label>
    }
}

/// The same card as a link: choosing loads the page for that choice, without scripts too.
#[component]
pub fn ChoiceLink(
    /// The page for this choice.
    #[prop(into)]
    href: String,
    /// What it does.
    #[prop(into)]
    title: String,
    /// What comes of it.
    #[prop(into, optional)]
    text: String,
    /// Whether it is the one to take.
    #[prop(optional)]
    is_recommended: bool,
    /// Why it cannot be done: "no first sign-in yet". Empty: it can.
    #[prop(into, optional)]
    impossible: String,
    /// Whether the reader is on that page.
    #[prop(optional)]
    is_current: bool,
) -> impl IntoView {
    let class = card_class(&impossible);
    let is_impossible = !impossible.is_empty();
    view! {
        <a
            class=class
            href=(!is_impossible).then_some(href)
            role=is_impossible.then_some("link")
            aria-disabled=is_impossible.then_some("true")
            aria-current=is_current.then_some("true")
        >
            <span class="choice__dot" aria-hidden="true"></span>
            <span class="choice__title">{title}</span>
            " "
            <span class="choice__details">{details(is_recommended, text, impossible)}</span>
        </a>
    }
}

/// The block's classes.
fn card_class(impossible: &str) -> &'static str {
    if impossible.is_empty() { "choice" } else { "choice choice--impossible" }
}

/// What stands under the title.
fn details(is_recommended: bool, text: String, impossible: String) -> impl IntoView {
    view! {
        {is_recommended.then(|| view! { <span class="choice__recommended">"Recommended "</span> })}
        {given(&text).map(|text| view! { <span class="choice__text">{text} " "</span> })}
        {given(&impossible)
            .map(|reason| view! { <span class="choice__reason">"Not possible: " {reason}</span> })}
    }
}
