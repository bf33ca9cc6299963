//! Intents that have no outcome become `unknown` within a minute, so that a crash leaves no open end. Younger ones are left alone, also at
//! the start: they may be another instance's.

use crate::domain::actor::RequestOrigin;
use crate::domain::audit::{AuditEntry, AuditRecord, Outcome, RecordKind};
use crate::domain::clock::to_micros;
use crate::features::console::Console;
use crate::ports::audit_log::AuditError;
use crate::wire::ErrorCode;
use std::time::Duration;

/// Longer than any call with its repetitions takes; younger intents may still be under way.
pub const UNDER_WAY: Duration = Duration::from_secs(45);
/// How often to look.
const EVERY: Duration = Duration::from_secs(5);

/// Closes every open intent that is older than `age`, and gives their number.
///
/// # Errors
/// [`AuditError::Store`]; what was closed before it stays closed.
pub async fn sweep(console: &Console, age: Duration) -> Result<usize, AuditError> {
    let before = to_micros(console.now() - age);
    let mut closed = 0;
    for intent in console.audit.open_intents(before).await? {
        match console.audit.append(unknown(console, &intent)).await {
            Ok(_) => closed += 1,
            // It ended just now by itself.
            Err(AuditError::Duplicate(_)) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(closed)
}

/// Sweeps for as long as the process lives.
pub async fn sweep_regularly(console: Console) {
    let mut tick = tokio::time::interval(EVERY);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tick.tick().await;
        match sweep(&console, UNDER_WAY).await {
            Ok(0) => {}
            Ok(closed) => tracing::warn!(closed, "intents without an outcome became unknown"),
            Err(error) => tracing::error!(%error, "the sweeper could not close open intents"),
        }
        if let Err(error) = console.reveals.forget_old().await {
            tracing::error!(%error, "the sweeper could not remove old reveal keys");
        }
    }
}

fn unknown(console: &Console, intent: &AuditRecord) -> AuditEntry {
    let mut entry = AuditEntry::new(RecordKind::Outcome, &intent.entry.event, to_micros(console.now()), None, &RequestOrigin::default());
    entry.action_id = intent.entry.action_id;
    entry.part_of = intent.entry.part_of;
    entry.run = intent.entry.run;
    entry.request_id.clone_from(&intent.entry.request_id);
    entry.target.clone_from(&intent.entry.target);
    entry.outcome = Some(Outcome::Unknown);
    entry.code = Some(ErrorCode::OutcomeUnknown.name().to_owned());
    entry.note = Some("closed by the console: no outcome was recorded".to_owned());
    entry
}
