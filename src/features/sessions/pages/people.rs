//! Everybody who signed in lately: how they stand, and what stops them at once.

use super::rows::head;
use crate::domain::clock::{from_micros, readable, rfc3339};
use crate::domain::locks::{Lock, LockOn};
use crate::domain::operation::Action;
use crate::features::console::Caller;
use crate::ports::session_store::PersonFacts;
use crate::ui::{Button, Cell, LinkButton, Moment, Table, Tag};
use leptos::prelude::*;
use time::OffsetDateTime;

/// The section; empty where a search found nobody.
pub(super) fn people_table(people: &[PersonFacts], locks: &[Lock], caller: &Caller, now: OffsetDateTime) -> AnyView {
    if people.is_empty() {
        return view! { <p>"Nobody of that name signed in within the last 30 days."</p> }.into_any();
    }
    let rows = people.iter().map(|person| row(person, locks, caller, now)).collect_view();
    view! {
        <section class="stack" aria-labelledby="people">
            <h2 id="people">"Who signed in within the last 30 days"</h2>
            <Table caption="Staff who signed in lately" is_caption_hidden=true is_stacked=true>
                {head(["Who", "Last sign-in", "Live sessions", "Standing"], "Stop")}
                <tbody>{rows}</tbody>
            </Table>
        </section>
    }
    .into_any()
}

fn row(person: &PersonFacts, locks: &[Lock], caller: &Caller, now: OffsetDateTime) -> impl IntoView + use<> {
    let actor = &person.actor;
    let lock = locks.iter().find(|lock| matches!(&lock.on, LockOn::Person { id, .. } if *id == actor.id));
    let is_own = caller.actor().is_ok_and(|own| own.id == actor.id);
    let signed_in = from_micros(person.signed_in_at);
    let roles = actor.role_names();
    let standing = match lock {
        Some(lock) => {
            let until = lock.until.map(|until| format!("until {}", readable(from_micros(until))));
            let by = format!("by {} at {}", lock.set_by_name, readable(from_micros(lock.set_at)));
            view! {
                <span>
                    <Tag tone="danger" text="Locked out" />
                    <span class="table__sub">{by}</span>
                    {until.map(|until| view! { <span class="table__sub">{until}</span> })}
                </span>
            }
            .into_any()
        }
        None if is_own => view! { <Tag tone="info" text="You" /> }.into_any(),
        None if roles.is_empty() => view! { <span>"No role any more"</span> }.into_any(),
        None => view! { <span>"May sign in"</span> }.into_any(),
    };
    let end_label = format!("End all sessions of {}", actor.name);
    let end = (person.live > 0 && !is_own && caller.may(Action::EndAnySession)).then(|| {
        view! {
            <form action="/api/sessions/end-person" method="post">
                <input type="hidden" name="issuer" value=actor.id.issuer.clone() />
                <input type="hidden" name="sub" value=actor.id.sub.clone() />
                <Button label="End all" is_small=true aria_label=end_label />
            </form>
        }
    });
    let person_query = url::form_urlencoded::Serializer::new(String::new()).append_pair("issuer", &actor.id.issuer).append_pair("sub", &actor.id.sub).finish();
    let stop = match lock {
        Some(_) if caller.may(Action::SetPersonLock) => Some(view! { <LinkButton href="/locks" label="See the lock" is_small=true /> }.into_any()),
        None if !is_own && caller.may(Action::SetPersonLock) => {
            let label = format!("Lock out {}", actor.name);
            Some(
                view! {
                    <a class="button button--danger button--small" href=format!("/locks?{person_query}#person") aria-label=label>
                        "Lock out"
                    </a>
                }
                .into_any(),
            )
        }
        _ => None,
    };
    let buttons = (end.is_some() || stop.is_some()).then(|| view! { <div class="button-row">{end} {stop}</div> });
    let live = match person.live {
        0 => "none".to_owned(),
        live => live.to_string(),
    };
    let last = crate::domain::clock::relative(signed_in, now);
    view! {
        <tr role="row">
            <th scope="row" role="rowheader">
                <bdi>{actor.name.clone()}</bdi>
                <span class="table__sub">{roles}</span>
            </th>
            <Cell label="Last sign-in"><Moment datetime=rfc3339(signed_in) exact=readable(signed_in) relative=last /></Cell>
            <Cell label="Live sessions">{live}</Cell>
            <Cell label="Standing">{standing}</Cell>
            <Cell label="Stop">{buttons}</Cell>
        </tr>
    }
}
