//! `/results/{action}`: how it ended. Safe to reload and to send to a colleague.

use super::answer::Answer;
use super::done::{done_of, heading};
use super::followed::followed;
use super::reconciled_words::{after_doubt, reading_again, reconciled_words};
use super::result_words::words;
use super::reveal::{Shown, reveal, shown};
use super::success_words::succeeded;
use crate::domain::audit::{AuditEntry, AuditRecord, Outcome, RecordKind};
use crate::domain::clock::{from_micros, readable};
use crate::domain::operation::Action;
use crate::domain::part::part_id;
use crate::domain::policy::Denial;
use crate::domain::preflight::Help;
use crate::domain::reason::method_words;
use crate::domain::same_call::CallRecords;
use crate::features::client_metadata::MetadataPairs;
use crate::features::console::{Caller, Console, here};
use crate::features::faults::trail_unread;
use crate::features::layout::{Frame, problem};
use crate::features::records::{denied, kept_metadata, record_read, require};
use crate::features::same_call::{SameCall, recorded_call};
use crate::features::users::{Sight, sight_of};
use crate::ports::audit_log::TrailRow;
use crate::ui::{Card, Columns, CopyText, Fact, Facts, LinkButton, Mono, Notice, PageTitle, Step, Steps, visible};
use crate::wire::{ApiError, ErrorCode};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_router::hooks::{use_params_map, use_query_map};
use time::Duration;
use uuid::Uuid;

/// After so many seconds the page of a doubt looks again.
const LOOKS_AGAIN: u32 = 8;

/// The page.
#[component]
pub fn ResultPage() -> impl IntoView {
    let id = use_params_map().get_untracked().get("action").unwrap_or_default();
    let query = use_query_map().get_untracked();
    let (is_repeat, select) = (query.get("repeated").is_some(), query.get("select").unwrap_or_default());
    let options = use_context::<ResponseOptions>();
    let context = here();
    view! {
        <Suspense>
            {
                let (id, select, options, context) = (id.clone(), select.clone(), options.clone(), context.clone());
                Suspend::new(async move {
                    let read = match context {
                        Ok((console, caller)) => read(&console, &caller, &id, options.as_ref()).await.map(|result| (result, console, caller)),
                        Err(error) => Err(error),
                    };
                    match read {
                        Ok((result, console, caller)) => page(result, &console, &caller, is_repeat, &select),
                        Err(error) => problem(options.as_ref(), &error),
                    }
                })
            }
        </Suspense>
    }
}

/// An action on a user, what followed it, and a generated password where it is shown now.
struct ActionResult {
    done: Help,
    opening: AuditRecord,
    closing: Option<AuditRecord>,
    reconciled: Option<AuditRecord>,
    part: Vec<AuditRecord>,
    shown: Shown,
}

/// Nothing but what was to have an effect on a user has a result page.
async fn read(console: &Console, caller: &Caller, id: &str, options: Option<&ResponseOptions>) -> Result<ActionResult, ApiError> {
    require(console, caller, Action::ReadUser, None).await?;
    let id = Uuid::try_parse(id).map_err(|_| caller.error(ErrorCode::NotFound))?;
    let records = console.audit.action(id).await.map_err(|error| trail_unread(&error, caller))?;
    let row = TrailRow::of(&records);
    // A check has an event like what it was a check of, and no result.
    let row = row.filter(|row| row.opening.entry.kind != RecordKind::Check).ok_or_else(|| caller.error(ErrorCode::NotFound))?;
    let TrailRow { opening, outcome: closing, reconciled } = row;
    let done = done_of(&opening.entry).ok_or_else(|| caller.error(ErrorCode::NotFound))?;
    match sight_of(console, caller, &opening.entry).await? {
        Sight::Seen => {}
        Sight::OutOfScope => return Err(denied(console, caller, Action::ReadUser, Denial::OutOfScope, opening.entry.target.clone(), |_| {}).await),
        Sight::Untold => return Err(caller.error(ErrorCode::ScopeUnread)),
    }
    let recorded = record_read(console, caller, Action::ReadUser, opening.entry.target.clone().unwrap_or_default(), Some(format!("result {id}"))).await;
    // This is a page about something that was done: "nothing was done" would be a lie here.
    recorded.map_err(|error| if error.code == ErrorCode::TrailUnavailable { caller.error(ErrorCode::TrailUnread) } else { error })?;
    let mut part = Vec::new();
    if let Some(then) = &opening.entry.then {
        part = console.audit.action(part_id(id, then)).await.map_err(|error| trail_unread(&error, caller))?;
        part.retain(|record| record.entry.event == *then && record.entry.part_of == Some(id));
    }
    let has_succeeded = closing.as_ref().is_some_and(|closing| closing.entry.outcome == Some(Outcome::Succeeded));
    let shown = if has_succeeded { shown(console, caller, &opening, options).await } else { Shown::Nothing };
    Ok(ActionResult { done, opening, closing, reconciled, part, shown })
}

fn page(result: ActionResult, console: &Console, caller: &Caller, is_repeat: bool, select: &str) -> AnyView {
    let ActionResult { done, opening, closing, reconciled, part, shown } = result;
    let entry = &opening.entry;
    let ended = reconciled.as_ref().or(closing.as_ref()).map_or(entry.outcome, |last| last.entry.outcome);
    let is_doubt = closing.as_ref().is_some_and(|closing| closing.entry.outcome == Some(Outcome::Unknown));
    let code = closing.as_ref().and_then(|closing| closing.entry.code.as_deref()).or(entry.code.as_deref()).and_then(ErrorCode::from_name);
    let target = entry.target.clone().unwrap_or_default();
    let name = visible(if target.name.is_empty() { &target.username } else { &target.name });
    let has_password = match shown {
        Shown::Now(_) => true,
        Shown::Nothing => is_own(entry, caller),
        _ => false,
    };
    let mut words = match &reconciled {
        Some(reconciled) => reconciled_words(done, entry, &reconciled.entry, &name),
        None => words(done, entry, ended, code, &name, has_password),
    };
    let word = ended.map_or("Under way", |ended| ended.words());
    // A result is of a user who was read: its target is always one.
    let user_href = target.user_path().unwrap_or_else(|| "/users".to_owned());
    // The record gives back what was typed to the person who typed it, and ClientMetadata only where all of its values are.
    let gives_all_back = is_own(entry, caller) && console.metadata.give_back(entry).is_some();
    let can_be_mended = !matches!(code, Some(ErrorCode::TooManyAttempts | ErrorCode::MailLimit | ErrorCode::SendingBroken | ErrorCode::TriggerBroken));
    let from_href = format!("{user_href}?do={}&from={}", done.word(), entry.action_id);
    let again_href = (can_be_mended && gives_all_back && matches!(ended, Some(Outcome::Refused | Outcome::NotSent | Outcome::NoEffect))).then(|| from_href.clone());
    let repeat_href = (is_own(entry, caller) && caller.may_ask(done.action()) && again_href.is_none() && entry.whole() == entry.action_id)
        .then(|| format!("{user_href}?do={}&again={}#action", done.word(), entry.action_id));
    let is_lost = is_doubt && entry.password_source.is_some() && ended != Some(Outcome::NoEffect);
    let new_one_href = (is_lost && caller.may(done.action())).then(|| from_href.clone());
    let reload_href = (ended == Some(Outcome::Unknown)).then(|| format!("/results/{}", entry.action_id));
    // Reading the user again takes seconds: until then a script loads the page again; without scripts the link does.
    let age = console.now() - from_micros(entry.occurred_at);
    let looks_again = reload_href.is_some() && age < Duration::minutes(1);
    let followed = if is_doubt { after_doubt(entry) } else { followed(entry, ended, &part) };
    // The code that followed is what the user waits for now.
    if let (Help::MarkVerified(_), Some(("success", _)), Some(code)) = (done, &followed, part.first()) {
        words.steps = succeeded(Help::ResetCode, &code.entry, &name, false).steps;
    }
    let heading = heading(done, &name);
    let ticket_text = ticket_text(entry, closing.as_ref().map(|closing| &closing.entry), &heading, word, &words.text, followed.as_ref().map(|followed| followed.1.as_str()));
    let record_href = caller.may(Action::ReadTrail).then(|| format!("/audit/{}", entry.action_id));
    let own_work = caller.may(Action::ReadOwnWork).then(|| view! { <LinkButton href="/work" label="My work" kind="quiet" /> });
    let prefix = if words.live == "alert" { "Error: " } else { "" };
    let password = reveal(shown, done, caller.may(Action::SetTemporaryPassword).then_some(from_href));
    let call = recorded_call(entry);
    let answer = call.clone().map(|call| {
        let records = CallRecords { opening: entry, outcome: closing.as_ref().map(|record| &record.entry), reconciled: reconciled.as_ref().map(|record| &record.entry) };
        view! { <Answer call=call.clone() whole=call.answer(records) select=select href=format!("/results/{}", entry.action_id) /> }
    });
    let call = call.map(|call| view! { <div class="no-print"><SameCall call=call /></div> });
    let aside = record_facts(&opening, closing.as_ref(), record_href);
    let title = format!("{prefix}{word}: {}", lower_first(&heading));
    let mended_by = code.filter(|_| ended != Some(Outcome::Succeeded) && !is_doubt).and_then(ErrorCode::mended_by);
    view! {
        <Frame title=title current="Users">
            <PageTitle title=heading eyebrow="Result" />
            <Columns aside=move || aside>
                {is_repeat.then(|| view! { <Notice tone="info" title="This form was sent before. Nothing was done now: this is what came of the first one." is_plain=true /> })}
                <Notice tone=words.tone live=words.live word=word title=words.title>
                    <p>{words.text}</p>
                    {reload_href.map(|href| view! { <p data-looks-again=looks_again.then_some(LOOKS_AGAIN)>{reading_again()} " " <a href=href>"Reload"</a></p> })}
                    {mended_by.map(|who| view! { <p>"Who can mend it: " {who} "."</p> })}
                </Notice>
                {password}
                {followed.map(|(tone, text)| view! { <Notice tone=tone live=if tone == "success" { "status" } else { "alert" } title=text /> })}
                {(!words.steps.is_empty())
                    .then(|| view! { <Card title="What to do now"><Steps>{words.steps.into_iter().map(|step| view! { <Step>{step}</Step> }).collect_view()}</Steps></Card> })}
                <Card title="For the ticket">
                    <CopyText id="for-ticket" text=ticket_text label="Text for the ticket">
                        <button class="button button--small copy-text__button" type="button" data-copy="for-ticket" hidden>
                            "Copy"
                        </button>
                    </CopyText>
                </Card>
                {answer}
                {call}
                <div class="button-row">
                    <LinkButton href=user_href label=format!("Back to {name}") />
                    {new_one_href.map(|href| view! { <LinkButton href=href label="Set a new password" /> })}
                    {again_href.map(|href| view! { <LinkButton href=href label="Try again with what you typed" /> })}
                    {repeat_href.map(|href| view! { <LinkButton href=href label="Repeat as new" kind="quiet" /> })}
                    {own_work}
                    <LinkButton href="/users" label="Find a user" kind="quiet" />
                </div>
            </Columns>
        </Frame>
    }
    .into_any()
}

fn is_own(entry: &AuditEntry, caller: &Caller) -> bool {
    caller.actor().is_ok_and(|actor| entry.is_by(actor))
}

/// A heading inside a title.
fn lower_first(heading: &str) -> String {
    let mut characters = heading.chars();
    characters.next().map(|first| first.to_lowercase().chain(characters).collect()).unwrap_or_default()
}

fn record_facts(opening: &AuditRecord, closing: Option<&AuditRecord>, record_href: Option<String>) -> AnyView {
    let entry = opening.entry.clone();
    let pairs = kept_metadata(&entry);
    let metadata = (!pairs.is_empty()).then(|| view! { <Fact name="ClientMetadata"><MetadataPairs pairs=pairs /></Fact> });
    let who = entry.actor.as_ref().map(|actor| visible(&actor.name)).unwrap_or_default();
    let verified_by = entry.caller_verified_by.as_deref().map(method_words);
    let (aws_code, aws_request_id) = closing.map(|closing| (closing.entry.aws_code.clone(), closing.entry.aws_request_id.clone())).unwrap_or_default();
    view! {
        <Card title="On record" is_aside=true>
            <Facts>
                <Fact name="By"><bdi>{who}</bdi></Fact>
                <Fact name="When">{readable(from_micros(entry.occurred_at))}</Fact>
                <Fact name="Reason"><bdi>{visible(entry.reason.as_deref().unwrap_or_default())}</bdi></Fact>
                {verified_by.map(|method| view! { <Fact name="Caller verified by">{method}</Fact> })}
                {entry.ticket.map(|ticket| view! { <Fact name="Ticket"><Mono text=visible(&ticket) /></Fact> })}
                {metadata}
                <Fact name="Reference"><Mono text=entry.request_id /></Fact>
                {aws_code.map(|code| view! { <Fact name="AWS code"><Mono text=code /></Fact> })}
                {aws_request_id.map(|id| view! { <Fact name="AWS request id"><Mono text=id /></Fact> })}
            </Facts>
            {record_href.map(|href| view! { <p><a href=href>"The whole record"</a></p> })}
        </Card>
    }
    .into_any()
}

fn ticket_text(entry: &AuditEntry, closing: Option<&AuditEntry>, heading: &str, word: &str, text: &str, followed: Option<&str>) -> String {
    let by = entry.actor.as_ref().map(|actor| actor.name.as_str()).unwrap_or_default();
    let target = entry.target.clone().unwrap_or_default();
    let mut lines = vec![
        format!("{heading} ({}, {}): {word}", target.username, target.pool),
        text.to_owned(),
        followed.unwrap_or_default().to_owned(),
        format!("Reason: {}", entry.reason.as_deref().unwrap_or_default()),
        entry.caller_verified_by.as_deref().map(|method| format!("Caller verified by: {}", method_words(method))).unwrap_or_default(),
        format!("{} by {by}", readable(from_micros(entry.occurred_at))),
        format!("Reference {}", entry.request_id),
        closing.and_then(|closing| closing.aws_code.as_deref()).map(|code| format!("AWS code {code}")).unwrap_or_default(),
        closing.and_then(|closing| closing.aws_request_id.as_deref()).map(|id| format!("AWS request id {id}")).unwrap_or_default(),
    ];
    // A name with a line break in it must not write a line of its own.
    for line in &mut lines {
        *line = line
            .chars()
            .map(|c| if c.is_control() || matches!(c, '\u{061C}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}') { ' ' } else { c })
            .collect();
    }
    lines.retain(|line| !line.trim().is_empty());
    lines.join("\n")
}
