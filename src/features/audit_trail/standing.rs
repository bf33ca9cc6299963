//! How the trail itself stands: what the last verification said, and whether it can be written now.

use super::verification::State;
use crate::domain::audit::verify::{Fault, FaultKind, Report};
use crate::domain::clock::from_micros;
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
    /// The last record's place; `None` where it could not be read.
    pub head: Option<i64>,
    /// What this process signed last: how many records, and when.
    pub signed: Option<(i64, OffsetDateTime)>,
    /// The time at which all this was so.
    pub now: OffsetDateTime,
}

impl Standing {
    /// As it is now, where a record has just been appended: it can be written.
    pub async fn after_a_record(console: &Console) -> Self {
        // Before the head is asked for: a verification that ends in between would know of more records than there seem to be.
        let standing = Self::with_head(console, None);
        let head = console.proof.last_place().await.inspect_err(|error| tracing::error!(%error, "the trail's last record could not be read")).ok();
        Self { head, ..standing }
    }

    /// The same, where it is known at which place.
    pub async fn after_the_record_at(console: &Console, place: i64) -> Self {
        let standing = Self::with_head(console, Some(place));
        if standing.report().is_some_and(|report| report.head.size > place) { Self::after_a_record(console).await } else { standing }
    }

    fn with_head(console: &Console, head: Option<i64>) -> Self {
        Self {
            verification: console.verification.state(),
            refused: console.sealer.refused(),
            can_be_written: true,
            head,
            signed: console.sealer.signed().map(|(size, at)| (size, from_micros(at))),
            now: console.now(),
        }
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
        Self { can_be_written, ..Self::after_a_record(console).await }
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

    /// The last verification's report, where the trail could be read.
    pub fn report(&self) -> Option<&Report> {
        self.verification.verdict.as_ref().and_then(|verdict| verdict.found.as_ref().ok())
    }

    /// The first record on which nothing may be relied any more; `None` where no record is concerned.
    pub fn unreliable_from(&self) -> Option<i64> {
        unreliable_from(&self.faults())
    }
}

/// The first record on which nothing may be relied any more. What is wrong with the database's protections, or with a list that is made
/// from the records, is wrong with no record.
pub fn unreliable_from(faults: &[Fault]) -> Option<i64> {
    // That nothing was sealed since says nothing of what was recorded since.
    faults.iter().filter(|fault| fault.kind.concerns_records() && fault.kind != FaultKind::Unsealed).map(|fault| fault.first.max(1)).min()
}
