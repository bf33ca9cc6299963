use leptos::prelude::*;

use crate::ui::attribute::given;

/// The page's heading. Children are tags beside it; `actions` stand at the far end of the line.
#[component]
pub fn PageTitle(
    /// The heading, often a person's name: any script, any length.
    #[prop(into)]
    title: String,
    /// Where this belongs, above the heading.
    #[prop(into, optional)]
    eyebrow: String,
    /// Where that leads. Empty: nowhere.
    #[prop(into, optional)]
    eyebrow_href: String,
    /// Links or buttons for the whole page.
    #[prop(into, optional)]
    actions: Option<ViewFnOnce>,
    /// Tags.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let eyebrow = given(&eyebrow).map(|eyebrow| match given(&eyebrow_href) {
        Some(href) => view! { <a href=href>{eyebrow}</a> }.into_any(),
        None => eyebrow.into_any(),
    });
    view! {
        <div class="page-title">
            <div class="page-title__text">
                {eyebrow
                    .map(|eyebrow| view! { <p class="page-title__eyebrow" dir="auto">{eyebrow}</p> })}
                <div class="page-title__line">
                    <h1 class="page-title__title" dir="auto">
                        {title}
                    </h1>
                    {children.map(|children| children())}
                </div>
            </div>
            {actions.map(|actions| view! { <div class="button-row">{actions.run()}</div> })}
        </div>
    }
}
