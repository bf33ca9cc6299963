//! Reason, ticket and ClientMetadata of a form, checked: parsed once, here, with every problem named beside its field.

use crate::domain::client_metadata::{ClientMetadata, MetadataRow};
use crate::domain::reason::TicketRule;
use crate::features::client_metadata::check_rows;
use crate::features::effects::{Why, check_why};
use crate::wire::{DeskFields, FieldError, TICKED};

/// What the form says, checked.
#[derive(Debug)]
pub struct CheckedForm {
    /// Why.
    pub why: Why,
    /// What goes to the triggers.
    pub client_metadata: ClientMetadata,
}

/// Checks every field. `sends_secret_looks` is the box by which pairs are sent that look like secrets.
///
/// # Errors
/// Each problem, beside its field.
pub fn check_form(desk: &DeskFields, metadata: &[MetadataRow], sends_secret_looks: &str, tickets: &[TicketRule]) -> Result<CheckedForm, Vec<FieldError>> {
    let mut problems = Vec::new();
    let why = check_why(desk, tickets, &mut problems);
    let client_metadata = check_rows(metadata, sends_secret_looks == TICKED, &mut problems);
    match (why, client_metadata) {
        (Some(why), Some(client_metadata)) if problems.is_empty() => Ok(CheckedForm { why, client_metadata }),
        _ => Err(problems),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::passwords::wire::ResetForm;

    fn tickets() -> [TicketRule; 2] {
        ["INC-######", "HR-*"].map(|pattern| TicketRule { pattern: pattern.into(), is_required: true })
    }

    fn form() -> ResetForm {
        ResetForm { desk: DeskFields { reason: "Forgot the password".into(), ticket: "INC-204817".into(), ..DeskFields::default() }, ..ResetForm::default() }
    }

    fn check(form: &ResetForm, tickets: &[TicketRule]) -> Result<CheckedForm, Vec<FieldError>> {
        check_form(&form.desk, &form.metadata, &form.sends_secret_looks, tickets)
    }

    fn fields(form: &ResetForm) -> Vec<String> {
        check(form, &tickets()).map(|_| Vec::new()).unwrap_or_else(|problems| problems.into_iter().map(|problem| problem.field).collect())
    }

    #[test]
    fn every_field_that_needs_attention_is_named_at_once() {
        let rows = vec![MetadataRow { key: String::new(), value: "lost".into() }];
        let bad = ResetForm { desk: DeskFields { caller_verified_by: "telepathy".into(), ..DeskFields::default() }, metadata: rows, ..ResetForm::default() };
        assert_eq!(fields(&bad), ["reason", "ticket", "caller_verified_by", "metadata-0"]);
        assert!(fields(&form()).is_empty());
    }

    #[test]
    fn a_ticket_fits_one_of_the_ways_to_act() {
        let with = |ticket: &str| ResetForm { desk: DeskFields { ticket: ticket.into(), ..form().desk }, ..form() };
        assert!(fields(&with("hr-7")).is_empty());
        assert_eq!(check(&with("HR-"), &tickets()).expect_err("no ticket")[0].sentence, "Write the ticket as in INC-204817.");
    }

    #[test]
    fn what_looks_like_a_secret_is_sent_only_when_someone_says_so() {
        let rows = vec![MetadataRow { key: "note".into(), value: "password=hunter2".into() }];
        let careless = ResetForm { metadata: rows, ..form() };
        assert_eq!(fields(&careless), ["metadata-0"]);
        assert!(fields(&ResetForm { sends_secret_looks: TICKED.into(), ..careless }).is_empty());
    }
}
