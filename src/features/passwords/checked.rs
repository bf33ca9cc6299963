//! The reset form, checked: parsed once, here, with every problem named beside its field.

use super::wire::ResetForm;
use crate::config::DeskRules;
use crate::domain::client_metadata::ClientMetadata;
use crate::domain::reason::{Reason, VERIFICATION_METHODS};
use crate::wire::FieldError;

/// What the form says, checked.
#[derive(Debug)]
pub(super) struct CheckedForm {
    pub reason: Reason,
    pub ticket: Option<String>,
    pub caller_verified_by: Option<String>,
    pub client_metadata: ClientMetadata,
}

/// Checks every field.
pub(super) fn check(form: &ResetForm, rules: &DeskRules) -> Result<CheckedForm, Vec<FieldError>> {
    let mut problems = Vec::new();
    let mut problem = |field: &str, sentence: String| problems.push(FieldError { field: field.to_owned(), sentence });
    let reason = Reason::parse(&form.reason).map_err(|sentence| problem("reason", sentence.into())).ok();
    let ticket = rules.ticket.parse(&form.ticket).map_err(|sentence| problem("ticket", sentence)).ok();
    let method = form.caller_verified_by.trim();
    if !method.is_empty() && !VERIFICATION_METHODS.iter().any(|(name, _)| *name == method) {
        problem("caller_verified_by", "Choose how the caller was verified from the list.".into());
    }
    let client_metadata = ClientMetadata::from_rows(&form.metadata)
        .map_err(|rows| {
            for (row, what) in rows {
                problem(&format!("metadata-{row}"), what.sentence().into());
            }
        })
        .ok();
    match (reason, ticket, client_metadata) {
        (Some(reason), Some(ticket), Some(client_metadata)) if problems.is_empty() => {
            Ok(CheckedForm { reason, ticket, caller_verified_by: (!method.is_empty()).then(|| method.to_owned()), client_metadata })
        }
        _ => Err(problems),
    }
}
