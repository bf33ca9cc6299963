//! The signs as a table.

use super::super::read::{COUNTED, Signal};
use crate::domain::audit::{AuditEntry, RecordedActor};
use crate::domain::clock::{from_micros, readable, relative, rfc3339};
use crate::domain::operation::Action;
use crate::domain::signals::SignalKind;
use crate::features::audit_trail::event_words;
use crate::features::console::{Caller, Console};
use crate::ui::{Cell, Moment, Table, Tag, visible};
use leptos::prelude::*;
use time::OffsetDateTime;

/// One row a sign, newest first.
pub(super) fn signal_table(signals: &[Signal], caller: &Caller, console: &Console) -> AnyView {
    let columns = ["Sign", "Who", "What", "When"].map(|name| view! { <th scope="col" role="columnheader">{name}</th> }).collect_view();
    let now = console.now();
    let rows = signals.iter().map(|signal| row(signal, caller, now)).collect_view();
    view! {
        <Table caption="Signals, newest first" is_caption_hidden=true is_stacked=true>
            <thead>
                <tr role="row">
                    {columns} <th scope="col" role="columnheader">
                        "What to do"
                    </th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </Table>
    }
    .into_any()
}

fn row(signal: &Signal, caller: &Caller, now: OffsetDateTime) -> impl IntoView + use<> {
    let (kind, entry) = (signal.kind, &signal.record.entry);
    let at = from_micros(entry.occurred_at);
    let who = entry.actor.as_ref().map(|actor| (actor.name.clone(), actor.roles.clone()));
    let (name, roles) = who.unwrap_or_default();
    let name = if name.is_empty() { "Somebody unknown".to_owned() } else { name };
    let (what, steps) = (what(kind, entry, more(signal.followed_by)), steps(kind, entry, &name, caller));
    view! {
        <tr role="row">
            <th scope="row" role="rowheader">
                <Tag tone=tone(kind) text=kind.title() />
                <span class="table__sub">{kind.meaning()}</span>
            </th>
            <Cell label="Who">
                <span>
                    <bdi>{name}</bdi>
                    <span class="table__sub">{roles}</span>
                </span>
            </Cell>
            <Cell label="What">{what}</Cell>
            <Cell label="When">
                <Moment datetime=rfc3339(at) exact=readable(at) relative=relative(at, now) />
            </Cell>
            <Cell label="What to do">{steps}</Cell>
        </tr>
    }
}

fn tone(kind: SignalKind) -> &'static str {
    match kind {
        SignalKind::Canary => "danger",
        SignalKind::Denials | SignalKind::OwnAccount => "denied",
        SignalKind::Limit | SignalKind::OutOfHours => "warning",
    }
}

/// How many like this one are not shown by themselves.
fn more(followed_by: usize) -> Option<String> {
    let count = match followed_by {
        0 => return None,
        COUNTED.. => format!("{COUNTED} or more"),
        fewer => fewer.to_string(),
    };
    Some(format!("and {count} more like it in the same ten minutes"))
}

/// What was tried or read, and on whom: as far as the record knows it.
fn what(kind: SignalKind, entry: &AuditEntry, more: Option<String>) -> impl IntoView + use<> {
    let words = match kind {
        SignalKind::Canary => entry.note.clone().unwrap_or_default(),
        SignalKind::Denials => "The last of them: ".to_owned() + &event_words(&entry.event).to_lowercase(),
        SignalKind::Limit => entry.note.clone().unwrap_or_else(|| event_words(&entry.event).to_owned()),
        SignalKind::OutOfHours | SignalKind::OwnAccount => event_words(&entry.event).to_owned(),
    };
    let mut letters = words.chars();
    let words: String = letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default();
    let user = entry.target.as_ref().filter(|target| !target.sub.is_empty() && !target.pool.is_empty()).map(|target| {
        let name = visible(if target.name.is_empty() { &target.username } else { &target.name });
        let name = view! { <bdi>{name}</bdi> };
        let name = match target.user_path() {
            Some(href) => view! { <a href=href>{name}</a> }.into_any(),
            None => name.into_any(),
        };
        view! { <span class="table__sub">{name}</span> }
    });
    view! {
        <span>
            <bdi>{visible(&words)}</bdi>
            {user}
            {more.map(|more| view! { <span class="table__sub">{more}</span> })}
        </span>
    }
}

/// The way into the trail, and to what stops the person.
fn steps(kind: SignalKind, entry: &AuditEntry, name: &str, caller: &Caller) -> impl IntoView + use<> {
    let trail = trail_href(kind, entry);
    let label = format!("In the trail: what {name} did");
    let trail = caller.may(Action::ReadTrail).then(|| {
        view! {
            <a class="button button--small" href=trail aria-label=label>
                "In the trail"
            </a>
        }
    });
    let is_own = caller.actor().is_ok_and(|own| entry.is_by(own));
    let lock = entry.actor.as_ref().filter(|_| !is_own && caller.may(Action::SetPersonLock)).map(|actor| {
        view! {
            <a class="button button--danger button--small" href=lock_href(actor) aria-label=format!("Lock out {name}")>
                "Lock out"
            </a>
        }
    });
    view! { <div class="button-row">{trail} {lock}</div> }
}

/// The list of the trail with the filters that a sign asks for: the record's own page would show one of many.
fn trail_href(kind: SignalKind, entry: &AuditEntry) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    if let Some(actor) = &entry.actor {
        query.append_pair("actor", &format!("{} {}", actor.issuer, actor.sub));
    }
    match kind {
        SignalKind::Denials | SignalKind::OutOfHours | SignalKind::OwnAccount => query.append_pair("outcome", "denied"),
        SignalKind::Canary => query.append_pair("reads", "on"),
        SignalKind::Limit => &mut query,
    };
    format!("/audit?{}", query.finish())
}

/// The page on which a person is locked out.
fn lock_href(actor: &RecordedActor) -> String {
    let query = url::form_urlencoded::Serializer::new(String::new()).append_pair("issuer", &actor.issuer).append_pair("sub", &actor.sub).finish();
    format!("/locks?{query}#person")
}
