//! How the caller was verified and which ticket there is, held against what the role asks for: said in the form, and refused at execution.

use super::answer::Stop;
use super::draft::KeptForm;
use super::received::{again, back};
use crate::domain::operation::Action;
use crate::domain::policy::{Denial, TargetFacts};
use crate::domain::reason::method_words;
use crate::features::audit_trail::event_words;
use crate::features::console::{Caller, Console};
use crate::features::effects::{Attempt, Why, stopped, ticket_rules};
use crate::features::faults::denial_code;
use crate::wire::{ApiError, FieldError};

/// Lets a form pass for which enough is shown, for everything that it may do. Whatever else forbids it is said later, by the decision itself.
///
/// # Errors
/// The form again, with the sentence beside the field; the denial is on record, with what was asked for.
pub(super) async fn enough_is_shown(
    console: &Console,
    caller: &Caller,
    form: &KeptForm,
    target: &TargetFacts,
    why: &Why,
    client_metadata: &[(String, String)],
) -> Result<(), Stop> {
    if caller.approval.is_some() {
        // It was enough when it was asked for; the decision on both people looks again.
        return Ok(());
    }
    let (actor, policy, now) = (caller.actor()?, &console.rules.policy, console.now());
    let denial_of = |action: &Action| {
        let alone = policy.decide_on(actor, *action, Some(target), now, why.shown()).err()?;
        let denial = if alone.is_for_want_of_approval() { policy.decide_to_ask_on(actor, *action, Some(target), now, why.shown()).err()? } else { alone };
        matches!(denial, Denial::Unverified | Denial::NoTicket).then_some((*action, denial))
    };
    let Some((action, denial)) = form.actions().iter().find_map(denial_of) else { return Ok(()) };
    let attempt = Attempt { action, target: target.into(), why, contact: form.contact(), client_metadata, state_before: Some(target.user.status.name()) };
    let error = stopped(console, caller, attempt, caller.error(denial_code(denial))).await;
    if error.code != denial_code(denial) {
        return Err(again(console, caller, form, error).await);
    }
    let (field, sentence) = match denial {
        Denial::NoTicket => ("ticket", ticket_sentence(console, caller, action)),
        _ => ("caller_verified_by", sentence(action, why.shown().verified_by, &policy.methods(actor, action).unwrap_or_default())),
    };
    let fields = vec![FieldError { field: field.to_owned(), sentence }];
    Err(back(console, caller, form.clone(), Some(ApiError { fields, ..error })).await)
}

fn ticket_sentence(console: &Console, caller: &Caller, action: Action) -> String {
    let examples: Vec<String> = ticket_rules(console, caller, action).iter().map(|rule| rule.example()).collect();
    format!("Give the ticket, as in {}.", examples.join(" or "))
}

/// What is said beside the field.
fn sentence(action: Action, given: Option<&str>, enough: &[&str]) -> String {
    let (what, enough) = (event_words(action.event()), quoted(enough));
    match given {
        None => format!("Choose how the caller was verified. “{what}” takes {enough}."),
        Some(given) => format!("“{}” is not enough for “{what}”, which takes {enough}.", method_words(given)),
    }
}

/// Methods as their list has them: `“Video call, with a photo ID” or “Confirmed by their manager”`.
pub(super) fn quoted(methods: &[&str]) -> String {
    methods.iter().map(|method| format!("“{}”", method_words(method))).collect::<Vec<_>>().join(" or ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sentence_names_what_is_enough_and_what_was_said() {
        let enough = ["in_person", "video"];
        assert_eq!(
            sentence(Action::SetPermanentPassword, Some("call_back"), &enough),
            "“Call-back to the number on file” is not enough for “Permanent password”, which takes “In person, with a photo ID” or “Video call, with a photo ID”."
        );
        assert!(sentence(Action::SendResetCode, None, &enough).starts_with("Choose how the caller was verified. “Reset code” takes “In person"));
    }
}
