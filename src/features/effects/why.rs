//! Why somebody acts: reason, ticket, and how the caller was verified. Asked for by every form with an effect.

use crate::domain::audit::AuditEntry;
use crate::domain::operation::Action;
use crate::domain::policy::Shown;
use crate::domain::reason::{Reason, TicketRule, VERIFICATION_METHODS};
use crate::features::console::{Caller, Console};
use crate::wire::{DeskFields, FieldError};

/// Why, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Why {
    /// In the person's own words.
    pub reason: Reason,
    /// The desk's ticket.
    pub ticket: Option<String>,
    /// A method's name, never the answers.
    pub caller_verified_by: Option<String>,
}

impl Why {
    /// Writes it into a record.
    pub fn fill(&self, entry: &mut AuditEntry) {
        entry.reason = Some(self.reason.as_str().to_owned());
        entry.ticket.clone_from(&self.ticket);
        entry.caller_verified_by.clone_from(&self.caller_verified_by);
    }

    /// What policy asks for beside the reason.
    pub fn shown(&self) -> Shown<'_> {
        Shown { verified_by: self.caller_verified_by.as_deref(), ticket: self.ticket.as_deref() }
    }
}

/// How a ticket may look for this person and this action; the first is the one to name.
pub fn ticket_rules(console: &Console, caller: &Caller, action: Action) -> Vec<TicketRule> {
    let of_desk = &console.rules.ticket;
    // What was approved is as it was asked for.
    let asker = caller.approval.as_ref().map(|approval| approval.asker()).or(caller.actor().ok());
    asker.map_or_else(|| vec![of_desk.clone()], |actor| console.rules.policy.tickets(actor, action, of_desk))
}

/// The ticket by the first rule that it fits.
fn parse_ticket(text: &str, rules: &[TicketRule]) -> Result<Option<String>, String> {
    let mut answers = rules.iter().map(|rule| rule.parse(text));
    let Some(first) = answers.next() else { return Ok(None) };
    first.or_else(|sentence| answers.find_map(Result::ok).ok_or(sentence))
}

/// Reads the fields that every form has; `tickets` are the [`ticket_rules`]. Adds what needs attention to `problems`, each beside its field.
pub fn check_why(fields: &DeskFields, tickets: &[TicketRule], problems: &mut Vec<FieldError>) -> Option<Why> {
    let before = problems.len();
    let mut problem = |field: &str, sentence: String| problems.push(FieldError { field: field.to_owned(), sentence });
    let reason = Reason::parse(&fields.reason).map_err(|sentence| problem("reason", sentence.into())).ok();
    let ticket = parse_ticket(&fields.ticket, tickets).map_err(|sentence| problem("ticket", sentence)).ok();
    let method = fields.caller_verified_by.trim();
    if !method.is_empty() && !VERIFICATION_METHODS.iter().any(|(name, _)| *name == method) {
        problem("caller_verified_by", "Choose how the caller was verified from the list.".into());
    }
    if problems.len() > before {
        return None;
    }
    Some(Why { reason: reason?, ticket: ticket?, caller_verified_by: (!method.is_empty()).then(|| method.to_owned()) })
}
