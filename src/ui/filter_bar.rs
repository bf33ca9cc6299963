use leptos::prelude::*;

use crate::ui::attribute::given;
use crate::ui::button::Button;
use crate::ui::link_button::LinkButton;

/// Fields that narrow a list, asked with GET so that what is shown has an address.
#[component]
pub fn FilterBar(
    /// Where the question goes.
    #[prop(into)]
    action: String,
    /// What is narrowed, for screen readers.
    #[prop(into)]
    label: String,
    /// The button's word.
    #[prop(into, default = "Apply".to_owned())]
    button: String,
    /// The address without any filter. Empty: no such link.
    #[prop(into, optional)]
    clear: String,
    /// What the fields are folded under on a phone: "Filters (2 set)".
    #[prop(into)]
    fold: String,
    /// Whether they start open there.
    #[prop(optional)]
    is_open: bool,
    /// What stands in the button's line.
    #[prop(into, optional)]
    beside: Option<ViewFnOnce>,
    /// Fields that are used less, under the others.
    #[prop(into, optional)]
    more: Option<ViewFnOnce>,
    /// What stands inside.
    children: Children,
) -> impl IntoView {
    view! {
        <form class="filter-bar" action=action method="get" role="search" aria-label=label>
            <details class="filter-bar__fold" open=is_open>
                <summary class="filter-bar__summary">{fold}</summary>
                <div class="filter-bar__fields">
                    {children()}
                    <div class="filter-bar__actions">
                        <Button label=button />
                        {given(&clear)
                            .map(|href| view! { <LinkButton href=href label="Clear" kind="quiet" /> })}
                        {beside.map(|beside| beside.run())}
                    </div>
                    {more.map(|more| view! { <div class="filter-bar__more">{more.run()}</div> })}
                </div>
            </details>
        </form>
    }
}
