//! What roles ask for before they do something to a user, in sentences.

use crate::domain::operation::Action;
use crate::domain::policy::Demands;
use crate::domain::reason::{TicketRule, method_words};
use crate::features::audit_trail::event_words;

/// Every line of what a role asks for beside a reason; none where it is nothing.
pub(super) fn ask_words(demands: &Demands) -> Vec<String> {
    let ticket = demands.ticket.as_ref().map(ticket_words);
    let methods = demands.verified_by.iter().map(|(action, methods)| format!("{}: {}", event_words(action.event()), methods_words(methods)));
    ticket.into_iter().chain(methods).collect()
}

/// The same of one action, as sentences.
pub(super) fn asked_of(demands: &Demands, action: Action) -> Vec<String> {
    if !action.has_effect_on_a_user() || action == Action::RevealPassword {
        return Vec::new();
    }
    let ticket = demands.ticket.as_ref().map(|rule| format!("The role gives {}.", ticket_words(rule)));
    let methods = demands.verified_by.get(&action).map(|methods| format!("It takes a {}.", methods_words(methods)));
    ticket.into_iter().chain(methods).collect()
}

fn ticket_words(rule: &TicketRule) -> String {
    format!("a ticket, as in {}", rule.example())
}

fn methods_words(methods: &[&str]) -> String {
    let methods: Vec<String> = methods.iter().map(|method| format!("“{}”", method_words(method))).collect();
    format!("caller verified by {}", methods.join(" or "))
}
