//! `/audit/{id}`: one action with all its records, and the hashes that hold them in the chain.

use super::words::{row_ended, row_tone, row_words, who_words};
use crate::domain::audit::{AuditEntry, AuditRecord, RecordKind};
use crate::domain::clock::{from_micros, readable, rfc3339};
use crate::domain::part::part_id;
use crate::domain::reason::method_words;
use crate::features::audit_trail::events::event_words;
use crate::features::audit_trail::read_action;
use crate::features::console::here;
use crate::features::layout::{Frame, problem};
use crate::features::records::kept_metadata;
use crate::ports::audit_log::TrailRow;
use crate::ui::{Card, Fact, Facts, Moment, Mono, PageTitle, Tag};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_router::hooks::use_params_map;

/// The page.
#[component]
pub fn ActionPage() -> impl IntoView {
    let id = use_params_map().get_untracked().get("action").unwrap_or_default();
    let options = use_context::<ResponseOptions>();
    let context = here();
    view! {
        <Suspense>
            {
                let (id, options, context) = (id.clone(), options.clone(), context.clone());
                Suspend::new(async move {
                    let records = match context {
                        Ok((console, caller)) => read_action(&console, &caller, &id).await,
                        Err(error) => Err(error),
                    };
                    match records {
                        Ok(records) => page(records),
                        Err(error) => problem(options.as_ref(), &error),
                    }
                })
            }
        </Suspense>
    }
}

fn page(records: Vec<AuditRecord>) -> AnyView {
    let Some(row) = TrailRow::of(&records) else { return ().into_any() };
    let target = row.opening.entry.target.clone().unwrap_or_default();
    let name = if target.name.is_empty() { target.username.clone() } else { target.name.clone() };
    let to = if name.is_empty() { String::new() } else { format!(": {name}") };
    let title = format!("{}{to}", row_words(&row));
    let user_href = (!target.sub.is_empty()).then(|| format!("/users/{}/{}", target.pool, target.sub));
    let opening_entry = row.opening.entry.clone();
    view! {
        <Frame title=title.clone() current="Audit">
            <PageTitle title=title eyebrow="Record of the audit trail">
                <Tag tone=row_tone(&row) text=row_ended(&row) />
            </PageTitle>
            {records.into_iter().map(|record| half(record, &opening_entry)).collect_view()}
            <p>
                <a href="/audit">"All records"</a>
                {user_href.map(|href| view! { " · " <a href=href>"The user's page"</a> })}
            </p>
        </Frame>
    }
    .into_any()
}

/// One record. What follows the first one shows what it adds: what stands in its intent is not said twice, though it is recorded twice.
fn half(record: AuditRecord, opening: &AuditEntry) -> impl IntoView + use<> {
    let mut entry = record.entry;
    let is_by_same = entry.kind == RecordKind::Outcome && entry.actor == opening.actor;
    if !entry.kind.opens() {
        leave_out_repeats(&mut entry, opening);
    }
    let heading = match entry.kind {
        RecordKind::Intent => "What was asked for",
        RecordKind::Outcome => "How it ended",
        RecordKind::Denied => "What policy denied",
        RecordKind::Read => "What was read",
        RecordKind::SignIn => "Who came or went",
        RecordKind::Check => "What was checked, without an effect",
        RecordKind::Reconciled => "What reading the user again told",
    };
    let (ended_name, ended) = match entry.kind {
        RecordKind::Check => ("Answer", entry.outcome.map(|outcome| outcome.words().to_owned())),
        _ => ("Outcome", entry.outcome.map(|outcome| outcome.words().to_owned())),
    };
    let at = from_micros(entry.occurred_at);
    let who = if is_by_same { String::new() } else { who_words(&entry) };
    let metadata = (!entry.client_metadata.is_empty()).then(|| {
        let pairs = kept_metadata(&entry).into_iter().map(|text| view! { <li><Mono text=text /></li> }).collect_view();
        view! { <Fact name="ClientMetadata"><ul>{pairs}</ul></Fact> }
    });
    let actor = entry.actor.unwrap_or_default();
    let target = entry.target.unwrap_or_default();
    let fact = |name: &'static str, value: Option<String>| value.filter(|value| !value.is_empty()).map(|value| view! { <Fact name=name><bdi>{value}</bdi></Fact> });
    let mono = |name: &'static str, value: Option<String>| value.filter(|value| !value.is_empty()).map(|value| view! { <Fact name=name><Mono text=value /></Fact> });
    let announced = entry.note.as_deref().and_then(|note| note.strip_prefix("announced: ")).map(str::to_owned);
    let note = entry.note.take().filter(|_| announced.is_none());
    let then = entry.then.take().map(|event| {
        let href = format!("/audit/{}", part_id(entry.action_id, &event));
        view! { <Fact name="Then"><a href=href>{event_words(&event).to_lowercase()}</a></Fact> }
    });
    view! {
        <Card title=heading>
            <Facts>
                <Fact name="When"><Moment datetime=rfc3339(at) exact=readable(at) /></Fact>
                {fact(ended_name, ended)}
                {mono("Event", Some(entry.event))}
                {fact("Who", Some(who))}
                {mono("Who, sub", Some(actor.sub))}
                {mono("Who, issuer", Some(actor.issuer))}
                {fact("Roles then", Some(actor.roles))}
                {fact("Role used", entry.role)}
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
                {fact("Last change before", entry.changed_before.map(|at| readable(from_micros(at))))}
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
                </Facts>
            </div>
        </Card>
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
    blank(&mut entry.target, &opening.target);
    blank(&mut entry.event, &opening.event);
    blank(&mut entry.request_id, &opening.request_id);
    blank(&mut entry.address, &opening.address);
    blank(&mut entry.user_agent, &opening.user_agent);
}
