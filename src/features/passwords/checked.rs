//! The reset form, checked: parsed once, here, with every problem named beside its field.

use super::wire::{ResetForm, TICKED};
use crate::domain::client_metadata::ClientMetadata;
use crate::domain::desk::DeskRules;
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
pub(super) fn check(form: &ResetForm, rules: &DeskRules) -> Result<CheckedForm, Vec<FieldError>> {
    let mut problems = Vec::new();
    let why = check_why(&form.desk, rules, &mut problems);
    let client_metadata = check_rows(&form.metadata, form.sends_secret_looks == TICKED, &mut problems);
    match (why, client_metadata) {
        (Some(why), Some(client_metadata)) if problems.is_empty() => Ok(CheckedForm { why, client_metadata }),
        _ => Err(problems),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::client_metadata::MetadataRow;
    use crate::domain::desk::ContactChangeRules;
    use crate::domain::metadata_record::{MetadataRules, ValueRecord};
    use crate::domain::reason::TicketRule;
    use crate::domain::step_up::StepUpRules;
    use crate::wire::DeskFields;

    fn rules() -> DeskRules {
        DeskRules {
            policy: std::sync::Arc::default(),
            contact_changes: ContactChangeRules { days: 7, attribute: None },
            ticket: TicketRule { pattern: "INC-######".into(), is_required: true },
            default_country: "PL".into(),
            step_up: StepUpRules::default(),
            metadata: MetadataRules::for_all(ValueRecord::Whole),
            is_sandbox: false,
        }
    }

    fn form() -> ResetForm {
        ResetForm { desk: DeskFields { reason: "Forgot the password".into(), ticket: "INC-204817".into(), ..DeskFields::default() }, ..ResetForm::default() }
    }

    fn fields(form: &ResetForm) -> Vec<String> {
        check(form, &rules()).map(|_| Vec::new()).unwrap_or_else(|problems| problems.into_iter().map(|problem| problem.field).collect())
    }

    #[test]
    fn every_field_that_needs_attention_is_named_at_once() {
        let rows = vec![MetadataRow { key: String::new(), value: "lost".into() }];
        let bad = ResetForm { desk: DeskFields { caller_verified_by: "telepathy".into(), ..DeskFields::default() }, metadata: rows, ..ResetForm::default() };
        assert_eq!(fields(&bad), ["reason", "ticket", "caller_verified_by", "metadata-0"]);
        assert!(fields(&form()).is_empty());
    }

    #[test]
    fn what_looks_like_a_secret_is_sent_only_when_someone_says_so() {
        let rows = vec![MetadataRow { key: "note".into(), value: "password=hunter2".into() }];
        let careless = ResetForm { metadata: rows, ..form() };
        assert_eq!(fields(&careless), ["metadata-0"]);
        assert!(fields(&ResetForm { sends_secret_looks: TICKED.into(), ..careless }).is_empty());
    }
}
