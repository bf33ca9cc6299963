//! How a run stops: for now, or for good.

use super::authority::nobody;
use super::records::{END, PAUSE, record_step};
use super::row::{UNRESOLVED, settle};
use crate::domain::bulk::{PauseCause, RowStanding, RunState};
use crate::features::console::Console;
use crate::ports::bulk_store::{BulkStoreError, Counts, KeptRun, Step};

/// Rows that are looked up again at a time.
const PAGE: u32 = 500;

/// The console itself pauses a run. Paused is paused, also where the trail does not take the record of it: nothing more is done.
pub(super) async fn pause(console: &Console, run: &KeptRun, cause: PauseCause) -> Result<(), BulkStoreError> {
    let step = Step { cause: Some(cause), turn: Some(run.turn), ..Step::to(RunState::Paused, &[RunState::Running, RunState::Checking]) };
    let Some(paused) = console.bulk.step(run.id, &step).await? else { return Ok(()) };
    tracing::warn!(run = %run.id, cause = cause.name(), "a bulk run was paused");
    // What could not be recorded stands in the log under the run's reference.
    let _ = record_step(console, &nobody(console, run), &paused, PAUSE, format!("paused by the console: {}", cause.name())).await;
    Ok(())
}

/// The last row had its turn, or will have none: what is unknown is looked up once more, and the end recorded with how many rows ended how.
pub(super) async fn end(console: &Console, run: &KeptRun, state: RunState) -> Result<(), BulkStoreError> {
    look_up_unknown(console, run).await?;
    let Some(now) = console.bulk.find(run.id).await? else { return Ok(()) };
    let counts = console.bulk.counts(run.id).await?;
    // First the record: a crash between the two comes here again, and finds it.
    let note = format!("{}: {}", state.name(), in_words(&counts));
    if let Err(error) = record_step(console, &nobody(console, &now), &now, END, note).await {
        // Over is what is on record as over: tried again.
        return Err(BulkStoreError(format!("the end of the run is not on record: {}", error.code.name())));
    }
    if state == RunState::Done {
        console.bulk.step(run.id, &Step::to(RunState::Done, &[RunState::Running])).await?;
    }
    Ok(())
}

/// Rows whose outcome nobody knew: reading the user again may have told since.
pub(super) async fn look_up_unknown(console: &Console, run: &KeptRun) -> Result<(), BulkStoreError> {
    let mut after = 0;
    loop {
        let rows = console.bulk.rows(run.id, Some(RowStanding::Unknown), after, PAGE).await?;
        let Some(last) = rows.last().map(|row| row.line) else { return Ok(()) };
        let mut told = Vec::new();
        for row in rows.into_iter().filter(|row| row.state.note != UNRESOLVED) {
            let turned = settle(console, run.id, &row, RowStanding::Unknown).await;
            if turned.trouble.is_none() && turned.state != row.state {
                told.push((row.line, turned.state));
            }
        }
        if !told.is_empty() {
            console.bulk.note(run.id, told).await?;
        }
        after = last;
    }
}

/// `118 succeeded, 2 refused`.
pub(super) fn in_words(counts: &Counts) -> String {
    let parts = RowStanding::ALL.into_iter().map(|standing| (counts.of(standing), standing)).filter(|(rows, _)| *rows > 0);
    let parts: Vec<String> = parts.map(|(rows, standing)| format!("{rows} {}", standing.name().replace('_', " "))).collect();
    if parts.is_empty() { "no rows".to_owned() } else { parts.join(", ") }
}
