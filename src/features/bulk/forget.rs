//! Lists and results are deleted when their time is over; what was done stands in the trail for as long as that does.

use crate::domain::clock::to_micros;
use crate::features::console::Console;
use std::time::Duration;

/// How often it is looked for.
const EVERY: Duration = Duration::from_secs(600);

/// Forgets for as long as the process lives.
pub async fn forget_regularly(console: Console) {
    let mut tick = tokio::time::interval(EVERY);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tick.tick().await;
        match console.bulk.forget(to_micros(console.now() - console.rules.bulk.keep_for)).await {
            Ok(runs) if runs.is_empty() => {}
            Ok(runs) => tracing::info!(runs = runs.len(), "lists and results of bulk runs were deleted"),
            Err(error) => tracing::error!(%error, "old bulk runs could not be deleted"),
        }
    }
}
