//! Why somebody acts: reason, ticket, and how the caller was verified. Asked for by every form with an effect.

use crate::domain::audit::AuditEntry;
use crate::domain::desk::DeskRules;
use crate::domain::reason::{Reason, VERIFICATION_METHODS};
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
}

/// Reads the fields that every form has. Adds what needs attention to `problems`, each beside its field.
pub fn check_why(fields: &DeskFields, rules: &DeskRules, problems: &mut Vec<FieldError>) -> Option<Why> {
    let before = problems.len();
    let mut problem = |field: &str, sentence: String| problems.push(FieldError { field: field.to_owned(), sentence });
    let reason = Reason::parse(&fields.reason).map_err(|sentence| problem("reason", sentence.into())).ok();
    let ticket = rules.ticket.parse(&fields.ticket).map_err(|sentence| problem("ticket", sentence)).ok();
    let method = fields.caller_verified_by.trim();
    if !method.is_empty() && !VERIFICATION_METHODS.iter().any(|(name, _)| *name == method) {
        problem("caller_verified_by", "Choose how the caller was verified from the list.".into());
    }
    if problems.len() > before {
        return None;
    }
    Some(Why { reason: reason?, ticket: ticket?, caller_verified_by: (!method.is_empty()).then(|| method.to_owned()) })
}
