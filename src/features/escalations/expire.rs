//! Requests that nobody decided on, and approvals that nobody used, in time: that goes on record, and what was kept of them is forgotten.

use super::register::{Register, RegisterError};
use crate::domain::actor::RequestOrigin;
use crate::domain::audit::{AuditEntry, RecordKind};
use crate::domain::escalation::EXPIRE;
use crate::features::console::Console;
use std::time::Duration;

/// How often to look.
const EVERY: Duration = Duration::from_secs(10);

/// Ends every request whose time is over, and gives their number.
///
/// # Errors
/// [`RegisterError`]; what was ended before it stays ended.
pub async fn expire(console: &Console) -> Result<usize, RegisterError> {
    let register = Register::of(console);
    let mut ended = 0;
    for escalation in register.unfinished(None, u32::MAX).await? {
        let record = AuditEntry::new(RecordKind::Escalation, EXPIRE, register.now(), None, &RequestOrigin::default());
        ended += usize::from(register.expire(&escalation, record).await?);
    }
    register.tidy().await?;
    Ok(ended)
}

/// Looks for as long as the process lives.
pub async fn expire_regularly(console: Console) {
    let mut tick = tokio::time::interval(EVERY);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tick.tick().await;
        if let Err(error) = expire(&console).await {
            tracing::error!(%error, "requests whose time is over were not ended");
        }
    }
}
