//! `/users/{pool}/{sub}`: what is wrong with this user's sign-in, what to do about it, and what will happen then.

use super::Account;
use crate::domain::operation::Action;
use crate::domain::policy::{Denial, decide};
use crate::domain::state_guide::{Guidance, Severity, guide};
use crate::features::audit_trail::timeline;
use crate::features::console::{Caller, Console, here};
use crate::features::faults::denial_code;
use crate::features::layout::{Frame, IslandScripts, problem, set_status, status_of};
use crate::features::passwords::draft::{self, ResetDraft};
use crate::features::passwords::pages::ResetForm;
use crate::features::users::{UserView, read_user};
use crate::ports::audit_log::TrailPage;
use crate::ui::{Card, ChoiceLink, Columns, ErrorSummary, Notice, PageTitle, Tag};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_router::hooks::{use_params_map, use_query_map};

/// The page.
#[component]
pub fn UserPage() -> impl IntoView {
    let (params, query) = (use_params_map().get_untracked(), use_query_map().get_untracked());
    let (pool, sub) = (params.get("pool").unwrap_or_default(), params.get("sub").unwrap_or_default());
    let (draft_id, shows_contacts) = (query.get("draft").unwrap_or_default(), query.get("contacts").as_deref() == Some("shown"));
    let from = query.get("from").unwrap_or_default();
    let options = use_context::<ResponseOptions>();
    let context = here();
    view! {
        <Suspense>
            {
                let (pool, sub, draft_id, from, options, context) = (pool.clone(), sub.clone(), draft_id.clone(), from.clone(), options.clone(), context.clone());
                Suspend::new(async move {
                    let (console, caller) = match context {
                        Ok(context) => context,
                        Err(error) => return problem(options.as_ref(), &error),
                    };
                    let user = match read_user(&console, &caller, &pool, &sub, shows_contacts).await {
                        Ok(user) => user,
                        Err(error) => return problem(options.as_ref(), &error),
                    };
                    let timeline = match timeline(&console, &caller, &user.target).await {
                        Ok(timeline) => timeline,
                        Err(error) => return problem(options.as_ref(), &error),
                    };
                    let mut kept = match draft::find(&console, &caller, &draft_id).await {
                        Ok(kept) => kept,
                        Err(error) => return problem(options.as_ref(), &error),
                    };
                    if kept.is_none() {
                        kept = draft::from_action(&console, &caller, &from).await;
                    }
                    // A draft is for the user it was typed for.
                    let kept = kept.filter(|draft| draft.form.sub == user.target.user.sub.as_str() && draft.form.pool == user.pool.id.as_str());
                    page(&console, &caller, user, timeline, kept, options.as_ref())
                })
            }
        </Suspense>
    }
}

fn page(console: &Console, caller: &Caller, user: UserView, timeline: TrailPage, draft: Option<ResetDraft>, options: Option<&ResponseOptions>) -> AnyView {
    let guidance = guide(&user.facts, &user.target.user, console.now());
    let name = user.target.user.shown_name();
    let error = draft.as_ref().and_then(|draft| draft.error.clone());
    if let Some(error) = &error {
        set_status(options, status_of(error.code));
    }
    let summary = error.as_ref().map(|error| {
        let mut lines: Vec<(String, String)> = error.fields.iter().map(|field| (format!("#{}", field.field), field.sentence.clone())).collect();
        if lines.is_empty() {
            lines.push(("#reset".to_owned(), format!("{} {}", error.code.title(), error.code.advice())));
        }
        view! { <ErrorSummary errors=lines /> }
    });
    let title = if error.is_some() { format!("Error: {name}") } else { name.clone() };
    let eyebrow = format!("{} · {}", user.pool.name, user.pool.id);
    let user_pool = user.pool.id.to_string();
    let (status, enabled) = (user.target.user.status.name(), user.target.user.is_enabled);
    let tone = match guidance.severity {
        Severity::Fine => "success",
        Severity::Attention => "warning",
        Severity::Blocked => "danger",
    };
    let status_tone = if guidance.severity == Severity::Fine { "success" } else { "warning" };
    // What helps in this state is no advice to somebody who may not do it for this user.
    let may_act = denial(console, caller, &user).is_none();
    let advice = may_act.then(|| guidance.advice.clone());
    let action = action(console, caller, &user, &guidance, draft);
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
                <Notice tone=if tone == "success" { "info" } else { tone } title=guidance.state.clone()>
                    {advice.map(|advice| view! { <p>{advice}</p> })}
                </Notice>
                {action}
            </Columns>
            <IslandScripts />
        </Frame>
    }
    .into_any()
}

/// Why policy would deny this person a reset of this user, if it would.
fn denial(console: &Console, caller: &Caller, user: &UserView) -> Option<Denial> {
    let actor = caller.actor().ok()?;
    decide(actor, Action::SendResetCode, user.target.tier(actor, &console.rules.policy)).err()
}

/// What this person may do for this user: the form, or why there is none.
fn action(console: &Console, caller: &Caller, user: &UserView, guidance: &Guidance, draft: Option<ResetDraft>) -> AnyView {
    if !caller.may(Action::SendResetCode) {
        return view! { <Notice tone="denied" title="Your role reads and does not act." is_plain=true /> }.into_any();
    }
    // Looking is no attempt.
    let advice_of = |denial| denial_code(denial).advice().trim_end_matches(" This attempt is recorded.").to_owned();
    let impossible = denial(console, caller, user).map(|denial| (denial_code(denial).title(), advice_of(denial)));
    let name = user.target.user.shown_name();
    let heading = format!("Help {name} sign in");
    let user = user.clone();
    if let Some((title, advice)) = impossible {
        return view! {
            <Card title=heading>
                <nav class="choice-grid" aria-label="What to do">
                    <ChoiceLink href="#" title="Send a reset code" impossible=title.to_lowercase() />
                </nav>
                <p>{advice}</p>
            </Card>
        }
        .into_any();
    }
    if let Some(refusal) = guidance.reset_refusal {
        return view! {
            <Card title=heading>
                <nav class="choice-grid" aria-label="What to do">
                    <ChoiceLink href="#" title="Send a reset code" impossible=refusal />
                </nav>
            </Card>
        }
        .into_any();
    }
    view! {
        <Card title=heading id="reset">
            <ResetForm user=user draft=draft />
        </Card>
    }
    .into_any()
}
