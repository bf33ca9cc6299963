//! `/results/{action}`: how it ended. Safe to reload and to send to a colleague.

use crate::domain::audit::{AuditEntry, AuditRecord, Outcome, RecordKind, RecordedTarget};
use crate::domain::clock::{from_micros, readable};
use crate::domain::operation::Action;
use crate::domain::reason::method_words;
use crate::domain::user::UserStatus;
use crate::features::console::{Caller, Console, here};
use crate::features::faults::trail_failed;
use crate::features::layout::{Frame, problem};
use crate::features::records::{record_read, require};
use crate::ui::{Card, Columns, CopyText, Fact, Facts, LinkButton, Mono, Notice, PageTitle, Step, Steps};
use crate::wire::{ApiError, ErrorCode};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_router::hooks::use_params_map;
use uuid::Uuid;

/// The page.
#[component]
pub fn ResultPage() -> impl IntoView {
    let id = use_params_map().get_untracked().get("action").unwrap_or_default();
    let options = use_context::<ResponseOptions>();
    let context = here();
    view! {
        <Suspense>
            {
                let (id, options, context) = (id.clone(), options.clone(), context.clone());
                Suspend::new(async move {
                    let read = match context {
                        Ok((console, caller)) => read(&console, &caller, &id).await.map(|records| (records, caller, console.rules.keeps_metadata_values)),
                        Err(error) => Err(error),
                    };
                    match read {
                        Ok((records, caller, keeps_metadata_values)) => page(&records, &caller, keeps_metadata_values),
                        Err(error) => problem(options.as_ref(), &error),
                    }
                })
            }
        </Suspense>
    }
}

/// The records of an action on a user's password; nothing else has a result page.
async fn read(console: &Console, caller: &Caller, id: &str) -> Result<Vec<AuditRecord>, ApiError> {
    require(console, caller, Action::ReadUser, None).await?;
    let id = Uuid::try_parse(id).map_err(|_| caller.error(ErrorCode::NotFound))?;
    let records = console.audit.action(id).await.map_err(|error| trail_failed(&error, caller))?;
    let first = records.first().filter(|first| first.entry.event == Action::SendResetCode.event()).ok_or_else(|| caller.error(ErrorCode::NotFound))?;
    record_read(console, caller, Action::ReadUser, first.entry.target.clone().unwrap_or_default(), Some(format!("result {id}"))).await?;
    Ok(records)
}

/// What a page of a result says, by how it ended.
struct Words {
    tone: &'static str,
    live: &'static str,
    title: String,
    text: String,
    steps: Vec<String>,
}

fn words(ended: Option<Outcome>, code: Option<ErrorCode>, name: &str, announced: &str, was_required: bool) -> Words {
    let reason = code.map(|code| format!("{} {}", code.title(), code.advice())).unwrap_or_default();
    match ended {
        Some(Outcome::Succeeded) => Words {
            tone: "success",
            live: "status",
            title: format!("The reset code for {name} is on its way."),
            text: format!("Cognito accepted it: {announced}. It works for 1 hour."),
            steps: vec![
                if announced.contains("e-mail") {
                    "Ask them to look for the message now, in the spam folder too.".into()
                } else {
                    "Ask them to look for the text message now.".into()
                },
                "In the app, they enter the code and choose a new password. They need not ask for another code.".into(),
                "If nothing arrives in five minutes, check the address with them on their page, and send it once more.".into(),
            ],
        },
        Some(Outcome::Refused) => Words {
            tone: "danger",
            live: "alert",
            title: format!("Cognito refused the reset code for {name}."),
            text: reason,
            steps: match code {
                Some(ErrorCode::TooManyAttempts | ErrorCode::TriggerRefused | ErrorCode::TriggerBroken | ErrorCode::SendingBroken) => Vec::new(),
                _ => vec!["Open their page: it says what helps in the state they are in.".into()],
            },
        },
        Some(Outcome::Denied) => {
            Words { tone: "denied", live: "alert", title: format!("Policy denied the reset code for {name}."), text: reason, steps: vec!["Ask a supervisor.".into()] }
        }
        Some(Outcome::NotSent) => {
            Words { tone: "danger", live: "alert", title: format!("The reset code for {name} was not sent."), text: reason, steps: vec!["Try again from their page.".into()] }
        }
        Some(Outcome::Unknown) => Words {
            tone: "unknown",
            live: "alert",
            title: format!("Nobody can tell yet whether the reset code for {name} was sent."),
            text: reason,
            steps: vec![
                "Do not send again yet.".into(),
                if was_required {
                    "They had a reset open before, so their status tells nothing; a last change after this time means that it was sent.".into()
                } else {
                    "Open their page: RESET_REQUIRED and a last change just now mean that it was sent.".into()
                },
                "Ask the caller whether a code arrived.".into(),
            ],
        },
        None => Words {
            tone: "info",
            live: "status",
            title: format!("The reset code for {name} is under way."),
            text: "Cognito has not answered yet. Reload this page in a few seconds.".into(),
            steps: Vec::new(),
        },
    }
}

fn page(records: &[AuditRecord], caller: &Caller, keeps_metadata_values: bool) -> AnyView {
    let Some(opening) = records.first() else { return ().into_any() };
    let closing = records.iter().find(|record| record.entry.kind == RecordKind::Outcome);
    let entry = &opening.entry;
    let ended = closing.map_or(entry.outcome, |closing| closing.entry.outcome);
    let code = closing.and_then(|closing| closing.entry.code.as_deref()).or(entry.code.as_deref()).and_then(ErrorCode::from_name);
    let target = entry.target.clone().unwrap_or_default();
    let name = if target.name.is_empty() { target.username.clone() } else { target.name.clone() };
    let announced = entry.note.as_deref().and_then(|note| note.strip_prefix("announced: ")).unwrap_or("a reset code").to_owned();
    let was_required = entry.state_before.as_deref() == Some(UserStatus::ResetRequired.name());
    let words = words(ended, code, &name, &announced, was_required);
    let word = ended.map_or("Under way", |ended| ended.words());
    let user_href = user_href(&target);
    // The record gives back what was typed to the person who typed it, and ClientMetadata only where its values are recorded.
    let is_own = caller.actor().is_ok_and(|actor| entry.actor.as_ref().is_some_and(|by| by.sub == actor.id.sub && by.issuer == actor.id.issuer));
    let gives_all_back = is_own && (entry.client_metadata.is_empty() || keeps_metadata_values);
    let can_be_mended = !matches!(code, Some(ErrorCode::TooManyAttempts | ErrorCode::SendingBroken));
    let again_href = (can_be_mended && gives_all_back && matches!(ended, Some(Outcome::Refused | Outcome::NotSent))).then(|| format!("{user_href}?from={}", entry.action_id));
    let ticket_text = ticket_text(entry, &name, word, &words.text);
    let record_href = caller.may(Action::ReadTrail).then(|| format!("/audit/{}", entry.action_id));
    let prefix = if words.live == "alert" { "Error: " } else { "" };
    let aside = record_facts(opening, record_href);
    view! {
        <Frame title=format!("{prefix}{word}: reset code for {name}") current="Users">
            <PageTitle title=format!("Reset code for {name}") eyebrow="Result" />
            <Columns aside=move || aside>
                <Notice tone=words.tone live=words.live word=word title=words.title>
                    <p>{words.text}</p>
                </Notice>
                {(!words.steps.is_empty())
                    .then(|| view! { <Card title="What to do now"><Steps>{words.steps.into_iter().map(|step| view! { <Step>{step}</Step> }).collect_view()}</Steps></Card> })}
                <Card title="For the ticket">
                    <CopyText id="for-ticket" text=ticket_text label="Text for the ticket">
                        <button class="button button--small copy-text__button" type="button" data-copy="for-ticket" hidden>
                            "Copy"
                        </button>
                    </CopyText>
                </Card>
                <div class="button-row">
                    <LinkButton href=user_href label=format!("Back to {name}") />
                    {again_href.map(|href| view! { <LinkButton href=href label="Try again with what you typed" /> })}
                    <LinkButton href="/users" label="Find a user" kind="quiet" />
                </div>
            </Columns>
        </Frame>
    }
    .into_any()
}

fn user_href(target: &RecordedTarget) -> String {
    format!("/users/{}/{}", target.pool, target.sub)
}

fn record_facts(opening: &AuditRecord, record_href: Option<String>) -> AnyView {
    let entry = opening.entry.clone();
    let metadata = (!entry.client_metadata.is_empty()).then(|| {
        let pairs = entry.client_metadata.iter().map(|(key, value)| view! { <li><Mono text=format!("{key}: {value}") /></li> }).collect_view();
        view! { <Fact name="ClientMetadata"><ul>{pairs}</ul></Fact> }
    });
    let who = entry.actor.as_ref().map(|actor| actor.name.clone()).unwrap_or_default();
    let verified_by = entry.caller_verified_by.as_deref().map(method_words);
    view! {
        <Card title="On record" is_aside=true>
            <Facts>
                <Fact name="By"><bdi>{who}</bdi></Fact>
                <Fact name="When">{readable(from_micros(entry.occurred_at))}</Fact>
                <Fact name="Reason"><bdi>{entry.reason.unwrap_or_default()}</bdi></Fact>
                {verified_by.map(|method| view! { <Fact name="Caller verified by">{method}</Fact> })}
                {entry.ticket.map(|ticket| view! { <Fact name="Ticket"><Mono text=ticket /></Fact> })}
                {metadata}
                <Fact name="Reference"><Mono text=entry.request_id /></Fact>
            </Facts>
            {record_href.map(|href| view! { <p><a href=href>"The whole record"</a></p> })}
        </Card>
    }
    .into_any()
}

fn ticket_text(entry: &AuditEntry, name: &str, word: &str, text: &str) -> String {
    let by = entry.actor.as_ref().map(|actor| actor.name.as_str()).unwrap_or_default();
    let target = entry.target.clone().unwrap_or_default();
    let mut lines = vec![
        format!("Reset code for {name} ({}, {}): {word}", target.username, target.pool),
        text.to_owned(),
        format!("Reason: {}", entry.reason.as_deref().unwrap_or_default()),
        format!("{} by {by}", readable(from_micros(entry.occurred_at))),
        format!("Reference {}", entry.request_id),
    ];
    if let Some(method) = entry.caller_verified_by.as_deref() {
        lines.insert(3, format!("Caller verified by: {}", method_words(method)));
    }
    lines.retain(|line| !line.trim().is_empty());
    lines.join("\n")
}
