use leptos::prelude::*;

use crate::ui::attribute::given;
use crate::ui::brand_mark::BrandMark;

/// The sign-in page: a name, a sentence, one button. A notice above says why someone was signed out.
#[component]
pub fn SignInCard(
    /// The heading.
    #[prop(into)]
    title: String,
    /// Who may use it.
    #[prop(into, optional)]
    text: String,
    /// Why someone is here again.
    #[prop(into, optional)]
    notice: ViewFnOnce,
    /// Below the line: whom to ask.
    #[prop(into, optional)]
    foot: String,
    /// A line above everything. Empty: none.
    #[prop(into, optional)]
    strip: String,
    /// The form or link with its one button.
    children: Children,
) -> impl IntoView {
    view! {
        {given(&strip)
            .map(|strip| {
                view! {
                    <header>
                        <p class="banner__strip">{strip}</p>
                    </header>
                }
            })}
        <main class="sign-in" id="main">
            <div class="sign-in__card">
                <p class="sign-in__brand">
                    <BrandMark />
                    "passdesk"
                </p>
                {notice.run()}
                <div class="sign-in__words">
                    <h1 class="sign-in__title">{title}</h1>
                    {given(&text).map(|text| view! { <p class="sign-in__text">{text}</p> })}
                </div>
                <div class="sign-in__actions">{children()}</div>
                {given(&foot).map(|foot| view! { <p class="sign-in__foot">{foot}</p> })}
            </div>
        </main>
    }
}
