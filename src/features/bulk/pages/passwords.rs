//! The one download of a run's passwords.

use super::super::passwords::{cookie_of, is_starter};
use super::words::passwords;
use crate::features::console::Caller;
use crate::ports::bulk_store::KeptRun;
use crate::ui::{Button, Card, Notice, visible};
use leptos::prelude::*;

/// The button for whoever can have them, and for others why they cannot.
pub(super) fn passwords_card(run: &KeptRun, caller: &Caller, sealed: u32) -> AnyView {
    let (is_starter, action) = (is_starter(caller, run), format!("/bulk/{}/passwords", run.id));
    let has_cookie = use_context::<axum::http::request::Parts>().is_some_and(|parts| cookie_of(&parts.headers, run.id).is_some());
    let name = run.sealed_for.as_ref().map(|sealed_for| visible(&sealed_for.person.name)).unwrap_or_default();
    let count = passwords(sealed);
    if !is_starter || !has_cookie {
        let title = format!("{count} to be taken");
        let sentence =
            format!("Only the browser in which {name} started the run can open them. They are deleted a day after the run has stopped; without that browser, set new ones.");
        return view! { <Notice title=title><p>{sentence}</p></Notice> }.into_any();
    }
    view! {
        <Card title="Temporary passwords" id="passwords">
            <p>
                "One file, once, in this browser only. When it is taken the console has none of them any more, and nobody can ask for it again. Whoever does not take it within a day sets new ones."
            </p>
            <form action=action method="post" data-once=true>
                <Button label=format!("Download {count}, once") kind="primary" />
            </form>
        </Card>
    }
    .into_any()
}
