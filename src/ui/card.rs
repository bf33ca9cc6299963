use leptos::prelude::*;

use crate::ui::attribute::given;

/// Things that belong together, under one heading. `is_aside` is the quieter one, for facts beside.
///
/// `<div class="card__part">` inside draws a line between two parts.
#[component]
pub fn Card(
    /// The heading. Empty: none.
    #[prop(into, optional)]
    title: String,
    /// The heading's id, to link to.
    #[prop(into, optional)]
    id: String,
    /// Whether it stands beside the main thing.
    #[prop(optional)]
    is_aside: bool,
    /// At the far end of the heading's line.
    #[prop(into, optional)]
    tools: ViewFnOnce,
    /// What stands inside.
    children: Children,
) -> impl IntoView {
    let class = if is_aside { "card card--aside" } else { "card" };
    view! {
        <section class=class aria-labelledby=given(&id)>
            {given(&title)
                .map(|title| {
                    view! {
                        <div class="card__head">
                            <h2 class="card__title" id=given(&id) dir="auto">
                                {title}
                            </h2>
                            {tools.run()}
                        </div>
                    }
                })}
            <div class="card__body">{children()}</div>
        </section>
    }
}
