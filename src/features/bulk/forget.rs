//! Lists and results are deleted when their time is over; what was done stands in the trail for as long as that does.

use super::authority::nobody;
use super::records::{CANCEL, record_step};
use crate::domain::clock::to_micros;
use crate::features::console::Console;
use std::time::Duration;

/// How often it is looked for.
const EVERY: Duration = Duration::from_secs(600);

/// So long the sealed passwords of a run wait to be taken after it has stopped.
const PASSWORDS_FOR: time::Duration = time::Duration::hours(24);

/// Forgets for as long as the process lives.
pub async fn forget_regularly(console: Console) {
    let mut tick = tokio::time::interval(EVERY);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tick.tick().await;
        match console.bulk.forget_old_sealed(to_micros(console.now() - PASSWORDS_FOR)).await {
            Ok(0) => {}
            Ok(rows) => tracing::info!(rows, "passwords of bulk runs that nobody took were deleted"),
            Err(error) => tracing::error!(%error, "old passwords of bulk runs could not be deleted"),
        }
        match console.bulk.forget(to_micros(console.now() - console.rules.bulk.keep_for)).await {
            Ok(runs) if runs.is_empty() => {}
            Ok(runs) => {
                tracing::info!(runs = runs.len(), "lists and results of bulk runs were deleted");
                for run in runs.iter().filter(|run| !run.state.is_over()) {
                    // What could not be recorded stands in the log under the run's reference.
                    let note = "cancelled by the console: nobody has touched it until its list was deleted".to_owned();
                    let _ = record_step(&console, &nobody(&console, run), run, CANCEL, note).await;
                }
            }
            Err(error) => tracing::error!(%error, "old bulk runs could not be deleted"),
        }
    }
}
