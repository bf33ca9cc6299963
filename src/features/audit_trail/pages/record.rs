//! One record on the page of its action.

use super::filters::basis_words;
use super::visible::visible;
use super::words::{Refuser, grouped, row_ended, who_words};
use crate::domain::audit::{AuditEntry, AuditRecord, RecordKind};
use crate::domain::clock::{from_micros, readable_to_the_second, rfc3339};
use crate::domain::part::part_id;
use crate::domain::reason::method_words;
use crate::features::audit_trail::events::event_words;
use crate::features::records::kept_metadata;
use crate::ports::audit_log::TrailRow;
use crate::ports::trail_proof::KeptCheckpoint;
use crate::ui::{Card, Fact, Facts, Moment, Mono};
use leptos::prelude::*;

/// The record. What follows the first one shows what it adds: what stands in its intent is not said twice, though it is recorded twice.
pub(super) fn record_card(record: AuditRecord, opening: &AuditEntry, over: Option<KeptCheckpoint>) -> impl IntoView + use<> {
    let mut entry = record.entry.clone();
    let is_by_same = entry.kind == RecordKind::Outcome && entry.actor == opening.actor;
    if !entry.kind.opens() {
        leave_out_repeats(&mut entry, opening);
    }
    let heading = match entry.kind {
        RecordKind::Intent => "What was asked for",
        RecordKind::Outcome => "How it ended",
        RecordKind::Denied => match Refuser::of(&entry) {
            Refuser::Policy => "What policy denied",
            Refuser::Console => "What the console refused",
            Refuser::State => "What was not possible",
        },
        RecordKind::Read => "What was read",
        RecordKind::SignIn => "Who came or went",
        RecordKind::Check => "What was checked, without an effect",
        RecordKind::Reconciled => "What reading the user again told",
    };
    let (ended_name, ended) = match entry.kind {
        RecordKind::Check => ("Answer", entry.outcome.map(|outcome| outcome.words().to_owned())),
        RecordKind::Denied => ("Outcome", TrailRow::of(std::slice::from_ref(&record)).map(|row| row_ended(&row).to_owned())),
        _ => ("Outcome", entry.outcome.map(|outcome| outcome.words().to_owned())),
    };
    let at = from_micros(entry.occurred_at);
    let who = if is_by_same { String::new() } else { who_words(&entry) };
    let metadata = (!entry.client_metadata.is_empty()).then(|| {
        let pairs = kept_metadata(&entry).into_iter().map(|text| view! { <li><Mono text=visible(&text) /></li> }).collect_view();
        view! { <Fact name="ClientMetadata"><ul>{pairs}</ul></Fact> }
    });
    let actor = entry.actor.unwrap_or_default();
    let target = entry.target.unwrap_or_default();
    let fact = |name: &'static str, value: Option<String>| value.filter(|value| !value.is_empty()).map(|value| view! { <Fact name=name><bdi>{visible(&value)}</bdi></Fact> });
    let mono = |name: &'static str, value: Option<String>| value.filter(|value| !value.is_empty()).map(|value| view! { <Fact name=name><Mono text=visible(&value) /></Fact> });
    let announced = entry.note.as_deref().and_then(|note| note.strip_prefix("announced: ")).map(str::to_owned);
    let note = entry.note.take().filter(|_| announced.is_none());
    let then = entry.then.take().map(|event| {
        let href = format!("/audit/{}", part_id(entry.action_id, &event));
        view! { <Fact name="Then"><a href=href>{event_words(&event).to_lowercase()}</a></Fact> }
    });
    view! {
        <Card title=heading>
            <Facts>
                <Fact name="When"><Moment datetime=rfc3339(at) exact=readable_to_the_second(at) /></Fact>
                {fact(ended_name, ended)}
                {mono("Event", Some(entry.event))}
                {fact("Who", Some(who))}
                {mono("Who, sub", Some(actor.sub))}
                {mono("Who, issuer", Some(actor.issuer))}
                {fact("Roles then", Some(actor.roles))}
                {fact("Role used", entry.role)}
                {fact("Right by", entry.basis.as_deref().map(|basis| basis_words(basis).to_owned()))}
                {fact("User", Some(target.name))}
                {mono("Username", Some(target.username))}
                {mono("User, sub", Some(target.sub))}
                {mono("User pool", Some(target.pool))}
                {fact("Reason", entry.reason)}
                {mono("Ticket", entry.ticket)}
                {fact("Caller verified by", entry.caller_verified_by.as_deref().map(method_words))}
                {metadata}
                {entry.part_of.map(|whole| view! { <Fact name="Part of"><a href=format!("/audit/{whole}")>"the action it belongs to"</a></Fact> })}
                {then}
                {fact("Password", entry.password_source)}
                {mono("Code", entry.code)}
                {mono("Contact", entry.contact)}
                {mono("UserStatus before", entry.state_before)}
                {fact("Last change before", entry.changed_before.map(|at| readable_to_the_second(from_micros(at))))}
                {mono("UserStatus after", entry.state_after)}
                {fact("Announced", announced)}
                {fact("Note", note)}
                {mono("Reference", Some(entry.request_id))}
                {mono("AWS role session", entry.role_session)}
                {mono("AWS code", entry.aws_code)}
                {mono("AWS request id", entry.aws_request_id)}
                {mono("Address", Some(entry.address))}
                {fact("User agent", Some(entry.user_agent))}
            </Facts>
            <div class="card__part">
                <Facts>
                    <Fact name="Sequence"><Mono text=record.sequence.to_string() /></Fact>
                    <Fact name="Hash"><Mono text=hex::encode(record.hash) /></Fact>
                    <Fact name="Hash before"><Mono text=hex::encode(record.previous_hash) /></Fact>
                    <Fact name="Sealed">{sealed(over)}</Fact>
                </Facts>
            </div>
        </Card>
    }
}

/// The first checkpoint that vouches for it.
fn sealed(over: Option<KeptCheckpoint>) -> AnyView {
    let Some(over) = over else { return "Not yet: by the next checkpoint".into_any() };
    let at = from_micros(over.made_at);
    view! { "By the checkpoint of " <time datetime=rfc3339(at)>{readable_to_the_second(at)}</time> {format!(", over {} records", grouped(over.size))} }.into_any()
}

fn leave_out_repeats(entry: &mut AuditEntry, opening: &AuditEntry) {
    fn blank<T: Default + PartialEq>(value: &mut T, other: &T) {
        if value == other {
            *value = T::default();
        }
    }
    blank(&mut entry.part_of, &opening.part_of);
    blank(&mut entry.actor, &opening.actor);
    blank(&mut entry.role, &opening.role);
    blank(&mut entry.basis, &opening.basis);
    blank(&mut entry.target, &opening.target);
    blank(&mut entry.event, &opening.event);
    blank(&mut entry.request_id, &opening.request_id);
    blank(&mut entry.address, &opening.address);
    blank(&mut entry.user_agent, &opening.user_agent);
}
