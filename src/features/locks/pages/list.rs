//! The locks that stand.

use crate::domain::clock::{from_micros, readable, relative, rfc3339};
use crate::domain::locks::{Lock, LockOn};
use crate::domain::operation::Action;
use crate::features::console::Caller;
use crate::ui::{Button, Cell, Moment, Table};
use leptos::prelude::*;
use time::OffsetDateTime;

pub(super) fn lock_table(locks: &[Lock], caller: &Caller, now: OffsetDateTime) -> AnyView {
    if locks.is_empty() {
        return view! { <p>"Nothing is locked."</p> }.into_any();
    }
    let columns = ["What", "Set by", "Since", "Until", "Why"].map(|name| view! { <th scope="col" role="columnheader">{name}</th> }).collect_view();
    let rows = locks.iter().map(|lock| row(lock, caller, now)).collect_view();
    view! {
        <Table caption="Locks that stand" is_caption_hidden=true is_stacked=true>
            <thead>
                <tr role="row">
                    {columns} <th scope="col" role="columnheader">
                        <span class="visually-hidden">"Lift"</span>
                    </th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </Table>
    }
    .into_any()
}

fn row(lock: &Lock, caller: &Caller, now: OffsetDateTime) -> impl IntoView + use<> {
    let (what, kind) = match &lock.on {
        LockOn::Person { id, name } => (name.clone(), id.sub.clone()),
        LockOn::Role(role) => (format!("Role {}", role.name()), "nothing with an effect".to_owned()),
        LockOn::Actions => ("All actions".to_owned(), "nothing with an effect".to_owned()),
    };
    let is_own = matches!(&lock.on, LockOn::Person { id, .. } if caller.actor().is_ok_and(|actor| actor.id == *id));
    let right = if matches!(lock.on, LockOn::Person { .. }) { Action::SetPersonLock } else { Action::SetWideLock };
    let since = from_micros(lock.set_at);
    let until = match lock.until.map(from_micros) {
        Some(until) => view! { <Moment datetime=rfc3339(until) exact=readable(until) relative=relative(until, now) /> }.into_any(),
        None => view! { <span>"it is lifted"</span> }.into_any(),
    };
    let label = format!("Lift the lock on {}", lock.on.words());
    let lift = (!is_own && caller.may(right)).then(|| {
        view! {
            <form action="/api/locks/lift" method="post">
                <input type="hidden" name="id" value=lock.id.to_string() />
                <Button label="Lift" is_small=true aria_label=label />
            </form>
        }
    });
    let (set_by, reason) = (lock.set_by_name.clone(), lock.reason.clone());
    view! {
        <tr role="row">
            <th scope="row" role="rowheader">
                <bdi>{what}</bdi>
                <span class="table__sub">{kind}</span>
            </th>
            <Cell label="Set by"><bdi>{set_by}</bdi></Cell>
            <Cell label="Since"><Moment datetime=rfc3339(since) exact=readable(since) relative=relative(since, now) /></Cell>
            <Cell label="Until">{until}</Cell>
            <Cell label="Why"><bdi>{reason}</bdi></Cell>
            <Cell label="Lift">{lift}</Cell>
        </tr>
    }
}
