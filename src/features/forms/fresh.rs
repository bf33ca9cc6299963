//! Actions that ask for a fresh sign-in: said beside the button, asked before anything is done, with the form kept meanwhile.

use super::answer::{FormAnswer, Stop};
use super::draft::{Draft, KeptForm};
use super::received::again;
use crate::domain::clock::readable_time;
use crate::domain::operation::Action;
use crate::features::console::{Caller, Console};
use crate::features::faults::trail_failed;
use crate::features::kept::keep;
use crate::wire::ErrorCode;
use leptos::prelude::*;
use uuid::Uuid;

/// Lets a form pass whose actions need no other sign-in. One that came before passes too: it does nothing new, and leads to the first one's
/// result.
///
/// # Errors
/// The way to the issuer and back, with the form kept.
pub async fn fresh_sign_in(console: &Console, caller: &Caller, form: &KeptForm, action_id: Uuid, actions: &[Action]) -> Result<(), Stop> {
    if !caller.must_sign_in_again(console, actions) {
        return Ok(());
    }
    match console.audit.action(action_id).await {
        Ok(records) if records.iter().any(|record| record.entry.kind.opens()) => return Ok(()),
        Ok(_) => {}
        Err(error) => return Err(again(console, caller, form, trail_failed(&error, caller)).await),
    }
    let error = caller.error(ErrorCode::StepUpRequired);
    let draft = keep(console, caller, &Draft { form: form.clone(), error: Some(error.clone()), checked: None }).await?;
    Err(Stop::Page(FormAnswer::StepUp { draft, error }))
}

/// What stands beside a button whose action may ask for it; nothing where it never does.
#[component]
pub fn AskedAgain(
    /// What the button does.
    action: Action,
) -> impl IntoView {
    let context = use_context::<Console>().zip(use_context::<Caller>());
    context.and_then(|(console, caller)| words(&console, &caller, action)).map(|words| view! { <span class="soft small">{words}</span> })
}

fn words(console: &Console, caller: &Caller, action: Action) -> Option<String> {
    let rules = &console.rules.step_up;
    if !rules.actions.contains(&action) {
        return None;
    }
    let until = caller.staff.as_ref().and_then(|staff| rules.fresh_until(&staff.proof)).filter(|_| !caller.must_sign_in_again(console, &[action]));
    // A page may stand open for longer than a sign-in is fresh.
    Some(until.map_or_else(|| "You will be asked to sign in again.".to_owned(), |until| format!("From {} on this asks you to sign in again.", readable_time(until))))
}
