//! The form, checked: every problem named beside its field.

use super::wire::{AccountForm, TICKED};
use crate::domain::client_metadata::ClientMetadata;
use crate::domain::reason::TicketRule;
use crate::features::client_metadata::check_rows;
use crate::features::effects::{Why, check_why};
use crate::wire::FieldError;

/// What the form says, checked.
#[derive(Debug)]
pub(super) struct CheckedForm {
    pub why: Why,
    pub client_metadata: ClientMetadata,
}

/// Checks every field.
pub(super) fn check(form: &AccountForm, tickets: &[TicketRule]) -> Result<CheckedForm, Vec<FieldError>> {
    let mut problems = Vec::new();
    let why = check_why(&form.desk, tickets, &mut problems);
    let client_metadata = check_rows(&form.metadata, form.sends_secret_looks == TICKED, &mut problems);
    match (why, client_metadata) {
        (Some(why), Some(client_metadata)) if problems.is_empty() => Ok(CheckedForm { why, client_metadata }),
        _ => Err(problems),
    }
}
