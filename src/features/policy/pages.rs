//! `/policy`: what is in force, and what it says of a role, an action and a user.

mod answer;
mod asks;
mod by_role;
mod tables;

use super::{Question, evaluate};
use crate::domain::operation::Action;
use crate::features::audit_trail::event_words;
use crate::features::console::{Caller, Console, here};
use crate::features::layout::{Frame, problem, set_status, status_of};
use crate::features::records::require;
use crate::ui::{Card, ErrorSummary, FilterBar, PageTitle, SelectField, SelectOption, TextField};
use crate::wire::{ApiError, FieldError};
use answer::answer;
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_router::hooks::use_query_map;
use tables::tables;

/// The page.
#[component]
pub fn PolicyPage() -> impl IntoView {
    let map = use_query_map().get_untracked();
    let question = Question::read(|name| map.get(name));
    let options = use_context::<ResponseOptions>();
    let context = here();
    view! {
        <Suspense>
            {
                let (question, options, context) = (question.clone(), options.clone(), context.clone());
                Suspend::new(async move {
                    let (console, caller) = match context {
                        Ok(context) => context,
                        Err(error) => return problem(options.as_ref(), &error),
                    };
                    match asked(&console, &caller, &question).await {
                        Ok(told) => page(&console, &question, told, &[]),
                        Err(error) if !error.fields.is_empty() => {
                            set_status(options.as_ref(), status_of(error.code));
                            page(&console, &question, None, &error.fields)
                        }
                        Err(error) => problem(options.as_ref(), &error),
                    }
                })
            }
        </Suspense>
    }
}

async fn asked(console: &Console, caller: &Caller, question: &Question) -> Result<Option<AnyView>, ApiError> {
    require(console, caller, Action::ReadPolicy, None).await?;
    if *question == Question::default() {
        return Ok(None);
    }
    evaluate(console, caller, question).await.map(|told| Some(answer(&console.rules.policy, &told)))
}

fn page(console: &Console, question: &Question, told: Option<AnyView>, errors: &[FieldError]) -> AnyView {
    let summary: Vec<(String, String)> = errors.iter().map(|error| (format!("#{}", error.field), error.sentence.clone())).collect();
    let title = if summary.is_empty() { "Policy" } else { "Error: Policy" };
    let form = form(console, question, errors);
    let tables = tables(&console.rules.policy, &console.rules.velocity);
    view! {
        <Frame title=title current="Policy">
            {(!summary.is_empty()).then(|| view! { <ErrorSummary errors=summary /> })}
            <PageTitle title="Policy" />
            <p class="soft">"Who may do what to whom. Whatever is not given here is denied. The console's configuration says it; this is what is in force."</p>
            <Card title="Could this role do that?">
                {form}
                {told}
            </Card>
            {tables}
        </Frame>
    }
    .into_any()
}

fn form(console: &Console, question: &Question, errors: &[FieldError]) -> impl IntoView + use<> {
    let all = errors.to_vec();
    let error = move |name: &str| all.iter().find(|error| error.field == name).map(|error| error.sentence.clone()).unwrap_or_default();
    let roles = options(console.rules.policy.in_order().into_iter().map(|(role, _)| (role.name().to_owned(), role.name().to_owned())), &question.role);
    let actions = options(Action::ALL.iter().map(|action| (action.event().to_owned(), event_words(action.event()).to_owned())), &question.action);
    let pools = options(console.directory.pools().iter().map(|pool| (pool.id.to_string(), pool.name.clone())), &question.pool);
    let user = question.user.clone();
    view! {
        <FilterBar action="/policy" label="The policy" button="Ask" fold="Ask the policy" is_open=true>
            <SelectField id="role" name="role" label="Role" error=error("role")>
                {roles}
            </SelectField>
            <SelectField id="action" name="action" label="Action" error=error("action")>
                {actions}
            </SelectField>
            <SelectField id="pool" name="pool" label="Pool" error=error("pool")>
                {pools}
            </SelectField>
            <TextField id="user" name="user" label="User" hint="Username, sub or e-mail. Empty: anyone." value=user is_mono=true error=error("user") />
        </FilterBar>
    }
}

/// What was asked for and is not in the list stays to be seen.
fn options(pairs: impl Iterator<Item = (String, String)>, chosen: &str) -> AnyView {
    let pairs: Vec<_> = pairs.collect();
    let stray = (!chosen.is_empty() && !pairs.iter().any(|(value, _)| value == chosen)).then(|| (chosen.to_owned(), format!("{chosen} (not in the list)")));
    let option = |(value, label): (String, String)| {
        let is_selected = value == chosen;
        view! { <SelectOption value=value label=label is_selected=is_selected /> }
    };
    pairs.into_iter().chain(stray).map(option).collect_view().into_any()
}
