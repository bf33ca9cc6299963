//! How the trail itself stands: what the last verification said, and whether it can be written now.

use super::verification::State;
use crate::domain::audit::verify::Fault;
use crate::features::console::Console;
use time::OffsetDateTime;

/// What pages say of the trail as a whole.
#[derive(Debug, Clone)]
pub struct Standing {
    /// The last verdict, and the verification that runs.
    pub verification: State,
    /// What keeps the trail from being sealed.
    pub refused: Option<Fault>,
    /// Whether a record could be appended now.
    pub can_be_written: bool,
    /// The time at which all this was so.
    pub now: OffsetDateTime,
}

impl Standing {
    /// As it is now, where a record has just been appended: it can be written.
    pub fn after_a_record(console: &Console) -> Self {
        Self { verification: console.verification.state(), refused: console.sealer.refused(), can_be_written: true, now: console.now() }
    }

    /// As it is now; tries whether it can be written, by a commit that appends nothing.
    pub async fn tried(console: &Console) -> Self {
        let can_be_written = match console.audit.check().await {
            Ok(()) => true,
            Err(error) => {
                tracing::error!(%error, "the audit trail cannot be written");
                false
            }
        };
        Self { can_be_written, ..Self::after_a_record(console) }
    }

    /// Everything that is known to be wrong with the records, the most telling first: what the sealer met is newer than the last verdict.
    pub fn faults(&self) -> Vec<Fault> {
        let found = self.verification.verdict.as_ref().and_then(|verdict| verdict.found.as_ref().ok()).map(|report| report.faults.clone());
        let mut faults = found.unwrap_or_default();
        if let Some(refused) = self.refused.clone().filter(|refused| !faults.iter().any(|fault| fault.first == refused.first && fault.kind == refused.kind)) {
            faults.push(refused);
        }
        faults
    }
}

/// The first record on which nothing may be relied any more.
pub fn unreliable_from(faults: &[Fault]) -> i64 {
    faults.iter().map(|fault| fault.first).min().unwrap_or_default().max(1)
}
