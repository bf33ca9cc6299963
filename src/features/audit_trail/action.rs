//! One action as its page shows it: its records with the checkpoints over them, and its parts.

use super::read::read_action;
use crate::domain::audit::{AuditRecord, Outcome, RecordKind};
use crate::domain::operation::Action;
use crate::domain::part::part_id;
use crate::features::console::{Caller, Console};
use crate::features::faults::trail_failed;
use crate::ports::audit_log::TrailRow;
use crate::ports::trail_proof::KeptCheckpoint;
use crate::wire::ApiError;

/// What may belong to an action and has records of its own.
const PARTS: [Action; 3] = [Action::RevealPassword, Action::SignOutEverywhere, Action::SendResetCode];

/// A part of an action.
#[derive(Debug, Clone)]
pub struct ActionPart {
    /// Its event.
    pub event: String,
    /// Its records; `None` where it was asked for and nothing is on record.
    pub row: Option<TrailRow>,
}

/// An action with everything that belongs to it.
#[derive(Debug, Clone)]
pub struct WholeAction {
    /// Its first record, and how it ended.
    pub row: TrailRow,
    /// All of its records, oldest first, each with the first checkpoint that vouches for it.
    pub records: Vec<(AuditRecord, Option<KeptCheckpoint>)>,
    /// What belongs to it.
    pub parts: Vec<ActionPart>,
}

/// An action by its id.
///
/// # Errors
/// As [`read_action`].
pub async fn whole_action(console: &Console, caller: &Caller, action_id: &str) -> Result<WholeAction, ApiError> {
    let read = read_action(console, caller, action_id).await?;
    let row = TrailRow::of(&read).ok_or_else(|| caller.error(crate::wire::ErrorCode::NotFound))?;
    let parts = parts(console, caller, &row).await?;
    let mut records = Vec::with_capacity(read.len());
    for record in read {
        let over = console.proof.checkpoint_over(record.sequence).await.map_err(|error| trail_failed(&error, caller))?;
        records.push((record, over));
    }
    Ok(WholeAction { row, records, parts })
}

async fn parts(console: &Console, caller: &Caller, row: &TrailRow) -> Result<Vec<ActionPart>, ApiError> {
    let opening = &row.opening.entry;
    let mut parts = Vec::new();
    if opening.kind != RecordKind::Intent {
        return Ok(parts);
    }
    for event in PARTS.map(Action::event) {
        let mut records = console.audit.action(part_id(opening.action_id, event)).await.map_err(|error| trail_failed(&error, caller))?;
        records.retain(|record| record.entry.event == event && record.entry.part_of == Some(opening.action_id));
        let found = TrailRow::of(&records);
        // It follows a success only: without one nothing is missing.
        let is_missing = opening.then.as_deref() == Some(event) && row.ended() == Some(Outcome::Succeeded);
        if found.is_some() || is_missing {
            parts.push(ActionPart { event: event.to_owned(), row: found });
        }
    }
    Ok(parts)
}
