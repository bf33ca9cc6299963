//! The answer as JSON, on the page of a result: all of it, or one value of the request, as `-Select '*'` and `-Select '^Username'` give them.

use crate::domain::same_call::ServiceCall;
use crate::ui::{CopyText, Disclosure, Tab, Tabs};
use leptos::prelude::*;

/// The document, one click away; open where a part of it was chosen.
#[component]
pub(super) fn Answer(
    /// The call.
    call: ServiceCall,
    /// The whole answer.
    whole: String,
    /// What is chosen: `*`, or a name of the request behind a `^`. Anything else is nothing.
    #[prop(into)]
    select: String,
    /// The result's address.
    href: String,
) -> impl IntoView {
    let href = href.as_str();
    let chosen = select.strip_prefix('^').and_then(|name| call.value(name).map(|value| (name.to_owned(), value)));
    let is_open = chosen.is_some() || select == "*";
    let link = |select: &str| format!("{href}?{}#answer", url::form_urlencoded::Serializer::new(String::new()).append_pair("select", select).finish());
    let items = call
        .names()
        .into_iter()
        .map(|name| {
            let is_current = chosen.as_ref().is_some_and(|(chosen, _)| chosen == name);
            view! { <Tab href=link(&format!("^{name}")) label=name is_current=is_current /> }
        })
        .collect_view();
    let everything = view! { <Tab href=link("*") label="Everything" is_current=chosen.is_none() /> };
    let (label, text) = match chosen {
        Some((name, value)) => (format!("{name} of the request"), value),
        None => ("The answer as JSON".to_owned(), whole),
    };
    view! {
        <div id="answer" class="no-print">
            <Disclosure summary="Answer as JSON" is_open=is_open>
                <Tabs label="What to show">
                    {everything}
                    {items}
                </Tabs>
                <CopyText id="answer-text" text=text label=label>
                    <button class="button button--small copy-text__button" type="button" data-copy="answer-text" aria-label="Copy the answer" hidden>
                        "Copy"
                    </button>
                </CopyText>
            </Disclosure>
        </div>
    }
}
