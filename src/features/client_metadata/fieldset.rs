//! The editor in its fieldset, with the note that always stands there.

use super::editor::{EditorRow, MetadataEditor};
use crate::domain::client_metadata::{MetadataRow, problems_of};
use crate::ui::Fieldset;
use leptos::prelude::*;

/// Spare rows that a fresh form offers.
const SPARE_ROWS: usize = 3;

/// ClientMetadata, with rows as typed and what is wrong with them.
#[component]
pub fn MetadataFieldset(
    /// As typed; empty for a fresh form.
    rows: Vec<MetadataRow>,
    /// Problems are shown: the form came back with some.
    shows_problems: bool,
    /// Whether this pool has a trigger that reads it.
    has_message_trigger: bool,
) -> impl IntoView {
    let problems = if shows_problems { problems_of(&rows) } else { Vec::new() };
    let note = "Cognito does not store, check or encrypt this; only the pool's triggers read it.";
    let hint = if has_message_trigger { format!("{note} This pool has such a trigger.") } else { format!("{note} This pool has no such trigger: nothing would read it.") };
    let mut rows: Vec<EditorRow> = rows
        .into_iter()
        .enumerate()
        .map(|(place, row)| EditorRow { row, problem: problems.iter().find(|(problem, _)| *problem == place).map(|(_, what)| what.sentence().to_owned()).unwrap_or_default() })
        .collect();
    if rows.is_empty() {
        rows.resize_with(SPARE_ROWS, EditorRow::default);
    }
    view! {
        <Fieldset id="metadata" legend="ClientMetadata" hint=hint>
            <MetadataEditor rows=rows />
        </Fieldset>
    }
}
