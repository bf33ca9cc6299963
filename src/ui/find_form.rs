use leptos::prelude::*;

use crate::ui::button::Button;

/// A search form that asks with GET, so that its result has an address.
///
/// Children are hidden inputs or a switch that belong to the same question; `after` stands inside the
/// box, under the input, where an island may put its live results.
#[component]
pub fn FindForm(
    /// The input's id; two forms on one page need two.
    #[prop(into)]
    id: String,
    /// The name of the search box for everybody, also shown as its placeholder.
    #[prop(into)]
    label: String,
    /// Where the question goes.
    #[prop(into)]
    action: String,
    /// The parameter's name.
    #[prop(into, default = "q".to_owned())]
    name: String,
    /// What was asked before.
    #[prop(into, optional)]
    value: String,
    /// An example of what may be typed, shown instead of the label.
    #[prop(into, optional)]
    placeholder: String,
    /// Large, with a button: the page's own search.
    #[prop(optional)]
    is_large: bool,
    /// Whether the cursor starts here.
    #[prop(optional)]
    has_focus: bool,
    /// The button's word, on the large form.
    #[prop(into, default = "Search".to_owned())]
    button: String,
    /// Under the input: live results.
    #[prop(into, optional)]
    after: ViewFnOnce,
    /// Inside the form: hidden inputs.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let class = if is_large { "find-form find-form--large" } else { "find-form" };
    let placeholder = if placeholder.is_empty() { label.clone() } else { placeholder };
    view! {
        <form class=class action=action method="get" role="search">
            {children.map(|children| children())}
            <div class="find-form__box">
                <label class="visually-hidden" for=id.clone()>
                    {label}
                </label>
                <input
                    class="find-form__input"
                    id=id
                    type="search"
                    name=name
                    value=value
                    placeholder=placeholder
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    dir="auto"
                    aria-keyshortcuts="/"
                    autofocus=has_focus
                />
                <kbd class="find-form__key" aria-hidden="true">
                    "/"
                </kbd>
                {after.run()}
            </div>
            {is_large.then(|| view! { <Button label=button /> })}
        </form>
    }
}
