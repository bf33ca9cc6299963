//! `/escalations/{id}`: the exact request, where it stands, and what its reader can do about it.

use super::super::carry_out::is_carried_out_by;
use super::super::decide::DecisionDraft;
use super::super::read::{Exact, READ, exact, find, record_read, sees_all_of, target_of};
use super::super::register::Register;
use super::decision::{UserNow, decision_card, own_card, user_card, user_now};
use super::standing_words::{name, notice, until};
use crate::domain::clock::{from_micros, readable};
use crate::domain::escalation::{Escalation, Standing, end_id};
use crate::domain::operation::Action;
use crate::domain::reason::method_words;
use crate::features::audit_trail::event_words;
use crate::features::client_metadata::MetadataPairs;
use crate::features::console::{Caller, Console, here};
use crate::features::forms::draft::{Draft, KeptForm};
use crate::features::kept;
use crate::features::layout::{Frame, problem, reference_in, set_status, status_of};
use crate::features::records::{denied_as, kept_metadata};
use crate::ui::{Card, Columns, ErrorSummary, Fact, Facts, LinkButton, Mono, Notice, PageTitle, visible};
use crate::wire::{ApiError, ErrorCode};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_router::hooks::{use_params_map, use_query_map};
use leptos_router::params::ParamsMap;

/// The page.
#[component]
pub fn EscalationPage() -> impl IntoView {
    let (id, query) = (use_params_map().get_untracked().get("id").unwrap_or_default(), use_query_map().get_untracked());
    let options = use_context::<ResponseOptions>();
    let context = here();
    view! {
        <Suspense>
            {
                let (id, query, options, context) = (id.clone(), query.clone(), options.clone(), context.clone());
                Suspend::new(async move {
                    match look(context, &id, &query).await {
                        Ok(shown) => page(shown, options.as_ref()),
                        Err(error) => problem(options.as_ref(), &error),
                    }
                })
            }
        </Suspense>
    }
}

/// Everything that the page shows.
struct Shown {
    escalation: Escalation,
    standing: Standing,
    exact: Option<Exact>,
    is_own: bool,
    carries_out: bool,
    decides: bool,
    user: Option<UserNow>,
    reason: String,
    has_signed_in_again: bool,
    error: Option<ApiError>,
    console: Console,
    caller: Caller,
}

async fn look(context: Result<(Console, Caller), ApiError>, id: &str, query: &ParamsMap) -> Result<Shown, ApiError> {
    let (console, caller) = context?;
    let escalation = find(&console, &caller, id, READ).await?;
    let standing = escalation.standing(Register::of(&console).now());
    let (exact, altered) = match exact(&console, &caller, &escalation).await {
        Ok(exact) => (exact, None),
        Err(error) if error.code == ErrorCode::RequestAltered => (None, Some(error)),
        Err(error) => return Err(error),
    };
    let is_own = caller.actor().ok().map(|actor| actor.id.clone()) == escalation.asked_by();
    let decides = !is_own && caller.may(Action::DecideEscalation) && exact.is_some() && matches!(standing, Standing::Open { .. });
    let sees_all = is_own || sees_all_of(&caller, &target_of(&escalation).pool);
    let user = if standing.is_over() && sees_all { None } else { user_now(&console, &caller, &escalation).await };
    // Whose role is for some users sees the requests for those.
    if !sees_all && user.is_none() {
        return Err(denied_as(&console, &caller, Action::DecideEscalation, ErrorCode::OutOfScope, None, |entry| entry.part_of = Some(escalation.id())).await);
    }
    record_read(&console, &caller, Some(&escalation)).await?;
    let user = user.filter(|_| !standing.is_over());
    let (reason, drafted, has_signed_in_again) = draft_of(&console, &caller, query).await?;
    // An address can be forged: its code is one of ours, or nothing.
    let named = query.get("problem").and_then(|code| ErrorCode::from_name(&code)).map(|code| ApiError::new(code, reference_in(query)));
    let error = altered.or(drafted).or(named);
    let carries_out = matches!(standing, Standing::Approved { .. }) && exact.is_some() && is_carried_out_by(&console, &caller, &escalation);
    Ok(Shown { escalation, standing, exact, is_own, carries_out, decides, user, reason, has_signed_in_again, error, console, caller })
}

/// What was typed before it came back: a decision's reason, or what was wrong with a password; and whether a fresh sign-in lies between.
async fn draft_of(console: &Console, caller: &Caller, query: &ParamsMap) -> Result<(String, Option<ApiError>, bool), ApiError> {
    let Some(id) = query.get("draft") else { return Ok((String::new(), None, false)) };
    if let Some(draft) = kept::find::<DecisionDraft>(console, caller, &id).await? {
        let has_signed_in_again = draft.error.code == ErrorCode::StepUpRequired && !caller.must_sign_in_again(console, &[Action::DecideEscalation]);
        return Ok((draft.form.reason, Some(draft.error).filter(|_| !has_signed_in_again), has_signed_in_again));
    }
    Ok((String::new(), kept::find::<Draft>(console, caller, &id).await?.and_then(|draft| draft.error), false))
}

fn page(shown: Shown, options: Option<&ResponseOptions>) -> AnyView {
    let Shown { escalation, standing, exact, is_own, carries_out, decides, user, reason, has_signed_in_again, error, console, caller } = shown;
    let entry = escalation.request.entry.clone();
    let target = entry.target.clone().unwrap_or_default();
    let whom = visible(if target.name.is_empty() { &target.username } else { &target.name });
    let title = format!("{} for {whom}", event_words(entry.then.as_deref().unwrap_or_default()));
    if let Some(error) = &error {
        set_status(options, status_of(error.code));
    }
    let fields = error.as_ref().map(|error| error.fields.clone()).unwrap_or_default();
    let summary = error.as_ref().map(|error| {
        let lines: Vec<(String, String)> = error.fields.iter().map(|field| (format!("#{}", field.field), field.sentence.clone())).collect();
        if lines.is_empty() {
            let reference = error.reference.clone();
            let reference = (!reference.is_empty()).then(|| view! { <p>"Reference " <Mono text=reference /></p> });
            let is_spent = matches!(error.code, ErrorCode::PageIsStale | ErrorCode::NeedsApproval);
            let advice =
                if is_spent { "It was approved for the user as they were. Withdraw it, look at the user, and ask anew if it is still right." } else { error.code.advice() };
            let said = error.code.title();
            view! { <Notice tone="danger" live="alert" title=said><p>{advice}</p>{reference}</Notice> }.into_any()
        } else {
            view! { <ErrorSummary errors=lines /> }.into_any()
        }
    });
    let again = (has_signed_in_again && decides)
        .then(|| view! { <Notice tone="info" live="status" title="You signed in again. Nothing is decided yet: check what is below, then send it." /> });
    // Scripts load the page again by themselves.
    let reload = (is_own && matches!(standing, Standing::Open { .. })).then(|| view! { <noscript><p>"Load this page again to see it."</p></noscript> });
    let prefix = if error.is_some() { "Error: " } else { "" };
    let (tone, said, text) = notice(&escalation, standing, is_own, carries_out);
    let until = until(standing, console.now());
    let result = (standing == Standing::CarriedOut).then(|| format!("/results/{}", end_id(escalation.id())));
    let user_href = target.user_path();
    let decision = escalation.decision.as_ref().and_then(|decision| {
        let entry = &decision.entry;
        let by = entry.actor.as_ref()?.name.clone();
        Some((visible(&by), readable(from_micros(entry.occurred_at)), visible(entry.reason.as_deref().unwrap_or_default())))
    });
    let actions = if decides {
        decision_card(&escalation, &reason, &fields)
    } else if is_own || carries_out {
        own_card(&console, &caller, &escalation, exact.as_ref(), user.as_ref(), carries_out, is_own && !standing.is_over(), &fields)
    } else {
        ().into_any()
    };
    let asked = request_card(&escalation, exact.as_ref());
    let seen = user.as_ref().map(user_card);
    let record_href = caller.may(Action::ReadTrail).then(|| format!("/audit/{}", escalation.id()));
    let aside = move || {
        view! {
            <Card title="On record" is_aside=true>
                <Facts>
                    <Fact name="Asked by"><bdi>{entry.actor.as_ref().map(|actor| visible(&actor.name)).unwrap_or_default()}</bdi></Fact>
                    <Fact name="When">{readable(from_micros(entry.occurred_at))}</Fact>
                    {decision
                        .map(|(by, at, reason)| {
                            view! {
                                <Fact name="Decided by"><bdi>{by}</bdi> ", " {at}</Fact>
                                <Fact name="Because"><bdi>{reason}</bdi></Fact>
                            }
                        })}
                    <Fact name="Reference"><Mono text=entry.request_id.clone() /></Fact>
                </Facts>
                {record_href.map(|href| view! { <p><a href=href>"The whole record"</a></p> })}
            </Card>
        }
    };
    view! {
        <Frame title=format!("{prefix}{title}") current="Approvals">
            {summary}
            {again}
            <PageTitle title=title eyebrow="Approvals" eyebrow_href="/escalations" />
            <Columns aside=aside>
                <div data-request=escalation.id().to_string() data-standing=name(standing)>
                    <Notice tone=tone live="status" title=said>
                        <p>{text} {until.map(|until| format!(" It holds {until}."))}</p>
                        {reload}
                    </Notice>
                </div>
                {asked}
                {seen}
                {actions}
                <div class="button-row">
                    {result.map(|href| view! { <LinkButton href=href label="What came of it" /> })}
                    {user_href.map(|href| view! { <LinkButton href=href label=format!("Open {whom}") kind="quiet" /> })}
                    <LinkButton href="/escalations" label="All requests" kind="quiet" />
                </div>
            </Columns>
        </Frame>
    }
    .into_any()
}

/// Exactly what is asked for. Values of ClientMetadata that the trail may not keep are there as long as something can become of it.
fn request_card(escalation: &Escalation, exact: Option<&Exact>) -> impl IntoView + use<> {
    let entry = escalation.request.entry.clone();
    let target = entry.target.clone().unwrap_or_default();
    let actions: Vec<String> = match exact {
        Some(exact) => exact.actions.iter().map(|event| event_words(event).to_owned()).collect(),
        None => entry.then.iter().map(|event| event_words(event).to_owned()).collect(),
    };
    let rows = exact.map(|exact| match &exact.form {
        KeptForm::Reset(form) => form.metadata.clone(),
        KeptForm::Account(form) => form.metadata.clone(),
        KeptForm::SetPassword(_) => Vec::new(),
    });
    let metadata: Vec<(String, String)> = match rows {
        Some(rows) => rows.into_iter().filter(|row| !row.key.is_empty()).map(|row| (row.key, row.value)).collect(),
        None => kept_metadata(&entry),
    };
    let password = exact.and_then(|exact| match &exact.form {
        KeptForm::SetPassword(form) => Some(match form.source.as_str() {
            "typed" => "typed by whoever carries it out",
            "words" => "generated, of words",
            _ => "generated",
        }),
        _ => None,
    });
    // Of what is over the record tells, which is all that is left of it.
    let recorded = entry.password_source.as_deref().filter(|_| exact.is_none()).map(|source| if source == "typed" { "typed by whoever carries it out" } else { "generated" });
    let password = password.or(recorded);
    let announced = entry.note.as_deref().and_then(|note| note.strip_prefix("announced: ")).map(str::to_owned);
    let why = entry.code.as_deref().and_then(ErrorCode::from_name).map(|code| code.title());
    let verified_by = entry.caller_verified_by.as_deref().map(method_words);
    let metadata = (!metadata.is_empty()).then(|| view! { <Fact name="ClientMetadata"><MetadataPairs pairs=metadata /></Fact> });
    view! {
        <Card title="What is asked for">
            <Facts>
                <Fact name="To be done">{actions.join(", then ")}</Fact>
                {announced.map(|announced| view! { <Fact name="What comes of it">{announced}</Fact> })}
                {password.map(|password| view! { <Fact name="Password">{password}</Fact> })}
                <Fact name="User"><bdi>{visible(&target.name)}</bdi> " " <Mono text=visible(&target.username) /></Fact>
                <Fact name="User pool"><Mono text=target.pool /></Fact>
                <Fact name="Reason"><bdi>{visible(entry.reason.as_deref().unwrap_or_default())}</bdi></Fact>
                {entry.ticket.map(|ticket| view! { <Fact name="Ticket"><Mono text=visible(&ticket) /></Fact> })}
                {verified_by.map(|method| view! { <Fact name="Caller verified by">{method}</Fact> })}
                {metadata}
                {why.map(|why| view! { <Fact name="Why not alone">{why}</Fact> })}
            </Facts>
        </Card>
    }
}
