//! The editor in its fieldset, with the note that always stands there.

use super::editor::{EditorRow, MetadataEditor};
use crate::domain::client_metadata::{MetadataRow, secret_look};
use crate::features::layout::IslandScripts;
use crate::ui::{Checkbox, Disclosure, Fieldset};
use crate::wire::FieldError;
use leptos::prelude::*;

/// Spare rows that a fresh form offers.
const SPARE_ROWS: usize = 3;

/// ClientMetadata, with rows as typed and what is wrong with them.
#[component]
pub fn MetadataFieldset(
    /// As typed; empty for a fresh form.
    rows: Vec<MetadataRow>,
    /// What is wrong with them: fields `metadata-0`, `metadata-1`, …
    errors: Vec<FieldError>,
    /// The box that sends what looks like a secret was ticked.
    sends_secret_looks: bool,
    /// Whether this pool has a trigger that reads it; `None` where nobody can say.
    is_read: Option<bool>,
) -> impl IntoView {
    // The box stands there once something looks like a secret; most forms never see it.
    let has_secret_look = rows.iter().any(|row| secret_look(row).is_some());
    let note = "Cognito does not store, check or encrypt this; only the pool's triggers read it.";
    let hint = match is_read {
        Some(true) => format!("{note} This pool has such a trigger."),
        Some(false) => format!("{note} This pool has no such trigger: nothing would read it."),
        None => note.to_owned(),
    };
    let mut rows: Vec<EditorRow> = rows.into_iter().enumerate().map(|(place, row)| EditorRow { row, problem: problem_of(&errors, place) }).collect();
    if rows.is_empty() {
        rows.resize_with(SPARE_ROWS, EditorRow::default);
    }
    // Out of the way where nothing reads it and nothing was typed.
    let is_folded = is_read == Some(false) && rows.iter().all(|row| row.row.is_spare());
    let fieldset = view! {
        <Fieldset id="metadata" legend="ClientMetadata" hint=hint>
            <MetadataEditor rows=rows />
            {has_secret_look.then(|| view! { <Checkbox id="sends_secret_looks" name="sends_secret_looks" value="yes" label="Send it all the same" hint="Whoever can read the trigger's code or logs can read it." is_checked=sends_secret_looks /> })}
            <IslandScripts />
        </Fieldset>
    };
    if is_folded { view! { <Disclosure summary="ClientMetadata: nothing in this pool reads it">{fieldset}</Disclosure> }.into_any() } else { fieldset.into_any() }
}

fn problem_of(errors: &[FieldError], place: usize) -> String {
    let field = format!("metadata-{place}");
    errors.iter().find(|error| error.field == field).map(|error| error.sentence.clone()).unwrap_or_default()
}
