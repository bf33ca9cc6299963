//! What a form asks for beside the reason, by the policy's word: said before it is sent.

use super::shown::quoted;
use crate::domain::operation::Action;
use crate::domain::policy::Policy;
use crate::domain::reason::VERIFICATION_METHODS;
use crate::features::audit_trail::event_words;
use crate::features::console::{Caller, Console};
use crate::features::effects::ticket_rules;

/// For one form and one person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Asked {
    /// The methods to offer; `None`: all, and none need be chosen.
    pub methods: Option<Vec<&'static str>>,
    /// Which methods are not enough, and for what; may be empty.
    pub hint: String,
    /// Tickets that fit, as examples.
    pub tickets: String,
    /// A ticket must be given.
    pub needs_ticket: bool,
}

impl Asked {
    /// For a form that does one of `actions`, and may do those that stand `beside` it.
    pub fn of(console: &Console, caller: &Caller, actions: &[Action], beside: &[Action]) -> Self {
        let rules = actions.first().map(|action| ticket_rules(console, caller, *action)).unwrap_or_default();
        let tickets = rules.iter().map(|rule| rule.example()).collect::<Vec<_>>().join(" or ");
        let needs_ticket = rules.iter().all(|rule| rule.is_required);
        let Ok(actor) = caller.actor() else { return Self { tickets, needs_ticket, ..Self::default() } };
        let policy: &Policy = &console.rules.policy;
        let methods_of = |action: &Action| (*action, policy.methods(actor, *action));
        // Only what this person may do at all.
        let is_theirs = |action: &&Action| caller.may_ask(**action);
        let (actions, beside): (Vec<_>, Vec<_>) = (actions.iter().filter(is_theirs).map(methods_of).collect(), beside.iter().filter(is_theirs).map(methods_of).collect());
        let methods = offered(&actions);
        Self { hint: hint(methods.as_deref(), &actions, &beside), methods, tickets, needs_ticket }
    }
}

/// An action, and which methods are enough for it; `None`: any, or none.
type Enough = (Action, Option<Vec<&'static str>>);

/// What is enough for one of these.
fn offered(actions: &[Enough]) -> Option<Vec<&'static str>> {
    let mut enough = Vec::new();
    for (_, methods) in actions {
        enough.extend(methods.as_ref()?);
    }
    let in_order: Vec<_> = VERIFICATION_METHODS.iter().map(|(name, _)| *name).filter(|name| enough.contains(name)).collect();
    (!in_order.is_empty()).then_some(in_order)
}

/// What is not offered, and what takes more than what is.
fn hint(offered: Option<&[&'static str]>, actions: &[Enough], beside: &[Enough]) -> String {
    let missing: Vec<&str> = VERIFICATION_METHODS.iter().filter(|(name, _)| offered.is_some_and(|offered| !offered.contains(name))).map(|(_, words)| *words).collect();
    let missing = (!missing.is_empty()).then(|| format!("Not enough for this: {}.", missing.join("; ")));
    let takes_more = |(action, methods): &Enough| {
        let methods = methods.as_ref()?;
        let is_all_that_is_offered = offered.is_some_and(|offered| offered.iter().all(|method| methods.contains(method)));
        (!is_all_that_is_offered).then(|| format!("“{}” takes {}.", event_words(action.event()), quoted(methods)))
    };
    missing.into_iter().chain(actions.iter().chain(beside).filter_map(takes_more)).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::reason::method_words;

    const PERMANENT: Action = Action::SetPermanentPassword;
    const TEMPORARY: Action = Action::SetTemporaryPassword;

    #[test]
    fn a_form_offers_what_is_enough_and_says_what_takes_more() {
        let enough = |action, methods: &[&'static str]| (action, Some(methods.to_vec()));
        // Nothing is asked for.
        assert_eq!((offered(&[(TEMPORARY, None)]), hint(None, &[(TEMPORARY, None)], &[])), (None, String::new()));
        // One of two choices asks for more: everything is offered, and that is said.
        let choices = [(TEMPORARY, None), enough(PERMANENT, &["video"])];
        assert_eq!(offered(&choices), None);
        assert_eq!(hint(None, &choices, &[]), format!("“Permanent password” takes “{}”.", method_words("video")));
        // Both ask, and differ.
        let choices = [enough(TEMPORARY, &["app_prompt", "video"]), enough(PERMANENT, &["video"])];
        assert_eq!(offered(&choices), Some(vec!["video", "app_prompt"]));
        let words = hint(offered(&choices).as_deref(), &choices, &[]);
        assert!(words.starts_with("Not enough for this: Call-back to the number on file; Confirmed by their manager; In person, with a photo ID."), "{words}");
        assert!(words.contains("“Permanent password” takes") && !words.contains("“Temporary password” takes"), "{words}");
        // What a box adds.
        let beside = [enough(Action::SignOutEverywhere, &["manager"])];
        assert!(hint(Some(&["video"]), &[enough(TEMPORARY, &["video"])], &beside).ends_with(&format!("“Signing out everywhere” takes “{}”.", method_words("manager"))));
    }
}
