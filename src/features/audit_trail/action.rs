//! One action as its page shows it: its records with what speaks for each of them, its parts, and how the trail stands.

use super::read::read_action;
use super::results::RESULT;
use super::standing::Standing;
use super::vouching::{Seal, VouchedRecord, vouch};
use crate::domain::audit::{Outcome, RecordKind};
use crate::domain::operation::Action;
use crate::domain::part::part_id;
use crate::features::console::{Caller, Console};
use crate::features::faults::trail_failed;
use crate::ports::audit_log::TrailRow;
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
    /// All of its records, oldest first, each with what speaks for it.
    pub records: Vec<VouchedRecord>,
    /// What belongs to it.
    pub parts: Vec<ActionPart>,
    /// What is known of the trail as a whole.
    pub standing: Standing,
}

/// An action by its id.
///
/// # Errors
/// As [`read_action`].
pub async fn whole_action(console: &Console, caller: &Caller, action_id: &str) -> Result<WholeAction, ApiError> {
    let read = read_action(console, caller, action_id).await?;
    let row = TrailRow::of(&read).ok_or_else(|| caller.error(crate::wire::ErrorCode::NotFound))?;
    let parts = parts(console, caller, &row).await?;
    let standing = Standing::after_a_record(console).await;
    // The id in the address is the one by which the records were found, whatever they say of themselves.
    let id = uuid::Uuid::try_parse(action_id).unwrap_or_default();
    let mut records = Vec::with_capacity(read.len());
    for record in read {
        let mut vouched = vouch(console, &standing, id, record).await.map_err(|error| trail_failed(&error, caller))?;
        // Behind a record that does not fit nothing is vouched for, whether or not a verification has found that by now.
        if records.iter().any(|before: &VouchedRecord| before.misfit.is_some()) {
            vouched.seal = Seal::NotVouchedFor;
        }
        records.push(vouched);
    }
    Ok(WholeAction { row, records, parts, standing })
}

async fn parts(console: &Console, caller: &Caller, row: &TrailRow) -> Result<Vec<ActionPart>, ApiError> {
    let opening = &row.opening.entry;
    let mut parts = Vec::new();
    let events: &[&str] = match opening.kind {
        RecordKind::Intent => &PARTS.map(Action::event),
        RecordKind::Read if opening.event == Action::VerifyTrail.event() => &[RESULT],
        _ => &[],
    };
    for &event in events {
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
