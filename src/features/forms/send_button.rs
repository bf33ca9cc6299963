//! The button that does it, or that asks another person's approval for it.

use super::fresh::AskedAgain;
use super::why_fields::Afterwards;
use crate::domain::operation::Action;
use crate::features::escalations::Asking;
use crate::ui::Button;
use leptos::prelude::*;

/// The form's primary button.
#[component]
pub fn SendButton(
    /// What it does.
    action: Action,
    /// Verb first.
    #[prop(into)]
    label: String,
    /// What must be asked for.
    asking: Asking,
    /// What a box in the form lets follow.
    #[prop(optional_no_strip)]
    afterwards: Option<Afterwards>,
) -> impl IntoView {
    if asking.wants(action) {
        return view! {
            <Button label="Ask for approval" kind="primary" name="ask" value="yes" />
            <span class="soft small">"Another person decides. Nothing is done before."</span>
        }
        .into_any();
    }
    view! {
        <Button label=label kind="primary" />
        <AskedAgain action=action afterwards=afterwards />
    }
    .into_any()
}
