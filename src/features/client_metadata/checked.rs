//! The rows, checked: what is wrong with each stands beside it.

use crate::domain::client_metadata::{ClientMetadata, MetadataRow, PAIR_LIMIT, secret_look};
use crate::wire::FieldError;

/// Rows that "Add rows" adds.
const MORE_ROWS: usize = 3;

/// The pairs; `None` where something is wrong, which is added to `problems`. What looks like a secret is sent only when someone says so.
pub fn check_rows(rows: &[MetadataRow], sends_secret_looks: bool, problems: &mut Vec<FieldError>) -> Option<ClientMetadata> {
    let before = problems.len();
    let mut problem = |row: usize, sentence: &str| problems.push(FieldError { field: format!("metadata-{row}"), sentence: sentence.to_owned() });
    let pairs = ClientMetadata::from_rows(rows);
    if let Err(wrong) = &pairs {
        for (row, what) in wrong {
            problem(*row, what.sentence());
        }
    }
    if !sends_secret_looks {
        for (row, _) in rows.iter().enumerate().filter(|(_, row)| secret_look(row).is_some()) {
            problem(row, "This looks like a secret. Take it out, or tick “Send it all the same”.");
        }
    }
    pairs.ok().filter(|_| problems.len() == before)
}

/// The rows with some more to type into.
pub fn with_more_rows(mut rows: Vec<MetadataRow>) -> Vec<MetadataRow> {
    let wanted = (rows.len() + MORE_ROWS).min(PAIR_LIMIT);
    rows.resize_with(wanted, MetadataRow::default);
    rows
}
