//! `/locks`: what is locked, and the forms that lock.

mod banner;
mod fields;
mod list;

pub use banner::LockBanner;

use super::form::LockDraft;
use super::standing;
use crate::domain::locks::lockable;
use crate::domain::operation::Action;
use crate::features::console::{Caller, Console, here};
use crate::features::kept::find;
use crate::features::layout::{Frame, problem, set_status, status_of};
use crate::features::records::require;
use crate::ports::session_store::PersonFacts;
use crate::ui::{ErrorSummary, Notice, PageTitle};
use crate::wire::{ApiError, ErrorCode};
use fields::forms;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;
use list::lock_table;

/// The page.
#[component]
pub fn LocksPage() -> impl IntoView {
    let query = use_query_map().get_untracked();
    let options = use_context::<ResponseOptions>();
    let context = here();
    view! {
        <Suspense>
            {
                let (query, options, context) = (query.clone(), options.clone(), context.clone());
                Suspend::new(async move {
                    match look(context, &query, options.as_ref()).await {
                        Ok(page) => page,
                        Err(error) => problem(options.as_ref(), &error),
                    }
                })
            }
        </Suspense>
    }
}

async fn look(context: Result<(Console, Caller), ApiError>, query: &ParamsMap, options: Option<&ResponseOptions>) -> Result<AnyView, ApiError> {
    let (console, caller) = context?;
    require(&console, &caller, Action::SetPersonLock, None).await?;
    let locks = standing(&console, &caller).await?;
    let draft = match query.get("draft") {
        Some(id) => find::<LockDraft>(&console, &caller, &id).await?,
        None => None,
    };
    let typed = draft.as_ref().map(|draft| draft.form.clone()).unwrap_or_default();
    let wanted = match draft {
        Some(_) => (typed.issuer.clone(), typed.sub.clone()),
        None => (query.get("issuer").unwrap_or_default(), query.get("sub").unwrap_or_default()),
    };
    let person = if wanted.1.is_empty() { None } else { Some(person(&console, &caller, &wanted).await?) };
    let error = draft.map(|draft| draft.error);
    let problems = error.map(|error| {
        set_status(options, status_of(error.code));
        error.fields
    });
    let problems = problems.unwrap_or_default();
    let summary = (!problems.is_empty()).then(|| {
        let errors = problems.iter().map(|problem| (format!("#{}-{}", typed.on, problem.field), problem.sentence.clone())).collect();
        view! { <ErrorSummary errors=errors /> }
    });
    let done = match query.get("done").as_deref() {
        Some("set") => Some("It is locked, from the next request on."),
        Some("lifted") => Some("The lock is lifted."),
        _ => None,
    };
    let roles = caller.may(Action::SetWideLock).then(|| lockable(&console.rules.policy));
    let prefix = if problems.is_empty() { "" } else { "Error: " };
    let table = lock_table(&locks, &caller, console.now());
    let forms = forms(person, roles, typed, &problems);
    Ok(view! {
        <Frame title=format!("{prefix}Locks")>
            <PageTitle title="Locks" eyebrow="Sessions" eyebrow_href="/sessions" />
            {summary}
            {done.map(|title| view! { <Notice tone="success" live="status" is_plain=true title=title /> })}
            {table}
            {forms}
        </Frame>
    }
    .into_any())
}

/// Somebody who signed in here lately.
async fn person(console: &Console, caller: &Caller, (issuer, sub): &(String, String)) -> Result<PersonFacts, ApiError> {
    let people = console.sessions.people().await.map_err(|error| {
        tracing::error!(request_id = %caller.origin.request_id, %error, "who signed in could not be read");
        caller.error(ErrorCode::DatabaseUnavailable)
    })?;
    people.into_iter().find(|person| person.actor.id.issuer == *issuer && person.actor.id.sub == *sub).ok_or_else(|| caller.error(ErrorCode::NotFound))
}
