//! The way to the page, from where users are looked for.

use crate::features::console::Caller;
use crate::features::requests::read::ACTIONS;
use leptos::prelude::*;

/// A line for those who may do what documents ask for.
#[component]
pub fn RequestsLink() -> impl IntoView {
    let caller = use_context::<Caller>().unwrap_or_default();
    let may = ACTIONS.into_iter().any(|action| caller.may_ask(action));
    may.then(|| {
        view! {
            <p class="soft small">
                <a href="/requests">"Paste a request"</a>
                " as JSON or YAML, as the AWS CLI reads it: the user’s form opens, filled in."
            </p>
        }
    })
}
