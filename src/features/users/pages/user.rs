//! `/users/{pool}/{sub}`: what is wrong with this user's sign-in, what to do about it, and what will happen then.

use super::Account;
use super::actions::{OFFERED, Offers, actions};
use super::past::past;
use crate::domain::clock::{readable, relative};
use crate::domain::contact::Contact;
use crate::domain::contact_change::ContactChange;
use crate::domain::preflight::{Help, Severity};
use crate::features::audit_trail::{effects_on, timeline};
use crate::features::console::{Caller, Console, here};
use crate::features::effects::usage;
use crate::features::faults::is_for_want_of_approval;
use crate::features::forms::draft::{self, Draft};
use crate::features::kept;
use crate::features::layout::{Frame, problem, set_status, status_of};
use crate::features::led_by::LedBy;
use crate::features::users::{UserView, read_user};
use crate::ports::audit_log::Timeline;
use crate::ui::{Columns, ErrorSummary, Notice, PageTitle, Tag};
use crate::wire::DeskFields;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_router::hooks::{use_params_map, use_query_map};
use time::OffsetDateTime;

/// The page.
#[component]
pub fn UserPage() -> impl IntoView {
    let (params, query) = (use_params_map().get_untracked(), use_query_map().get_untracked());
    let (pool, sub) = (params.get("pool").unwrap_or_default(), params.get("sub").unwrap_or_default());
    let (draft_id, wants_contacts) = (query.get("draft").unwrap_or_default(), query.get("contacts").as_deref() == Some("shown"));
    let (from, chosen) = (query.get("from").unwrap_or_default(), query.get("do").unwrap_or_default());
    let again = query.get("again").unwrap_or_default();
    let options = use_context::<ResponseOptions>();
    let context = here();
    view! {
        <Suspense>
            {
                let (pool, sub, draft_id, from, again, chosen) = (pool.clone(), sub.clone(), draft_id.clone(), from.clone(), again.clone(), chosen.clone());
                let (options, context) = (options.clone(), context.clone());
                Suspend::new(async move {
                    let (console, caller) = match context {
                        Ok(context) => context,
                        Err(error) => return problem(options.as_ref(), &error),
                    };
                    // Showing contacts is a record in somebody's name: a link of somebody else's must not make one.
                    let shows_contacts = wants_contacts && caller.led_by == LedBy::OwnPage;
                    let mut user = match read_user(&console, &caller, &pool, &sub, shows_contacts).await {
                        Ok(user) => user,
                        Err(error) => return problem(options.as_ref(), &error),
                    };
                    // Before the timeline: what comes between the two makes the page old, rather than being taken for seen.
                    let effects = match effects_on(&console, &caller, &user.target).await {
                        Ok(effects) => effects,
                        Err(error) => return problem(options.as_ref(), &error),
                    };
                    let timeline = match timeline(&console, &caller, &user.target).await {
                        Ok(timeline) => timeline,
                        Err(error) => return problem(options.as_ref(), &error),
                    };
                    user.past = past(&timeline, &effects, &user.target.user, console.now());
                    user.past.usage = match usage(&console, &caller, &OFFERED.map(Help::action), &user.target).await {
                        Ok(usage) => usage,
                        Err(error) => return problem(options.as_ref(), &error),
                    };
                    let mut kept = match kept::find(&console, &caller, &draft_id).await {
                        Ok(kept) => kept,
                        Err(error) => return problem(options.as_ref(), &error),
                    };
                    if kept.is_none() {
                        kept = draft::from_action(&console, &caller, &from).await;
                    }
                    if kept.is_none() {
                        kept = draft::to_repeat(&console, &caller, &again).await;
                    }
                    // A draft is for the user it was typed for.
                    let kept = kept.filter(|draft| draft.form.desk().sub == user.target.user.sub.as_str() && draft.form.desk().pool == user.pool.id.as_str());
                    page(&console, &caller, user, timeline, kept, &chosen, options.as_ref())
                })
            }
        </Suspense>
    }
}

fn page(console: &Console, caller: &Caller, user: UserView, timeline: Timeline, draft: Option<Draft>, chosen: &str, options: Option<&ResponseOptions>) -> AnyView {
    // What a check found holds for the user as they were then.
    let seen = user.desk_fields("", caller, DeskFields::default()).seen;
    let draft = draft.map(|draft| Draft { checked: draft.checked.clone().filter(|checked| checked.seen == seen), ..draft });
    let preflight = user.preflight(console.now());
    let guidance = preflight.diagnosis.clone();
    let name = user.target.user.shown_name();
    let error = draft.as_ref().and_then(|draft| draft.error.clone());
    if let Some(error) = &error {
        set_status(options, status_of(error.code));
    }
    let summary = error.as_ref().map(|error| {
        let mut lines: Vec<(String, String)> = error.fields.iter().map(|field| (format!("#{}", field.field), field.sentence.clone())).collect();
        if lines.is_empty() {
            // A denial is on record under this.
            let reference = if is_for_want_of_approval(error.code) { format!(" Reference {}.", error.reference) } else { String::new() };
            lines.push(("#action".to_owned(), format!("{} {}{reference}", error.code.title(), error.code.advice())));
        }
        view! { <ErrorSummary errors=lines /> }
    });
    let title = if error.is_some() { format!("Error: {name}") } else { name.clone() };
    let eyebrow = format!("{} · {}", user.pool.name, user.pool.id);
    let user_pool = user.pool.id.to_string();
    let (status, enabled) = (user.target.user.status.name().to_owned(), user.target.user.is_enabled);
    let tone = match guidance.severity {
        Severity::Fine => "success",
        Severity::Attention => "warning",
        Severity::Blocked => "danger",
    };
    let status_tone = if guidance.severity == Severity::Fine { "success" } else { "warning" };
    let last = user.past.lately.clone();
    let change = user.target.contact_change.map(|change| change_words(&change, console.now()));
    let offers = Offers::find(console, caller, &user, &preflight);
    // What helps in this state is no advice to somebody who may not do it for this user.
    let advice = offers.is_permitted().then(|| guidance.advice.clone());
    let action = actions(&offers, &user, draft, chosen);
    let aside = {
        let user = user.clone();
        move || view! { <Account user=user timeline=timeline /> }
    };
    view! {
        <Frame title=title current="Users" pool=user_pool>
            {summary}
            <PageTitle title=name.clone() eyebrow=eyebrow>
                <Tag tone=status_tone text=status is_mono=true />
                {if enabled { view! { <Tag tone="success" text="Enabled" /> } } else { view! { <Tag tone="danger" text="Disabled" /> } }}
            </PageTitle>
            <Columns aside=aside>
                {change.map(|(title, text)| view! { <Notice tone="danger" word="Contact changed" title=title><p>{text}</p></Notice> })}
                <Notice tone=if tone == "success" { "info" } else { tone } title=guidance.state.clone()>
                    {advice.map(|advice| view! { <p>{advice}</p> })}
                    {last.map(|last| view! { <p>{last}</p> })}
                </Notice>
                {action}
            </Columns>
        </Frame>
    }
    .into_any()
}

/// What is said of a contact that changed lately, loudly.
fn change_words(change: &ContactChange, now: OffsetDateTime) -> (String, String) {
    let what = match change.contact {
        Some(Contact::Email) => "The e-mail address",
        Some(Contact::PhoneNumber) => "The phone number",
        None => "A contact",
    };
    let when = match change.not_before {
        Some(not_before) if readable(not_before) != readable(change.seen_at) => format!("Between {} and {}.", readable(not_before), readable(change.seen_at)),
        Some(_) => format!("At about {}.", readable(change.seen_at)),
        None => format!("{}.", readable(change.seen_at)),
    };
    let title = format!("{what} of this user changed lately: {}.", relative(change.seen_at, now));
    (title, format!("{when} Attackers change a contact first, and then call for a code. Be sure who is calling before you send anything there."))
}
