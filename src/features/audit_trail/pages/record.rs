//! One record on the page of its action: what it says beside what stands on top, and what speaks for it.

use super::filters::basis_words;
use super::headings::heading;
use super::vouched::sealed;
use super::words::who_words;
use crate::domain::audit::{AuditEntry, RecordKind};
use crate::domain::clock::{from_micros, readable_to_the_second, rfc3339};
use crate::domain::part::part_id;
use crate::features::audit_trail::events::event_words;
use crate::features::audit_trail::vouching::VouchedRecord;
use crate::features::client_metadata::MetadataPairs;
use crate::features::records::kept_metadata;
use crate::ui::{Card, Disclosure, Fact, Facts, Moment, Mono, visible};
use crate::wire::ErrorCode;
use leptos::prelude::*;

/// The record. What stands in the first one is not said twice, though it is recorded twice; and what of it stands on top is not repeated.
pub(super) fn record_card(vouched: VouchedRecord, opening: &AuditEntry) -> impl IntoView + use<> {
    let VouchedRecord { record, seal, .. } = vouched;
    let mut entry = record.entry.clone();
    let is_first = entry.kind.opens();
    let is_by_same = entry.kind == RecordKind::Outcome && entry.actor == opening.actor;
    if !is_first {
        leave_out_repeats(&mut entry, opening);
    }
    let heading = heading(&record.entry);
    let at = from_micros(entry.occurred_at);
    let who = if is_first || is_by_same { String::new() } else { who_words(&entry) };
    let pairs = kept_metadata(&entry);
    let metadata = (!pairs.is_empty()).then(|| view! { <Fact name="ClientMetadata"><MetadataPairs pairs=pairs /></Fact> });
    let fact = |name: &'static str, value: Option<String>| value.filter(|value| !value.is_empty()).map(|value| view! { <Fact name=name><bdi>{visible(&value)}</bdi></Fact> });
    // Where the outcome is a record's own, or the first one's: a code without its sentence says nothing to whoever does not know the list.
    let ended = entry.outcome.filter(|_| !is_first).map(|outcome| outcome.words().to_owned());
    let code = entry.code.as_deref().filter(|_| !is_first).and_then(ErrorCode::from_name).map(|code| code.title().to_owned());
    let announced = entry.note.as_deref().and_then(|note| note.strip_prefix("announced: ")).map(str::to_owned);
    let note = entry.note.take().filter(|_| announced.is_none());
    let then = entry.then.take().map(|event| {
        let href = format!("/audit/{}", part_id(entry.action_id, &event));
        view! { <Fact name="To follow it"><a href=href>{event_words(&event).to_lowercase()}</a></Fact> }
    });
    let part_of = entry.part_of.map(|whole| view! { <Fact name="Part of"><a href=format!("/audit/{whole}")>"the action it belongs to"</a></Fact> });
    let password = entry.password_source.take();
    let hashes = [("Hash", hex::encode(record.hash)), ("Hash before", hex::encode(record.previous_hash))];
    let (action, sequence) = (record.entry.action_id.to_string(), record.sequence.to_string());
    view! {
        <Card title=heading>
            <Facts>
                <Fact name="When"><Moment datetime=rfc3339(at) exact=readable_to_the_second(at) /></Fact>
                {fact("Who", Some(who))}
                {fact("Outcome", ended)}
                {fact("Because", code)}
                {metadata}
                {part_of}
                {then}
                {fact("Password", password)}
                {fact("Announced", announced)}
                {fact("Note", note)}
                <Fact name="Sealed">{sealed(&seal)}</Fact>
            </Facts>
            <Disclosure summary="Technical" is_open=true>
                <Facts>
                    {mono("Record", Some(sequence))}
                    {mono("Action", Some(action))}
                    {technical(entry)}
                    {hashes.map(|(name, hash)| mono(name, Some(hash))).collect_view()}
                </Facts>
            </Disclosure>
        </Card>
    }
}

fn mono(name: &'static str, value: Option<String>) -> Option<impl IntoView + use<>> {
    value.filter(|value| !value.is_empty()).map(|value| view! { <Fact name=name><Mono text=visible(&value) /></Fact> })
}

/// Identifiers, statuses and where the request came from, in the field's own words.
fn technical(entry: AuditEntry) -> impl IntoView + use<> {
    let (actor, target) = (entry.actor.unwrap_or_default(), entry.target.unwrap_or_default());
    view! {
        {mono("Event", Some(entry.event))}
        {mono("Code", entry.code)}
        {mono("Staff: sub", Some(actor.sub))}
        {mono("Staff: issuer", Some(actor.issuer))}
        {mono("Role used", entry.role)}
        {mono("Allowed by", entry.basis.as_deref().map(|basis| basis_words(basis).to_owned()))}
        {mono("User: username", Some(target.username))}
        {mono("User: sub", Some(target.sub))}
        {mono("User: pool", Some(target.pool))}
        {mono("User: contact", entry.contact)}
        {mono("UserStatus before", entry.state_before)}
        {mono("User last changed", entry.changed_before.map(|at| readable_to_the_second(from_micros(at))))}
        {mono("UserStatus after", entry.state_after)}
        {mono("Reference", Some(entry.request_id))}
        {mono("AWS role session", entry.role_session)}
        {mono("AWS code", entry.aws_code)}
        {mono("AWS request id", entry.aws_request_id)}
        {mono("Address", Some(entry.address))}
        {mono("User agent", Some(entry.user_agent))}
    }
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
