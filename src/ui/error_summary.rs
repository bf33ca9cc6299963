use leptos::prelude::*;

/// What is wrong with a form, on top of the page, each sentence linking to its field.
///
/// With scripts on, an island or the page's script moves the focus here; without, it is the first thing read.
#[component]
pub fn ErrorSummary(
    /// `(href, sentence)`, the href being `#` and the field's id.
    errors: Vec<(String, String)>,
    /// The heading.
    #[prop(into, default = "There is a problem".to_owned())]
    title: String,
) -> impl IntoView {
    view! {
        <div class="error-summary" role="alert" tabindex="-1" id="error-summary">
            <h2 class="error-summary__title">{title}</h2>
            <ul class="error-summary__list">
                {errors
                    .into_iter()
                    .map(|(href, sentence)| {
                        view! {
                            <li>
                                <a class="error-summary__link" href=href>
                                    {sentence}
                                </a>
                            </li>
                        }
                    })
                    .collect_view()}
            </ul>
        </div>
    }
}
