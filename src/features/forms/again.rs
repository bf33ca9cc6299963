//! `/again/{draft}`: Cognito or the trail failed before anything was done. The form again, with everything that was typed, and
//! without reading the user, since that may be what fails. Here too ends the way to the issuer and back, where an action asked for it.

use super::draft::{Draft, KeptForm};
use crate::domain::pool::{PoolFacts, PoolId};
use crate::domain::preflight::Help;
use crate::features::accounts::pages::AccountFields;
use crate::features::console::{Caller, Console, here};
use crate::features::escalations::Asking;
use crate::features::kept::find;
use crate::features::layout::{Frame, problem, set_status, status_of};
use crate::features::passwords::pages::{ResetFields, SetPasswordFields};
use crate::ui::{Card, Fact, Facts, Mono, Notice, PageTitle};
use crate::wire::{ApiError, ErrorCode};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use leptos_router::hooks::use_params_map;

/// The page.
#[component]
pub fn AgainPage() -> impl IntoView {
    let id = use_params_map().get_untracked().get("draft").unwrap_or_default();
    let options = use_context::<ResponseOptions>();
    let context = here();
    view! {
        <Suspense>
            {
                let (id, options, context) = (id.clone(), options.clone(), context.clone());
                Suspend::new(async move {
                    let (console, caller) = match context {
                        Ok(context) => context,
                        Err(error) => return problem(options.as_ref(), &error),
                    };
                    match find::<Draft>(&console, &caller, &id).await {
                        Ok(Some(draft)) => {
                            // From memory, as a rule; where Cognito does not say, nothing is claimed about triggers.
                            let facts = match PoolId::try_from(draft.form.desk().pool.clone()) {
                                Ok(pool) => console.directory.describe_pool(&pool).await.ok(),
                                Err(_) => None,
                            };
                            page(&console, &caller, &id, draft, facts.as_deref(), options.as_ref())
                        }
                        Ok(None) => problem(options.as_ref(), &caller.error(ErrorCode::NotFound)),
                        Err(error) => problem(options.as_ref(), &error),
                    }
                })
            }
        </Suspense>
    }
}

fn page(console: &Console, caller: &Caller, id: &str, draft: Draft, facts: Option<&PoolFacts>, options: Option<&ResponseOptions>) -> AnyView {
    let error = draft.error.unwrap_or_else(|| caller.error(ErrorCode::Internal));
    let mut form = draft.form;
    // Nobody reads here whether the user is protected: a sign-in that is fresh enough for one of the two is so for the other.
    let must_sign_in_again = caller.must_sign_in_again(console, &form.actions()) || caller.must_sign_in_again_for_protected(console);
    let has_signed_in_again = error.code == ErrorCode::StepUpRequired && !must_sign_in_again;
    // Signed in again: what ended the form's first try is over.
    if error.code != ErrorCode::SessionEnded && !has_signed_in_again {
        set_status(options, status_of(error.code));
    }
    // The first attempt may have left a record under its own id; nothing was done, so this is a new one: the same however often the
    // page is loaded.
    form.desk_mut().action_id = caller.form_key(&["again", id]);
    let (pool, sub, username) = (form.desk().pool.clone(), form.desk().sub.clone(), form.desk().username.clone());
    let user_href = format!("/users/{pool}/{sub}");
    let asking = Asking::of(console, caller, None).after(Some(&error)).or_all(draft.asks);
    let ApiError { code, reference, fields } = error;
    let (title, fields) = match form {
        KeptForm::Reset(form) => {
            // Without the user nobody knows where the code goes; the custom message trigger reads it wherever that is.
            let metadata_is_read = facts.and_then(|facts| facts.triggers.custom_message.then_some(true));
            (Help::ResetCode.title(), view! { <ResetFields form=form fields=fields asking=asking metadata_is_read=metadata_is_read /> }.into_any())
        }
        KeptForm::SetPassword(form) => {
            let words = vec![username.clone()];
            (Help::TemporaryPassword.title(), view! { <SetPasswordFields form=form fields=fields asking=asking facts=facts.cloned() user=None words=words /> }.into_any())
        }
        KeptForm::Account(form) => match Help::from_word(&form.help) {
            Some(help) => {
                let metadata_is_read = facts.map(|facts| if help == Help::ConfirmSignUp { facts.triggers.post_confirmation } else { facts.triggers.custom_message });
                (help.title(), view! { <AccountFields help=help form=form fields=fields asking=asking metadata_is_read=metadata_is_read /> }.into_any())
            }
            None => ("", ().into_any()),
        },
    };
    let notice = if has_signed_in_again {
        view! { <Notice tone="info" live="status" title="You signed in again. Check what is below, then send it." /> }.into_any()
    } else {
        let step_up = (code == ErrorCode::StepUpRequired).then(|| view! { <p><a href=format!("/auth/step-up?return_to=%2Fagain%2F{id}")>"Sign in again"</a></p> });
        view! {
            <Notice tone="danger" live="alert" title=code.title()>
                <p>{code.advice()}</p>
                <p>"Reference " <Mono text=reference /></p>
                {step_up}
            </Notice>
        }
        .into_any()
    };
    let (page_title, card_title) = if has_signed_in_again { (title.to_owned(), "Check and send") } else { (format!("Error: {}", code.title()), "Try again") };
    view! {
        <Frame title=page_title current="Users">
            <PageTitle title=title />
            {notice}
            <Card title=card_title>
                <Facts>
                    <Fact name="Username"><Mono text=username /></Fact>
                    <Fact name="User pool"><Mono text=pool /></Fact>
                </Facts>
                {fields}
                <p><a href=user_href>"Back to the user"</a></p>
            </Card>
        </Frame>
    }
    .into_any()
}
