//! The rows of live sessions.

use crate::domain::clock::{from_micros, readable, relative, rfc3339};
use crate::domain::operation::Action;
use crate::domain::user_agent::browser_words;
use crate::features::console::Caller;
use crate::ports::session_store::SessionFacts;
use crate::ui::{Button, Cell, Moment, Tag};
use leptos::prelude::*;
use time::OffsetDateTime;

/// The head of a table, whose last column has a name for screen readers alone.
pub(super) fn head(columns: [&'static str; 4], last: &'static str) -> impl IntoView {
    let named = columns.map(|name| view! { <th scope="col" role="columnheader">{name}</th> }).collect_view();
    view! {
        <thead>
            <tr role="row">
                {named}
                <th scope="col" role="columnheader">
                    <span class="visually-hidden">{last}</span>
                </th>
            </tr>
        </thead>
    }
}

pub(super) fn row(session: SessionFacts, caller: &Caller, now: OffsetDateTime) -> impl IntoView + use<> {
    let is_current = session.handle == caller.session_handle;
    let is_own = caller.actor().is_ok_and(|actor| actor.id == session.actor.id);
    let may_end = is_own || caller.may(Action::EndAnySession);
    let (created, seen) = (from_micros(session.created_at), from_micros(session.last_seen_at));
    let label = format!("End the session of {} since {}", session.actor.name, readable(created));
    let roles = session.actor.role_names();
    let roles = if roles.is_empty() { "no role any more".to_owned() } else { roles };
    let browser = browser_words(&session.user_agent).unwrap_or_else(|| session.user_agent.clone());
    let end = may_end.then(|| {
        view! {
            <form action="/api/sessions/end" method="post">
                <input type="hidden" name="handle" value=session.handle />
                <Button label="End" kind="danger" is_small=true aria_label=label />
            </form>
        }
    });
    view! {
        <tr role="row">
            <th scope="row" role="rowheader">
                <bdi>{session.actor.name}</bdi>
                <span class="table__sub">{roles}</span>
            </th>
            <Cell label="Signed in"><Moment datetime=rfc3339(created) exact=readable(created) /></Cell>
            <Cell label="Last used"><Moment datetime=rfc3339(seen) exact=relative(seen, now) /></Cell>
            <Cell label="Where">
                <span>
                    <code class="mono">{session.address}</code>
                    <span class="table__sub" title=session.user_agent>{browser}</span>
                </span>
            </Cell>
            <Cell label="End">{if is_current { view! { <Tag tone="info" text="This one" /> }.into_any() } else { end.into_any() }}</Cell>
        </tr>
    }
}
