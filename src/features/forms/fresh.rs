//! Actions that ask for a fresh sign-in: said beside the button, asked before anything is done, with the form kept meanwhile.

use super::answer::{FormAnswer, Stop};
use super::draft::{Draft, KeptForm};
use super::received::again;
use super::why_fields::Afterwards;
use crate::domain::clock::readable_time;
use crate::domain::operation::Action;
use crate::domain::policy::TargetFacts;
use crate::features::console::{Caller, Console};
use crate::features::faults::trail_failed;
use crate::features::kept::keep;
use crate::wire::ErrorCode;
use leptos::prelude::*;
use uuid::Uuid;

/// Lets a form pass whose actions, and whose user, need no other sign-in. One that came before passes too: it does nothing new, and leads to the first one's
/// result.
///
/// # Errors
/// The way to the issuer and back, with the form kept.
pub async fn fresh_sign_in(console: &Console, caller: &Caller, form: &KeptForm, action_id: Uuid, actions: &[Action], target: Option<&TargetFacts>) -> Result<(), Stop> {
    let is_protected = target.is_some_and(|target| console.rules.policy.is_protected(target));
    let asks = caller.must_sign_in_again(console, actions) || (is_protected && caller.must_sign_in_again_for_protected(console));
    if !asks {
        return Ok(());
    }
    match console.audit.action(action_id).await {
        Ok(records) if records.iter().any(|record| record.entry.kind.opens()) => return Ok(()),
        Ok(_) => {}
        Err(error) => return Err(again(console, caller, form, trail_failed(&error, caller)).await),
    }
    let error = caller.error(ErrorCode::StepUpRequired);
    let draft = keep(console, caller, &Draft { form: form.clone(), error: Some(error.clone()), checked: None, asks: false, filled_from: None }).await?;
    Err(Stop::Page(FormAnswer::StepUp { draft, error }))
}

/// What stands beside a button whose action may ask for it; nothing where it never does.
#[component]
pub fn AskedAgain(
    /// What the button does.
    action: Action,
    /// What a box in the form lets follow.
    #[prop(optional_no_strip)]
    afterwards: Option<Afterwards>,
) -> impl IntoView {
    let context = use_context::<Console>().zip(use_context::<Caller>());
    let said = |(console, caller): (Console, Caller)| words(&console, &caller, action).or_else(|| afterwards.and_then(|afterwards| ticked_words(&console, &caller, afterwards)));
    context.and_then(said).map(|words| view! { <span class="soft small">{words}</span> })
}

/// Where the action itself never asks for it, and what a ticked box adds does.
fn ticked_words(console: &Console, caller: &Caller, afterwards: Afterwards) -> Option<String> {
    let words = words(console, caller, afterwards.action())?;
    let mut letters = words.chars();
    let first = letters.next()?.to_lowercase();
    Some(format!("With “{}” ticked: {first}{}", afterwards.label(), letters.as_str()))
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
